# tolerance: 0.04 (spread 0)
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from snippets.lab.world.corpus import truth
from snippets.studies.another_domain import places
from snippets.studies.few_labels_and_many import NAMES
from snippets.studies.real import run, summaries
from snippets.studies.text_classifiers import RECIPES
from snippets.studies.texts import read

torch.set_default_dtype(torch.float64)  # so that every machine ends at the same weights
engine, folder = truth("training"), Path(tempfile.mkdtemp())
clause = re.compile(r"(this (\w+) is .+ the )(\w+)( is (strong|fresh|weak|dull).*)")
examples = {"restaurant": [], "song": []}
for text in engine.sample(np.random.default_rng(0), 6000, family="review"):
    if (said := clause.fullmatch(text)) and said[2] in examples:
        polarity = 1 if said[5] in ("strong", "fresh") else -1
        examples[said[2]].append(f"{said[1]}$T${said[4]}\n{said[3]}\n{polarity}\n")
for name, lines in examples.items():  # a small text, in the form of SemEval-2014
    (folder / f"{name}_Train.seg").write_text("".join(lines[:120]), "utf-8")
    (folder / f"{name}_Test.seg").write_text("".join(lines[120:240]), "utf-8")

recipes = {k: replace(how, rate=3e-3, size=16, epochs=0, least=90) for k, how in RECIPES.items()}
data = run(
    "another-domain", read(str(folder)), [None], folder / "results.json", seeds=1, recipes=recipes
)
found = summaries(data)
print("learned on  asked on   ", *(f"{system:>8}" for system in NAMES))
for where in places(data).values():
    for home, m, domain in where:
        row = [found[home, m, system, domain]["accuracy"][0] for system in NAMES]
        print(f"{home:11} {domain:11}", *(f"{mean:8.2f}" for mean in row))
