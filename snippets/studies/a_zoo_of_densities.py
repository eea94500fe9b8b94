"""e9, A zoo of densities: what is run."""

from snippets.studies.results import System

SYSTEMS = [
    System("samples", "a_zoo_of_densities/samples", (3000, 10000), seeds=8),
    System("gaps", "a_zoo_of_densities/gaps", (3000, 10000), seeds=8),
]
ANIMALS = ("exact", "gaussians", "kernels", "2-gram", "GPT", "VAE", "GAN", "diffusion")
