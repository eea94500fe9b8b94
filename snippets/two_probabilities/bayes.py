import numpy as np

from snippets.two_probabilities.toy import LABELS, SENTENCES, joint

table = np.array([[joint[x, y] for y in LABELS] for x in SENTENCES])  # exact (6, 2)
p_x = table.sum(axis=1, keepdims=True)  # (6, 1)
p_y = table.sum(axis=0, keepdims=True)  # (1, 2)
y_given_x = table / p_x
x_given_y = table / p_y

log_prior = np.log(p_y.astype(float))
log_likelihood = np.log(x_given_y.astype(float))
log_joint = log_likelihood + log_prior
log_evidence = np.logaddexp.reduce(log_joint, axis=1, keepdims=True)
posterior = np.exp(log_joint - log_evidence)

log_joint_again = np.log(y_given_x.astype(float)) + np.log(p_x.astype(float))
log_share = np.logaddexp.reduce(log_joint_again, axis=0, keepdims=True)
likelihood = np.exp(log_joint_again - log_share)


def agree(a, exact):
    return bool(np.abs(a - exact.astype(float)).max() < 1e-12)


print("prior P(positive)         ", p_y[0, 0])
print("likelihood P(x | positive)", x_given_y[0, 0])
print("evidence P(x)             ", p_x[0, 0])
print("posterior P(positive | x) ", x_given_y[0, 0] * p_y[0, 0] / p_x[0, 0])
print("posterior_from_likelihood_agrees =", agree(posterior, y_given_x))
print("likelihood_from_posterior_agrees =", agree(likelihood, x_given_y))
print("product_is_the_joint_exactly =", bool((x_given_y * p_y == table).all()))
