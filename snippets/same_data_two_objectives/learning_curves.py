# tolerance: 0.04 (spread 0)
import matplotlib.pyplot as plt
import torch

from snippets.same_data_two_objectives import floors
from snippets.same_data_two_objectives import objectives as obj

torch.manual_seed(0)
gpt = obj.build_gpt()
gpt_curve = obj.train(gpt, obj.clm_loss, measure=floors.next_token_bits)
torch.manual_seed(0)
bert = obj.build_bert()
bert_curve = obj.train(bert, obj.mask_only_loss, measure=floors.masked_bits)

print(f"gpt_parameters = {gpt.num_parameters()}")
print(f"bert_parameters = {bert.num_parameters()}")
fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.4), sharey=True, layout="constrained")
curves = {"gpt": (gpt_curve, floors.next_token_floor), "bert": (bert_curve, floors.masked_floor)}
for ax, (name, (curve, floor)) in zip(axes, curves.items(), strict=True):
    print(f"{name}_floor = {floor:.2f}")
    print(f"{name}_bits = {curve[-1]:.2f}")
    ax.plot(range(0, 201, 25), curve, marker=".", color="tab:blue")
    ax.axhline(floor, color="tab:orange", linestyle="--")
    ax.text(200, floor - 0.1, f"exact floor {floor:.2f}", ha="right", va="top", size=11)
    ax.set(xlabel="step (128 sentences each)", title=name.upper(), ylim=(0, 5))
axes[0].set_ylabel("bits per predicted token")
plt.show()
