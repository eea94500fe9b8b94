import matplotlib.pyplot as plt
import torch

from snippets.same_data_two_objectives.objectives import mask_tokens
from snippets.same_data_two_objectives.toy_text import draw, vocabulary

torch.manual_seed(0)
input_ids = draw(20_000)  # (sentences, tokens)
clm_scored = torch.ones_like(input_ids, dtype=torch.bool)
clm_scored[:, 0] = False  # nothing stands before [CLS]
mlm_scored = mask_tokens(input_ids)[1] != -100

print(f"clm_predictions = {clm_scored.sum(1).double().mean():.0f}")
print(f"mlm_predictions = {mlm_scored.sum(1).double().mean():.2f}")
print(f"sentences_without_any = {(~mlm_scored.any(1)).double().mean():.0%}")

fig, axes = plt.subplots(2, 1, figsize=(6.4, 4.4), layout="constrained")
for ax, scored, name in zip(axes, [clm_scored[:6], mlm_scored[:6]], ["CLM", "MLM"], strict=True):
    ax.imshow(scored.tolist(), cmap="Oranges", vmin=0, vmax=2, aspect="auto")
    for row, column in torch.cartesian_prod(torch.arange(6), torch.arange(8)).tolist():
        word = vocabulary[input_ids[row, column]]
        weight = "bold" if scored[row, column] else "normal"
        ax.text(column, row, word, ha="center", va="center", weight=weight, size=11)
    ax.set(title=f"{name}: {scored.sum()} predictions from 6 sentences", xticks=[], yticks=[])
plt.show()
