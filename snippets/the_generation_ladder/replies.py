# tolerance: 0.004 (spread 0)
import sys

from snippets.lab.checkpoints import load
from snippets.the_generation_ladder.ways import compared

seed, n = map(int, sys.argv[1:] or (0, 30))
bert, gpt = load("bert"), load("gpt")
patterns = {
    "story": "once upon a *",
    "review": "positive : this movie is *",
    "fact": "the capital of france is *",
    "translation": "translate : the house is small = *",
}
measures = {}
for name, pattern in patterns.items():
    found = compared(gpt, bert, pattern, n, seed)
    measures |= {f"{measure}_{name}": value for measure, value in found.items()}
    print(f"{pattern[:-2]} …")
    for measure in ("force_valid", "force_passes", "fill_valid", "fill_passes", "fill_excess"):
        print(f"  {measure:14} {found[measure]:10.3f}")
