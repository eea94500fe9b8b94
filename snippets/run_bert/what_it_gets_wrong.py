import matplotlib.pyplot as plt
import numpy as np
from transformers import BertForMaskedLM

from snippets.lab.probes import probe_errors

model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
measured = probe_errors(model, "masked")
latents = list(dict.fromkeys(probe["latent"] for probe in measured))

fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
print("latent      contexts   mean  largest error")
for y, latent in enumerate(latents):
    some = [probe for probe in measured if probe["latent"] == latent]
    errors = np.array([abs(probe["model"] - probe["exact"]) for probe in some])
    print(f"{latent:<12}{len(some):8}{errors.mean():7.3f}{errors.max():15.3f}")
    ax.plot(errors, y + np.linspace(-0.25, 0.25, len(errors)), "o", color="tab:blue", alpha=0.5)
    ax.plot(errors.mean(), y, "k|", markersize=22, label="mean" if y == 0 else None)
ax.axvline(0, color="0.5")
ax.set_yticks(range(len(latents)), latents)
ax.set(xlabel="|P(event) by BERT − exact|")
ax.invert_yaxis()
ax.legend()

worst = max(measured, key=lambda probe: abs(probe["model"] - probe["exact"]))
print(f"worst_context = {worst['context']}")
print(f"worst_event = {' or '.join(worst['event'])}")
print(f"worst_by_bert = {worst['model']:.3f}\nworst_exact = {worst['exact']:.3f}")
mean = np.mean([abs(probe["model"] - probe["exact"]) for probe in measured])
print(f"contexts = {len(measured)}\nmean_error = {mean:.3f}")
plt.show()
