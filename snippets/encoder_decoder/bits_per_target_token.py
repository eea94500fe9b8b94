import matplotlib.pyplot as plt
import numpy as np
from transformers import BartForConditionalGeneration

from snippets.lab.train import RECIPES, bits, held_out
from snippets.lab.world.corpus import truth

model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
recipe, world = RECIPES["bart"], truth("training")
rng = np.random.default_rng(7)

paid, floor = {}, {}
print("bits per target token   BART   floor   floor of P(x)")
for family in ("review", "cat", "story", "fact", "translate"):
    batches = held_out(recipe, world.sample(rng, 200, family=family))
    paid[family], floor[family] = bits(recipe, model, batches)
    no_source = world.bits_per_token(family)
    print(f"{family:20} {paid[family]:7.3f} {floor[family]:7.3f} {no_source:15.3f}")
print(f"bart_cat = {paid['cat']:.3f}")
print(f"floor_cat = {floor['cat']:.3f}")
print(f"floor_no_source_cat = {world.bits_per_token('cat'):.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.0), layout="constrained")
ax.bar(paid.keys(), paid.values(), color="tab:blue", label="BART")
ax.plot(floor.keys(), floor.values(), "D", color="black", label="exact floor")
ax.set_ylabel("bits per target token")
ax.legend()
plt.show()
