import torch
from torch.distributions import Normal, kl_divergence

prior = Normal(0.0, 1.0)  # z
x = torch.tensor(3.0)  # p(x|z) = Normal(2z, 1), so p(x) = Normal(0, sqrt(5))


def evidence_lower_bound(encoder):
    at_mean = Normal(2 * encoder.mean, 1.0).log_prob(x)
    expected_log_likelihood = at_mean - 2 * encoder.variance
    return expected_log_likelihood - kl_divergence(encoder, prior)


exact = Normal(0.0, 5**0.5).log_prob(x)
rough = evidence_lower_bound(Normal(0.8, 0.5))
perfect = evidence_lower_bound(Normal(2 * x / 5, 0.2**0.5))

torch.manual_seed(0)
generated = 5**0.5 * torch.randn(10_000)  # a generator: noise in, sample out
near = (generated - x).abs() < 0.25
counted = (near.float().mean() / 0.5).log()

print(f"exact log p(x)                   {exact:.2f}")
print(f"VAE, rough encoder: at least     {rough:.2f}")
print(f"VAE, perfect encoder: at least   {perfect:.2f}")
print(f"GAN: no formula; by counting     {counted:.1f}")
print("gap_of_rough_encoder =", round((exact - rough).item(), 2))
