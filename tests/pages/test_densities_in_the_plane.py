"""The listings of docs/evidence/densities-in-the-plane.md, against exact densities."""

import math
from itertools import pairwise

import pytest
import torch
from torch.distributions import (
    Categorical,
    MixtureSameFamily,
    MultivariateNormal,
    Normal,
    kl_divergence,
)

from snippets.lab import autoencoder, denoiser, mixture
from snippets.lab.denoiser import kept, log_density, spread
from tools.engine.record import tolerance_of

FOLDER = "densities_in_the_plane"


def exact_noise(x, t):
    return -spread(t) * mixture.score(x, kept(t), spread(t))


def test_the_mixture_is_that_of_torch():
    components = MultivariateNormal(mixture.CENTRES, mixture.SIGMA**2 * torch.eye(2).double())
    library = MixtureSameFamily(Categorical(mixture.WEIGHTS), components)
    x = mixture.sample(200, torch.Generator().manual_seed(1))
    assert (mixture.log_prob(x) - library.log_prob(x)).abs().max() < 1e-12
    x.requires_grad_()
    (slope,) = torch.autograd.grad(library.log_prob(x).sum(), x)
    assert (mixture.score(x.detach()) - slope).abs().max() < 1e-9
    assert float(mixture.WEIGHTS.sum()) == pytest.approx(1)


def test_entropy_and_mass_on_the_grid(listing):
    run = listing(f"{FOLDER}/the_mixture")
    assert mixture.integral(mixture.EXACT) == pytest.approx(1, abs=1e-6)
    bits, margin = run.namespace["bits"].mean(), float(run.namespace["margin"])
    assert abs(float(bits) - mixture.ENTROPY) < 2 * margin
    many = mixture.sample(50_000, torch.Generator().manual_seed(2))
    found = mixture.sample_measures(many)
    assert found["inside"] == pytest.approx(0.99, abs=0.002)
    assert found["covered"] == 8
    assert found["distance"] < 0.01


def test_a_density_that_is_wrong_pays_its_divergence():
    shifted = mixture.log_prob(mixture.GRID + 0.05)
    assert mixture.mean_bits(shifted) > mixture.ENTROPY + 0.01


def test_flow_with_the_exact_score_gives_the_exact_density():
    x = mixture.sample(50, torch.Generator().manual_seed(0))
    found = log_density(exact_noise, x, steps=80)
    assert (found - mixture.log_prob(x)).abs().max() < 5e-3


def test_more_steps_of_integration_make_less_error(listing):
    errors = list(listing(f"{FOLDER}/exact_by_ode").namespace["errors"].values())
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-3


def test_bounds_are_below_and_tighten(listing):
    run = listing(f"{FOLDER}/vae")
    vae, margin = run.namespace, 2 * tolerance_of(run)
    assert vae["bound_bits"] > vae["bits_of_10"] + margin > vae["bits_of_100"] + 2 * margin
    assert vae["bits_of_100"] > vae["exact_bits"] > margin
    assert vae["bound_bits"] - vae["exact_bits"] > 0.05
    diffusion = listing(f"{FOLDER}/diffusion").namespace
    assert diffusion["bound_bits"] > diffusion["excess_bits"] + 0.05 > 0.05
    assert mixture.integral(diffusion["density"]) == pytest.approx(1, abs=0.02)


def test_orderings_of_the_quick_forms(listing):
    fitted, vae, diffusion, gan = (
        listing(f"{FOLDER}/{name}").namespace
        for name in ("gaussian_mixture", "vae", "diffusion", "gan")
    )
    margin = 0.04
    assert fitted["excess_bits"] + margin < diffusion["excess_bits"]
    assert diffusion["excess_bits"] + margin < vae["exact_bits"]
    assert diffusion["covered"] == fitted["covered"] == 8
    assert gan["covered"] < 8
    assert "excess_bits" not in gan
    assert "bound_bits" not in gan


def test_more_steps_tighten_the_bound_and_a_kernel_density_pays_more_than_the_right_form(listing):
    run = listing(f"{FOLDER}/bound_by_steps")
    by_steps = [float(run.numbers[f"bits_of_{steps}"]) for steps in (10, 30, 100, 300)]
    margin = 2 * tolerance_of(run)
    assert all(few > many + margin for few, many in pairwise(by_steps))
    run = listing(f"{FOLDER}/gaussian_mixture")
    fitted, kernel = (float(run.numbers[name]) for name in ("excess_bits", "kernel_bits"))
    assert kernel > fitted + 2 * tolerance_of(run)


def test_remedies_bring_the_modes_nearer_to_their_weights_and_put_fewer_points_inside(listing):
    gan, mended, vae = (listing(f"{FOLDER}/{name}") for name in ("gan", "gan_mended", "vae"))
    before = {name: float(gan.numbers[name]) for name in ("inside", "distance")}
    margin = tolerance_of(gan) + tolerance_of(mended)
    for remedy in ("pairs", "penalty"):
        assert float(mended.numbers[f"{remedy}_distance"]) < before["distance"] - margin
        assert float(mended.numbers[f"{remedy}_inside"]) < before["inside"] - margin
        assert int(mended.numbers[f"{remedy}_covered"]) < 8
    more_than = float(vae.numbers["inside"]) + tolerance_of(gan) + tolerance_of(vae)
    assert before["inside"] > more_than


def test_a_word_has_no_gradient_and_the_made_up_one_is_wrong_by_its_temperature(listing):
    names = listing(f"{FOLDER}/no_gradient").namespace
    assert not (names["likeliest"] @ names["taste"]).requires_grad
    shares = names["logits"].detach().softmax(dim=0)
    by_hand = shares * (names["taste"] - shares @ names["taste"])
    exact = names["gradient_of"](names["logits"].softmax(dim=0) @ names["taste"])
    assert (exact - by_hand).abs().max() < 1e-6
    rows = [line for line in listing(f"{FOLDER}/no_gradient").output.splitlines() if "tau" in line]
    made_up = torch.tensor([[float(g) for g in row.split()[3:]] for row in rows])
    errors = (made_up - by_hand).abs().amax(dim=1)  # of a low temperature, and of a high one
    assert errors[0] < 0.03 < errors[1]


def test_a_gan_writes_no_sentences_where_next_token_does(listing):
    runs = [listing(f"{FOLDER}/{name}") for name in ("gan_on_text", "by_next_token")]
    gan, told = (run.namespace for run in runs)
    strange, known = (float(run.numbers["known_pairs"]) for run in runs)
    assert gan["valid"] <= 0.01
    assert told["valid"] > gan["valid"] + 0.02
    assert known > strange + 0.5
    assert told["next_token_bits"] < gan["next_token_bits"] - 3
    assert math.isfinite(gan["next_token_bits"])
    assert gan["tokens"] == told["tokens"]


def test_the_bound_is_the_sum_of_the_librarys_divergences():
    x, steps = mixture.sample(50, torch.Generator().manual_seed(4)), 8
    found = denoiser.bound(exact_noise, x, torch.Generator().manual_seed(5), steps)
    draw, last = torch.Generator().manual_seed(5), torch.tensor(1.0)
    end = Normal(denoiser.kept(last) * x, denoiser.spread(last))
    total = -kl_divergence(end, Normal(torch.zeros_like(x), torch.ones_like(x)))
    for before, t, beta in denoiser.times(steps):
        true = torch.randn(x.shape, generator=draw, dtype=x.dtype)
        noisy = denoiser.kept(t) * x + denoiser.spread(t) * true
        guess = exact_noise(noisy, t)
        back = Normal((noisy - beta / denoiser.spread(t) * guess) / (1 - beta).sqrt(), beta.sqrt())
        if before == 0:
            total += back.log_prob(x)
            continue
        var, var_before = denoiser.spread(t) ** 2, denoiser.spread(before) ** 2
        mean = (denoiser.kept(before) * beta * x + (1 - beta).sqrt() * var_before * noisy) / var
        total -= kl_divergence(Normal(mean, (beta * var_before / var).sqrt()), back)
    torch.testing.assert_close(found, total.sum(dim=1).double(), rtol=1e-4, atol=1e-4)


def test_the_traces_add_up_to_the_determinant_of_the_flow():
    x, h = mixture.sample(5, torch.Generator().manual_seed(2)), 1e-4
    _, stretch = denoiser.flow(exact_noise, x, 60)
    columns = [
        (
            denoiser.flow(exact_noise, x + h * side, 60)[0]
            - denoiser.flow(exact_noise, x - h * side, 60)[0]
        )
        / (2 * h)
        for side in torch.eye(2, dtype=x.dtype)
    ]
    determinant = torch.linalg.det(torch.stack(columns, dim=-1)).log()
    torch.testing.assert_close(stretch, determinant, atol=5e-3, rtol=0)


def test_the_density_of_a_vae_is_that_of_its_samples():
    vae = autoencoder.train_vae(0, 300)
    density = autoencoder.by_quadrature(vae, mixture.GRID.float())
    mass = float(density.exp()[mixture.EXACT > mixture.INSIDE].sum()) * mixture.STEP**2
    with torch.no_grad():
        drawn = vae.sample(10_000, torch.Generator().manual_seed(0))
    assert mixture.sample_measures(drawn)["inside"] == pytest.approx(mass, abs=0.02)
