import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_digits

torch.manual_seed(0)
images, digits = load_digits(return_X_y=True)
keep = (digits == 3) | (digits == 8)
pixels = torch.tensor(images[keep] / 16)  # (357, 64)
is_eight = torch.tensor(digits[keep] == 8)
sign = is_eight.double() * 2 - 1  # +1 for an eight, -1 for a three

measure = torch.nn.Linear(64, 2).double()
sort = torch.nn.Linear(2, 1).double()


def train(*modules):
    optimizer = torch.optim.Adam(torch.nn.ModuleList(modules).parameters(), 0.05)
    for _ in range(400):
        logits = sort(measure(pixels[:240]))[:, 0]
        loss = torch.nn.functional.softplus(-sign[:240] * logits).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


fig, axes = plt.subplots(1, 2, figsize=(6.4, 3), layout="constrained")
steps = [("random", [sort]), ("learned", [measure, sort])]
for ax, (name, modules) in zip(axes, steps, strict=True):
    train(*modules)
    features = measure(pixels[240:]).detach()  # (117, 2)
    accuracy = ((sort(features)[:, 0] > 0) == is_eight[240:]).double().mean()
    print(f"accuracy_{name}_features = {accuracy:.2f}")
    for eight, colour in [(False, "tab:blue"), (True, "tab:orange")]:
        chosen = features[is_eight[240:] == eight]
        ax.scatter(*chosen.T, s=50, marker="$8$" if eight else "$3$", color=colour)
    (a, b), c = sort.weight[0].tolist(), sort.bias.item()
    ax.axline((0, -c / b), slope=-a / b, color="0.5")
    ax.set(title=f"{name} features", xlabel="feature 1 (no unit)")
axes[0].set_ylabel("feature 2 (no unit)")
plt.show()
