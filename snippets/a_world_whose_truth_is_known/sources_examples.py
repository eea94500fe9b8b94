import matplotlib.pyplot as plt

from snippets.lab.world.corpus import truth

world = truth("full")


def likeliest(prefix, n=4):
    p = world.next_token(prefix)
    return {world.vocabulary[i]: p[i] for i in (-p).argsort(kind="stable")[:n] if p[i] > 0}


told = "once upon a"
while not told.endswith("princess"):
    told += " " + next(iter(likeliest(told)))
translation = world.masked_joint("translate : hello world = [MASK] [MASK]")

answers = {
    "this movie is great !": world.posterior("this movie is great !"),
    "the cat sat on the …": likeliest("the cat sat on the"),
    "… there lived a …": likeliest("once upon a time , there lived a"),
}
print(told)
print(f"translate : hello world = {' '.join(*translation)}")
print(f"p_positive = {answers['this movie is great !']['positive']:.2f}")
print(f"p_mat = {answers['the cat sat on the …']['mat']:.2f}")
print(f"p_princess = {answers['… there lived a …']['princess']:.3f}")
print(f"p_bonjour_monde = {translation['bonjour', 'monde']:.2f}")

fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.6), sharex=True, layout="constrained")
for ax, (text, answer) in zip(axes, answers.items(), strict=True):
    bars = ax.barh(list(answer), list(answer.values()), color="tab:blue")
    ax.bar_label(bars, fmt="%.2f", padding=2)
    ax.invert_yaxis()
    ax.set(title=text, xlim=(0, 1.3), xticks=[0, 0.5, 1], xlabel="probability")
    ax.title.set_size(10)
plt.show()
