# tolerance: 0.004 (spread 0)
import torch
from torch.nn import functional as F

torch.manual_seed(0)
words = ["cat", "dog", "sat", "on", "mat"]
taste = torch.tensor([1.0, 0.5, -1.0, 0.0, 2.0])  # what a critic thinks of each word
logits = torch.tensor([0.5, 1.5, 0.0, -0.5, 1.0], requires_grad=True)


def gradient_of(judged):
    return torch.autograd.grad(judged, logits)[0]


likeliest = F.one_hot(logits.argmax(), len(words)).float()
drawn = torch.distributions.OneHotCategorical(logits=logits).sample()
print("argmax has a gradient:", (likeliest @ taste).requires_grad)
print("a drawn word has a gradient:", (drawn @ taste).requires_grad)

nudged = [(logits + 0.01 * unit).argmax() for unit in torch.eye(len(words))]
changes = [(taste[word] - likeliest @ taste).item() for word in nudged]
print("nudge each logit:", changes)

n = 100_000
draws = torch.distributions.Categorical(logits=logits)
said = draws.sample((n,))
estimates = {
    "exact": logits.softmax(dim=0) @ taste,
    "score function": (draws.log_prob(said) * taste[said]).mean(),
}
for tau in (0.2, 1.0):
    one_hot = F.gumbel_softmax(logits.expand(n, -1), tau, hard=True)
    estimates[f"Gumbel, tau {tau}"] = (one_hot @ taste).mean()
for name, judged in estimates.items():
    print(f"{name:16}", *(f"{g:6.3f}" for g in gradient_of(judged)))
