"""A hidden Markov model of reviews for each label, and the probability of a review by hand."""

import numpy as np
from hmmlearn.hmm import CategoricalHMM

STATES = 24
TENTH = 1.1  # a Dirichlet prior: every count begins at .1, so nothing is impossible


# --8<-- [start:forward]
def log_likelihood(model: CategoricalHMM, rows: list[list[int]]) -> np.ndarray:
    """Return log P(words) of each row: forward, summed over all paths through the states."""
    emission = model.emissionprob_.T  # (words, states)
    order = np.argsort([-len(row) for row in rows], kind="stable")
    log_p = np.zeros(len(rows))
    forward = np.tile(model.startprob_, (len(rows), 1))
    for t in range(len(rows[order[0]])):
        alive = order[: sum(len(row) > t for row in rows)]
        before = forward[alive] if t == 0 else forward[alive] @ model.transmat_
        a = before * emission[[rows[i][t] for i in alive]]  # P(state, word t | words before)
        log_p[alive] += np.log(a.sum(axis=1))
        forward[alive] = a / a.sum(axis=1, keepdims=True)
    return log_p
    # --8<-- [end:forward]


# --8<-- [start:fit]
def baum_welch(rows: list[list[int]], n_words: int, start: tuple) -> CategoricalHMM:
    """Climb from `start` (first state, next state, word) to a likelier model of the rows."""
    priors = {f"{name}_prior": TENTH for name in ("startprob", "transmat", "emissionprob")}
    model = CategoricalHMM(
        STATES,
        n_features=n_words,
        n_iter=20,
        tol=1,  # stop where a step gains less than one nat, over all rows
        init_params="",
        implementation="scaling",
        **priors,
    )
    model.startprob_, model.transmat_, model.emissionprob_ = start
    return model.fit(np.concatenate(rows)[:, None], [len(row) for row in rows])


def fit_pair(rows: list[list[int]], y: np.ndarray, n_words: int, rng: np.random.Generator) -> list:
    """Return a model of the negative and one of the positive rows, climbed from a common one."""
    sizes = ((STATES, None), (STATES, STATES), (n_words, STATES))
    start = tuple(rng.dirichlet(np.ones(wide), many) for wide, many in sizes)
    both = baum_welch(rows, n_words, start)
    common = both.startprob_, both.transmat_, both.emissionprob_
    own = [[row for row, label in zip(rows, y, strict=True) if label == k] for k in (0, 1)]
    return [baum_welch(part, n_words, common) for part in own]
    # --8<-- [end:fit]


# --8<-- [start:joint]
def log_joints(models: list, rows: list[list[int]], prior: np.ndarray) -> np.ndarray:
    """Return log P(x, y) of each row for both labels, (labels, rows)."""
    likelihoods = np.array([log_likelihood(model, rows) for model in models])
    return likelihoods + np.log(prior)[:, None]
    # --8<-- [end:joint]
