# tolerance: 0.004 (spread 0)
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from snippets.lab.world.corpus import truth
from snippets.studies.real import SYSTEMS, run, summaries
from snippets.studies.text_classifiers import RECIPES
from snippets.studies.texts import read

torch.set_default_dtype(torch.float64)  # so that every machine ends at the same weights
engine, rng = truth("training"), np.random.default_rng(0)
said = (text.split(" : ") for text in engine.sample(rng, 6000, family="review") if ":" in text)
lines = [f"{text}\t{label}\n" for label, text in said]

folder = Path(tempfile.mkdtemp()) / "reviews"  # a small text, in the form of SST-2
folder.mkdir()
for part, start, end in (("train", 0, 400), ("dev", 400, 500), ("test", 500, 800)):
    (folder / f"{part}.tsv").write_text("".join(lines[start:end]), "utf-8")

quick = {"rate": 3e-3, "size": 8, "epochs": 4, "least": 80}
recipes = {name: replace(recipe, **quick) for name, recipe in RECIPES.items()}
results = folder / "results.json"
data = run("few-labels-and-many", read(str(folder)), [32, None], results, seeds=1, recipes=recipes)
found = summaries(data)
print("system   labels  accuracy  macro-F1  passes")
for system in SYSTEMS:
    for m in (32, 400):
        row = {name: mean for name, (mean, _) in found["reviews", m, system, "reviews"].items()}
        print(f"{system:9}{m:6}{row['accuracy']:10.3f}{row['macro_f1']:10.3f}{row['passes']:8.0f}")
texts = [line.split("\t")[0] for line in lines[500:800]]
positive = np.array(["positive" in line for line in lines[500:800]])
exact = engine.posteriors(texts)[:, 0] > 0.5
print(f"with the true probabilities: {(exact == positive).mean():.3f}")
