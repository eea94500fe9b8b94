from snippets.two_probabilities.bigrams import likelihood, prior
from snippets.two_probabilities.toy import LABELS, SENTENCES, joint


def posterior(x):
    weight = {y: likelihood(x, y) * prior[y] for y in LABELS}
    return weight["positive"] / sum(weight.values())


print(f"prior_positive = {prior['positive']:.3f}")
print(f"{'P(positive | x)':24} exact  bigrams")
for x in SENTENCES:
    exact = joint[x, "positive"] / sum(joint[x, y] for y in LABELS)
    print(f"{x:24} {float(exact):.3f}  {posterior(x):.3f}")

known = sum(likelihood(x, y) * prior[y] for x in SENTENCES for y in LABELS)
print(f"mass_elsewhere = {1 - known:.3f}")
