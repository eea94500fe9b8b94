import matplotlib.pyplot as plt

from snippets.lab.denoiser import kept, log_density, spread
from snippets.lab.mixture import EXACT, GRID, INSIDE, SIGMA, score


def exact_noise(x, t):
    return -spread(t) * score(x, kept(t), spread(t))


def coarse(values):
    return values.unflatten(0, (61, 61))[::2, ::2].flatten(0, 1)


x, exact = coarse(GRID), coarse(EXACT)
mass = exact.exp() * SIGMA**2
errors, largest = {}, {}
for steps in (10, 20, 40, 80):
    found = log_density(exact_noise, x, steps)
    error = (found - exact).abs()
    errors[steps], largest[steps] = float((mass * error).sum()), float(error[exact > INSIDE].max())
    total = float(found.exp().sum()) * SIGMA**2
    print(f"{steps:2} steps: mean error {errors[steps]:.5f}, integral {total:.5f}")
print(f"mean_error = {errors[80]:.5f}\nlargest_error = {largest[80]:.5f}")

fig, ax = plt.subplots(figsize=(5, 2.8), layout="constrained")
ax.loglog(errors.keys(), errors.values(), "o-", label="mean")
ax.loglog(largest.keys(), largest.values(), "s--", label="largest, where 99% of the mass is")
ax.set(xlabel="Runge–Kutta steps", ylabel="error of ln P(x)", xticks=[*errors])
ax.xaxis.set_major_formatter("{x:g}")
ax.minorticks_off()
ax.legend()
plt.show()
