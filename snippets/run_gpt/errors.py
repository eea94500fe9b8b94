import matplotlib.pyplot as plt
import numpy as np
from transformers import GPT2LMHeadModel

from snippets.lab.probes import probe_errors

model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
found = probe_errors(model, "next")
errors = {probe["latent"]: [] for probe in found}
for probe in found:
    errors[probe["latent"]].append(probe["model"] - probe["exact"])

print("latent     probes  mean error  largest")
for latent, values in errors.items():
    size = np.abs(values)
    print(f"{latent:10} {len(values):6} {size.mean():11.3f} {size.max():8.3f}")
found.sort(key=lambda probe: -abs(probe["model"] - probe["exact"]))
print("The five largest:")
for probe in found[:5]:
    print(f"{probe['context']} … {'/'.join(probe['event'])}?")
    print(f"    GPT {probe['model']:.3f}  exact {probe['exact']:.3f}")
print("probes =", len(found))
print("largest_error =", f"{abs(found[0]['model'] - found[0]['exact']):.3f}")
print("largest_latent =", found[0]["latent"])
opinions = [probe["latent"] in ("sentiment", "negation", "aspect") for probe in found[:10]]
print("opinions_among_ten_largest =", sum(opinions))
print("agreement_largest =", f"{np.abs(errors['pronoun'] + errors['gender']).max():.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for row, values in enumerate(errors.values()):
    ax.plot(values, row + np.linspace(-0.25, 0.25, len(values)), "o", ms=4, alpha=0.6)
ax.axvline(0, color="black", lw=1)
ax.set_yticks(range(len(errors)), list(errors))
ax.set(xlabel="GPT's probability minus the exact one")
ax.invert_yaxis()
plt.show()
