import matplotlib.pyplot as plt

from snippets.lab.world.corpus import truth

world = truth("full")
city = ["paris", "is", "a", "famous", "city", "with", "tall", "towers"]
person = ["paris", "is", "a", "famous", "singer", "with", "many", "friends"]


def p_city(words, t, both_sides):
    """P(paris is a city | what a position t may see)."""
    if both_sides:
        return world.posterior(words, "sense")["city"]
    return world.posterior(words[: t + 1], "sense", prefix=True)["city"]


left = [[p_city(words, t, both_sides=False) for t in range(8)] for words in (city, person)]
full = [[p_city(words, t, both_sides=True) for t in range(8)] for words in (city, person)]
ceiling = [max(p, 1 - p) for p in left[0]]
blank = world.vocabulary.index("city")
print(f"ceiling_before = {ceiling[3]:.3f}\nceiling_after = {ceiling[4]:.3f}")
print(f"p_blank_left = {world.next_token('paris is a famous')[blank]:.3f}")
p_blank = world.masked("paris is a famous [MASK] with tall towers")[0, blank]
print(f"p_blank_both = {p_blank:.3f}")
print("left only, city  ", *(f"{p:.3f}" for p in left[0]))
print("both sides, city ", *(f"{p:.3f}" for p in full[0]))

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
for i, marker in enumerate("os"):
    ax.plot(left[i], marker=marker, color="tab:orange", label="left side only" if i == 0 else None)
    ax.plot(full[i], "--", marker=marker, color="tab:blue", label="both sides" if i == 0 else None)
ax.annotate(f"no better guess than {ceiling[0]:.3f}", (1.5, 0.625), (0.1, 0.76))
ax.text(7.1, 0.93, "… city …", ha="right", va="top")
ax.text(7.1, 0.07, "… singer …", ha="right", va="bottom")
ax.set_xticks(range(8), [a if a == b else f"{a}\n{b}" for a, b in zip(city, person, strict=True)])
ax.set(ylabel="P(paris is a city)", xlabel="word read last", ylim=(-0.08, 1.08))
ax.legend(loc="center right")
plt.show()
