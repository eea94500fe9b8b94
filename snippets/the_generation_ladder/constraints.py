# tolerance: 0.05 (spread 0.024)
import sys

from snippets.lab.checkpoints import load
from snippets.the_generation_ladder.ways import compared

seed, n = map(int, sys.argv[1:] or (0, 30))
bert, gpt = load("bert"), load("gpt")
patterns = {
    "front": "positive : *",
    "inside": "* wizard *",
    "end": "* sofa",
    "both": "* owls * hungry",
}
measures = {}
for name, pattern in patterns.items():
    found = compared(gpt, bert, pattern, n, seed)
    measures |= {f"{measure}_{name}": value for measure, value in found.items()}
    print(f"{pattern}: a share of {found.pop('rate'):.5f} of the world")
    print("".join(f"  {measure:14} {value:10.3f}\n" for measure, value in found.items()), end="")
