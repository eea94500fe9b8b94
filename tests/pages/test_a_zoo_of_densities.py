"""e9: who can say P(x), how tight the bounds are, and whose samples give it away."""

import math

import numpy as np
import pytest
import torch
from sklearn.mixture import GaussianMixture
from weighed import bearing, printed

from snippets.a_zoo_of_densities import animals, cells, judges
from snippets.lab import mixture
from snippets.lab.mixture import ENTROPY, GRID, SIGMA, STEP
from snippets.studies.a_zoo_of_densities import ANIMALS, SYSTEMS
from snippets.studies.experiments import summaries
from snippets.studies.results import check
from snippets.studies.timeline import SYSTEMS as TIMELINE

FOLDER = "a_zoo_of_densities"
BITS = 0.1  # quick form: between the exact animals and the VAE
JUDGE = 0.1  # quick form: told apart, GAN and VAE above the exact animals


@pytest.fixture(scope="module")
def recorded():
    return summaries("a-zoo-of-densities")


def draws(n, seed):
    return mixture.sample(n, torch.Generator().manual_seed(seed)).numpy()


# ---------------------------------------------------------------- cells


def test_the_cells_shares_add_up_and_are_what_samples_hit():
    shares = cells.exact_shares()
    assert float(shares.sum()) == pytest.approx(1, abs=1e-12)
    column, row = cells.tokens(torch.from_numpy(draws(100_000, 1))).T
    hit = torch.bincount(column * cells.SIDE + row, minlength=cells.SIDE**2) / 100_000
    assert float((hit - shares.flatten()).abs().sum()) / 2 < 0.08
    assert float((hit.view(cells.SIDE, -1).sum(1) - shares.sum(1)).abs().sum()) / 2 < 0.01


def test_no_density_level_in_cells_gets_below_their_floor():
    exact = cells.exact_shares()
    floor = cells.mean_bits(exact) - ENTROPY
    in_theory = 2 * STEP**2 / (24 * SIGMA**2 * math.log(2))  # of a lone Gaussian, for small cells
    assert floor == pytest.approx(in_theory, rel=0.1)
    other = (exact + 1e-4) / (exact + 1e-4).sum()
    assert cells.mean_bits(other) > cells.mean_bits(exact)


def test_points_drawn_from_cells_lie_in_them():
    shares = torch.zeros(cells.SIDE, cells.SIDE, dtype=torch.float64)
    shares[40, 7] = 1
    x = cells.draw(shares, 100, torch.Generator().manual_seed(0))
    assert (cells.tokens(x) == torch.tensor([40, 7])).all()
    assert float(x.std(dim=0).min()) > STEP / 5


def test_gpt_gives_a_density_that_is_its_own_loss():
    model = cells.train_gpt(0, 30)
    shares = cells.gpt_shares(model)
    assert float(shares.sum()) == pytest.approx(1, abs=1e-6)
    said = cells.tokens(torch.from_numpy(draws(50, 2)))
    with torch.no_grad():
        logits = model(torch.tensor([[cells.START, int(said[0, 0])]])).logits[0, :, : cells.SIDE]
    by_hand = logits.double().log_softmax(-1)[[0, 1], said[0]].sum().exp()
    assert float(shares[tuple(said[0])]) == pytest.approx(float(by_hand), rel=1e-4)


# ---------------------------------------------------------------- judges


def test_energy_distance_is_zero_for_exact_draws_and_grows_with_a_shift():
    x = draws(4000, 3)
    noise = [judges.energy_distance(draws(4000, seed)) for seed in range(4, 8)]
    assert abs(np.mean(noise)) < 0.003
    assert judges.energy_distance(x + 0.3) > judges.energy_distance(x + 0.1) > max(noise)


def test_energy_distance_from_the_grid_is_that_between_two_samples():
    x, y = draws(3000, 8) + 0.5, draws(3000, 9)
    between = judges.cdist(x, y).mean()
    by_samples = 2 * between - judges.pdist(x).mean() - judges.pdist(y).mean()
    assert judges.energy_distance(x) == pytest.approx(by_samples, abs=0.02)


def test_the_judge_is_at_chance_for_equals_and_below_the_best_judge_else():
    real = draws(10_000, 10)
    assert judges.told_apart(draws(10_000, 11), real) == pytest.approx(0.5, abs=0.02)
    shifted = animals.known(None, mixture.log_prob(GRID - 0.3))
    told = judges.told_apart(draws(10_000, 12) + 0.3, real)
    assert 0.6 < told < shifted.best_judge + 0.015


def test_a_known_density_has_the_librarys_bits():
    x = draws(500, 13)
    fitted = GaussianMixture(8, random_state=0).fit(x)
    found = animals.known(None, torch.from_numpy(fitted.score_samples(GRID)))
    y = draws(50_000, 14)
    by_samples = (mixture.log_prob(torch.from_numpy(y)).numpy() - fitted.score_samples(y)).mean()
    assert found.excess_bits == pytest.approx(by_samples / math.log(2), abs=0.01)


# ---------------------------------------------------------------- quick forms


def test_quick_samples_keep_the_order(listing):
    found = listing(f"{FOLDER}/samples").namespace["measures"]
    for name in ("gaussians", "kernels", "2-gram", "GPT"):
        assert found[f"excess_bits_{name}"] + BITS < found["excess_bits_VAE"]
        for network in ("VAE", "GAN"):
            assert found[f"told_apart_{name}"] + JUDGE < found[f"told_apart_{network}"]
    assert found["excess_bits_diffusion"] + BITS < found["excess_bits_VAE"]
    assert not {"excess_bits_GAN", "bound_bits_GAN"} & found.keys()
    assert found["covered_GAN"] < found["covered_exact"] == 8


def test_quick_bounds_are_above_the_exact_value_and_tighten(listing):
    found = listing(f"{FOLDER}/gaps").namespace["measures"]
    assert found["gap_vae_1"] > found["gap_vae_3"] > found["gap_vae_10"] > 0.01
    assert found["gap_perfect_10"] > found["gap_perfect_30"] > found["gap_perfect_100"] + 0.2
    assert found["gap_diffusion_1000"] > found["gap_perfect_1000"] + 0.1


# ---------------------------------------------------------------- recorded results


def test_the_animals_are_those_of_the_timeline():
    """The same seeds and steps give the same models: the rows of the two studies agree."""
    rows = {system.key: check("timeline", system)["runs"] for system in TIMELINE}
    ours = {run["seed"]: run for run in check("a-zoo-of-densities", SYSTEMS[0])["runs"]}
    for key, name, measure in (
        ("diffusion", "diffusion", "excess_bits"),
        ("gaussian-mixture", "gaussians", "excess_bits"),
        ("gan", "GAN", "inside"),
        ("vae", "VAE", "bound_bits"),
    ):
        tolerance = {"inside": 0.01, "bound_bits": 0.06}.get(measure, 0.001)
        for run in rows[key]:
            mine = ours[run["seed"]][f"{measure}_{name}"]
            assert mine == pytest.approx(run[measure], abs=tolerance)


def test_nothing_is_better_than_exact(recorded):
    found = recorded["samples"]
    floor = cells.mean_bits(cells.exact_shares()) - ENTROPY
    for name in ANIMALS[1:]:
        if f"excess_bits_{name}" in found:
            assert found[f"excess_bits_{name}"][0] > 0
    for name in ("2-gram", "GPT"):
        assert found[f"excess_bits_{name}"][0] > floor
    for name in ("gaussians", "kernels", "2-gram", "GPT", "VAE"):  # drawn from that very density
        told, half = found[f"told_apart_{name}"]
        assert told - half < found[f"best_judge_{name}"][0]
    for name in ("VAE", "diffusion"):
        assert found[f"bound_bits_{name}"][0] > found[f"excess_bits_{name}"][0]
    assert abs(found["told_apart_exact"][0] - 0.5) < 0.01


def test_what_the_page_says_of_the_recorded_results(recorded):
    found, gaps = recorded["samples"], recorded["gaps"]

    def apart(measures, low, high):
        return measures[low][0] + measures[low][1] < measures[high][0] - measures[high][1]

    assert apart(found, "inside_VAE", "inside_GAN")
    assert apart(found, "told_apart_VAE", "told_apart_GAN")
    assert apart(found, "energy_VAE", "energy_GAN")
    assert found["covered_GAN"][0] + found["covered_GAN"][1] < 8
    for low, high in (("2-gram", "diffusion"), ("GPT", "diffusion"), ("diffusion", "VAE")):
        assert apart(found, f"excess_bits_{low}", f"excess_bits_{high}")
        assert found[f"told_apart_{low}"][0] < found[f"told_apart_{high}"][0]
    assert apart(gaps, "gap_vae_10", "gap_vae_1")
    assert apart(gaps, "gap_vae_100", "gap_vae_10")
    assert apart(gaps, "gap_perfect_1000", "gap_diffusion_1000")
    runs = check("a-zoo-of-densities", SYSTEMS[1])["runs"]  # paired: the same points and noise
    assert all(run["gap_diffusion_1000"] > run["gap_diffusion_300"] for run in runs)
    assert all(run["gap_perfect_1000"] < run["gap_perfect_100"] for run in runs)


def test_the_figures_draw_what_is_recorded(listing, recorded):
    axes = listing(f"{FOLDER}/judged").namespace["axes"]
    means = [bars[0].get_xdata()[0] for bars in axes[1].containers]
    assert means == pytest.approx([recorded["samples"][f"told_apart_{n}"][0] for n in ANIMALS])
    axes = listing(f"{FOLDER}/bounds").namespace["axes"]
    drawn = axes[0].containers[0][0].get_ydata()
    assert drawn == pytest.approx(
        [recorded["gaps"][f"gap_vae_{number}"][0] for number in (1, 3, 10, 30, 100)]
    )


# ---------------------------------------------------------------- what the ledger makes of it


FAR_OFF = {
    f"samples__excess_bits_{name}": 0.9
    for name in ("gaussians", "kernels", "2-gram", "GPT", "diffusion")
}


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        ("4", "models", FAR_OFF, "opposes"),
        ("4", "a GAN", {"GAN_has_a_density": True}, "supports"),
        ("11", "", {"samples__inside_GAN": 0.05}, "opposes"),
        ("11", "", {"samples__inside_GAN": 0.5}, "no bearing"),
        ("65", "diffusion", {"samples__told_apart_diffusion": 0.8}, "opposes"),
        ("65", "a VAE", {"samples__told_apart_VAE": 0.8}, "opposes"),
        ("65", "a GAN", {"samples__told_apart_GAN": 0.52}, "no bearing"),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, FOLDER, about, **changes) == comes_to


def test_who_has_a_density_is_printed_as_it_is_recorded(listing, recorded):
    said = printed(listing(f"{FOLDER}/findings"))
    for name in ("GPT", "VAE", "GAN", "diffusion"):
        has = any(measure.endswith(f"_bits_{name}") for measure in recorded["samples"])
        assert said[f"{name}_has_a_density"] == has
