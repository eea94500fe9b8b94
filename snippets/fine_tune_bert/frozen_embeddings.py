# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from transformers import AutoModelForMaskedLM, AutoTokenizer

from snippets.lab.world.corpus import truth

model_name, revision = sys.argv[1:3] or ["snippets/lab/checkpoints/bert", "main"]
tokenizer = AutoTokenizer.from_pretrained(model_name, revision=revision)
model = AutoModelForMaskedLM.from_pretrained(model_name, revision=revision).base_model

world, rng = truth("training"), np.random.default_rng(0)
drawn = world.sample(rng, 2000, family="review")
texts = [text for text in drawn if text.startswith("this ")][:800]
exact = world.posteriors(texts)[:, 0]
positive = rng.random(len(texts)) < exact

inputs = tokenizer(texts, padding=True, return_tensors="pt")
with torch.no_grad():
    hidden_states = model(**inputs).last_hidden_state  # (texts, tokens, width)
mask = inputs["attention_mask"].unsqueeze(-1)
mean = ((hidden_states * mask).sum(1) / mask.sum(1)).numpy()  # (texts, width)

classifier = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, solver="liblinear"))
classifier.fit(mean[:400], positive[:400])
says = classifier.predict(mean[400:])
right = np.where(says, exact[400:], 1 - exact[400:])
print(f"width = {mean.shape[1]}")
print(f"accuracy = {right.mean():.3f}")
print(f"bayes_accuracy = {np.maximum(exact, 1 - exact)[400:].mean():.3f}")
