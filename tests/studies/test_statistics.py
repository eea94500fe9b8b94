"""The statistics of the studies, beside scipy's and statsmodels' own functions."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import f1_score
from statsmodels.stats.contingency_tables import mcnemar as their_mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import ttost_paired

from snippets.studies import statistics
from snippets.studies.statistics import bootstrap, equivalent, holm, mcnemar, share, slope
from snippets.studies.text_classifiers import calibration_error


def runs(seeds: int = 5, items: int = 400, p: float = 0.7, state: int = 0) -> np.ndarray:
    return (np.random.default_rng(state).random((seeds, items)) < p).astype(float)


# ---------------------------------------------------------------- the bootstrap


def test_of_one_run_it_is_scipys_percentile_bootstrap():
    a, b = runs(1), runs(1, p=0.6, state=1)
    found = bootstrap(a, b, draws=20_000)
    theirs = stats.bootstrap(
        (a[0] - b[0],), np.mean, n_resamples=20_000, method="percentile",
        rng=np.random.default_rng(0),
    )  # fmt: skip
    assert found.value == pytest.approx((a - b).mean())
    assert found.interval() == pytest.approx(tuple(theirs.confidence_interval), abs=0.003)
    assert found.draws.std() == pytest.approx(theirs.standard_error, rel=0.03)


def test_seeds_and_items_add_their_variances():
    rng = np.random.default_rng(0)
    a = rng.normal(0, 1, (6, 1)) + rng.normal(0, 12, (1, 300))  # nothing beside the two
    expected = a.mean(1).var(ddof=1) / 6 + a.mean(0).var() / 300
    assert bootstrap(a, draws=20_000).draws.var() == pytest.approx(expected, rel=0.05)


def test_its_interval_holds_the_truth_about_as_often_as_it_says():
    held = 0
    for state in range(200):
        rng = np.random.default_rng(state)
        a = rng.normal(0, 0.5, (5, 1)) + rng.normal(0, 5, (1, 100)) + rng.normal(0, 5, (5, 100))
        low, high = bootstrap(a, draws=500).interval()
        held += low <= 0 <= high
    assert 0.9 <= held / 200 <= 0.99


def test_pairs_are_paired():
    a = runs(1)
    b = np.repeat(a, 5, axis=0)
    assert bootstrap(a, b).interval() == (0, 0)  # a row stands for every seed
    assert bootstrap(a, b).p() == 1
    assert bootstrap(a, 1 - b).half < bootstrap(a, runs(5, state=1)).half * 3
    shuffled = np.random.default_rng(0).permuted(a, axis=1)
    assert bootstrap(a, shuffled).half > 0.03


def test_the_same_seed_gives_the_same_and_another_nearly_so():
    a = runs()
    assert bootstrap(a).interval() == bootstrap(a).interval()
    other = bootstrap(a, seed=7).interval()
    assert other != bootstrap(a).interval()
    assert other == pytest.approx(bootstrap(a).interval(), abs=0.005)


def test_p_is_below_the_level_where_the_interval_lies_beyond_the_margin():
    for state in range(12):
        found = bootstrap(runs(p=0.7, state=state), runs(p=0.64, state=state + 50))
        for margin in (0, 0.01, 0.04):
            low, high = found.interval()
            beyond = low > margin or high < -margin
            if abs(found.p(margin) - 0.05) > 0.002:  # at the very edge one draw decides
                assert (found.p(margin) < 0.05) == beyond
    assert bootstrap(runs(p=1), runs(p=0)).p() == pytest.approx(2 / 4001)
    assert bootstrap(runs(), runs()).p() == 1


def test_p_is_near_that_of_a_t_test_over_items():
    rng = np.random.default_rng(3)
    a = rng.normal(0.12, 1, (1, 300))
    assert bootstrap(a, draws=20_000).p() == pytest.approx(
        stats.ttest_1samp(a[0], 0).pvalue, abs=0.015
    )


def test_macro_f1_is_scikit_learns():
    rng = np.random.default_rng(0)
    y, answers = rng.integers(3, size=200), rng.integers(3, size=(5, 200))
    answers[0] = 1  # a run that says one label only
    amounts, measure = statistics.macro_f1(answers, y, 3)
    found = bootstrap(amounts, measure=measure)
    theirs = [f1_score(y, these, average="macro", zero_division=0) for these in answers]
    assert found.value == pytest.approx(np.mean(theirs))
    low, high = found.interval()
    assert low < found.value < high


def test_calibration_error_is_that_of_the_studies():
    rng = np.random.default_rng(0)
    p = rng.dirichlet([1, 1], size=(3, 200))
    y = rng.integers(2, size=200)
    right = p.argmax(2) == y
    amounts, measure = statistics.calibration(p.max(2), right)
    found = bootstrap(amounts, measure=measure)
    assert found.value == pytest.approx(np.mean([calibration_error(these, y) for these in p]))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (np.zeros((5, 0)), None),
        (np.full((2, 3), np.nan), None),
        (np.zeros((5, 3)), np.zeros((5, 4))),
        (np.zeros((5, 3)), np.zeros((4, 3))),
        (np.zeros((1, 2, 3, 4)), None),
    ],
)
def test_what_is_no_table_of_pairs_is_refused(a, b):
    with pytest.raises(ValueError, match=r"seeds.*items"):
        bootstrap(a, b)


# ---------------------------------------------------------------- without seeds


@pytest.mark.parametrize("right", [0, 1, 37, 99, 100])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_share_is_wilsons(right, level):
    a = np.arange(100) < right
    low, high = share(a, level)
    theirs = proportion_confint(right, 100, alpha=1 - level, method="wilson")
    assert (low, high) == pytest.approx(theirs, abs=1e-12)
    assert high - low > 0.01  # never nothing
    assert (low, high) == pytest.approx(
        tuple(stats.binomtest(right, 100).proportion_ci(level, method="wilson")), abs=1e-12
    )


@pytest.mark.parametrize("wrong", [[], [0.5, 1], [2]])
def test_a_share_is_of_right_and_wrong(wrong):
    with pytest.raises(ValueError, match="right or wrong"):
        share(wrong)


@pytest.mark.parametrize(("p", "q"), [(0.7, 0.7), (0.7, 0.6), (0.99, 0.5), (1, 1)])
def test_mcnemar_is_statsmodels_and_scipys(p, q):
    a, b = runs(1, p=p)[0], runs(1, p=q, state=1)[0]
    table = [[np.sum((a == i) & (b == j)) for j in (1, 0)] for i in (1, 0)]
    assert mcnemar(a, b) == pytest.approx(their_mcnemar(table, exact=True).pvalue)
    if n := int(np.sum(a != b)):
        k = int(np.sum(a > b))
        assert mcnemar(a, b) == pytest.approx(stats.binomtest(k, n).pvalue)
    else:
        assert mcnemar(a, b) == 1
    with pytest.raises(ValueError, match="pairs"):
        mcnemar(a, b[1:])


# ---------------------------------------------------------------- looks, equivalence, slopes


@pytest.mark.parametrize("state", range(5))
def test_holm_is_statsmodels(state):
    ps = np.random.default_rng(state).random(12) ** 3
    ps[3] = ps[5]  # two looks that say the same
    assert holm(list(ps)) == pytest.approx(list(multipletests(ps, method="holm")[1]))
    assert holm([]) == []


def test_equivalence_decides_as_two_one_sided_tests():
    decided = set()
    for state in range(40):
        rng = np.random.default_rng(state)
        a, b = rng.normal(0.02 * (state % 5), 1, 400), np.zeros(400)
        p = ttost_paired(a, b, -0.13, 0.13)[0]
        low, high = stats.ttest_1samp(a, 0).confidence_interval(0.9)
        assert equivalent(low, high, 0.13) == (p < 0.05)
        if abs(p - 0.05) > 0.02:
            assert bootstrap(a).within(0.13, level=0.9) == (p < 0.05)
            decided.add(bool(p < 0.05))
    assert decided == {True, False}
    assert not equivalent(-0.001, 0.02, 0.01)  # no difference found, and not the same either


def test_a_slope_is_the_mean_of_each_seeds_own_line():
    rng = np.random.default_rng(0)
    x = np.log([32, 128, 512, 2048])
    y = 0.3 * x + rng.normal(0, 1, (5, 1)) + rng.normal(0, 0.1, (5, 4))
    each = [stats.linregress(x, row).slope for row in y]
    mean, interval = slope(x, y)
    assert mean == pytest.approx(np.mean(each))
    assert interval == pytest.approx(tuple(stats.ttest_1samp(each, 0).confidence_interval()))
    assert slope(x, 2 * y - y)[0] == pytest.approx(mean)  # the pairs' difference, seed by seed
    assert np.isnan(slope(x, y[0])[1]).all()
    with pytest.raises(ValueError, match="no line"):
        slope([1, 1], [[2, 3]])
