"""e9, A zoo of densities: what is run, and what the results say of the ledger's claims."""

from snippets.studies.results import System
from snippets.studies.verdicts import judge

SYSTEMS = [
    System("samples", "a_zoo_of_densities/samples", (3000, 10000), seeds=8),
    System("gaps", "a_zoo_of_densities/gaps", (3000, 10000), seeds=8),
]
ANIMALS = ("exact", "gaussians", "kernels", "2-gram", "GPT", "VAE", "GAN", "diffusion")

NEAR = 0.1  # bits a point: from here down a density counts as learned
TOLD = 0.6  # from here up, drawn points count as told apart from real ones
GOOD = 0.9  # share of points inside: from here up they count as good


# --8<-- [start:verdicts]
def verdicts(results: dict[str, dict[str, tuple[float, float]]]) -> dict[str, str]:
    """Return {claim: verdict}, of results {system: {measure: (mean, half of 95% interval)}}."""
    found = results["samples"]

    def below(measure, limit):
        mean, half = found[measure]
        return mean + half <= limit

    def above(measure, limit):
        mean, half = found[measure]
        return mean - half >= limit

    densities = [name for name in ANIMALS if f"excess_bits_{name}" in found]
    silent = not {"excess_bits_GAN", "bound_bits_GAN"} & found.keys()
    networks = ("VAE", "GAN", "diffusion")
    return {
        # some have P(x) and come near it; one draws good points and has no P(x)
        "4": judge(
            agrees=any(below(f"excess_bits_{name}", NEAR) for name in densities),
            disagrees=silent and above("inside_GAN", GOOD),
        ),
        # the game is another way to train: without any likelihood, the points are good
        "11": judge(
            agrees=silent and above("inside_GAN", GOOD), disagrees=below("inside_GAN", 1 - GOOD)
        ),
        # learned: the density is near, or at least the points are not told apart
        "65": judge(
            agrees=any(below(f"told_apart_{name}", TOLD) for name in networks),
            disagrees=any(above(f"told_apart_{name}", TOLD) for name in networks),
        ),
    }


# --8<-- [end:verdicts]
