"""The listings of docs/evidence/before-bert.md, against brute force, torch and exact values."""

from collections import Counter

import numpy as np
import pytest
import torch
from gensim.models import Word2Vec
from scipy.optimize import minimize_scalar
from sklearn.metrics import log_loss
from torch import nn

from snippets.before_bert import classifiers, least_squares, means, pmi
from snippets.lab.measure import label_quality, labelled, reviews
from snippets.lab.tokenizer import ID, PAD
from snippets.lab.world.corpus import fresh, truth
from tools.engine.record import tolerance_of

MARGIN = 0.03  # bits a label: orderings of the quick form are asserted with at least this


def numbers(run):
    """Return the lines `name = value` of a listing's output as numbers."""
    return {name: float(value.split()[0].replace(",", "")) for name, value in run.numbers.items()}


@pytest.fixture
def seeded():
    """Keep torch's random state as it was."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        yield


def neighbours(sentence, window):
    words = sentence.split()
    for i, word in enumerate(words):
        for j in range(max(0, i - window), min(len(words), i + window + 1)):
            if i != j:
                yield word, words[j]


# ---------------------------------------------------------------- the exact table


@pytest.mark.parametrize("window", [2, 5])
@pytest.mark.parametrize("pair", [("great", "not"), ("once", "upon"), ("great", "i"), ("is", "is")])
def test_exact_pairs_are_the_sum_over_all_sentences(window, pair):
    engine = truth("training")
    expected = 0
    for sentence, p in zip(engine.sentences, engine.probabilities, strict=True):
        if set(pair) <= set(sentence.split()):
            expected += p * list(neighbours(sentence, window)).count(pair)
    assert pmi.near(window)[ID[pair[0]], ID[pair[1]]] == pytest.approx(expected, rel=1e-9)


def test_exact_pairs_are_symmetric_and_complete():
    engine, table = truth("training"), pmi.near(5)
    assert np.array_equal(table, table.T)
    # a sentence of n words has 2(n − gap) pairs at each distance, whatever the words are
    pairs = sum(2 * np.maximum(engine.lengths - gap, 0) for gap in range(1, 6))
    assert table.sum() == pytest.approx((engine.probabilities * pairs).sum(), rel=1e-12)


def test_exact_pairs_are_the_limit_of_counting():
    texts = fresh(20_000, seed=7)
    counted = least_squares.count(texts, 5).numpy() / len(texts)
    exact = pmi.near(5)
    common = exact > 0.01
    assert common.sum() > 500
    # a count of at least 200: its standard error is at most a few hundredths of it
    assert abs(counted[common] / exact[common] - 1).mean() < 0.05
    assert not counted[exact == 0].any()


def test_counting_for_glove_is_a_loop_over_neighbours():
    texts = fresh(300, seed=8)
    expected = Counter(pair for text in texts for pair in neighbours(text, 5))
    counted = least_squares.count(texts, 5)
    assert counted.sum() == sum(expected.values())
    assert all(counted[ID[a], ID[b]] == n for (a, b), n in expected.items())


def test_the_optimum_is_the_least_loss_of_each_cell():
    true, drawn, best = pmi.near(5), pmi.noise(5, 5), pmi.optimum(5, 5)
    for word, context in (("once", "upon"), ("great", "not"), ("cat", "mat")):
        cell = np.ix_([ID[word]], [ID[context]])
        least = minimize_scalar(
            lambda s, c=cell: pmi.pair_bits(np.full((1, 1), s), true[c], drawn[c])
        )
        assert least.x == pytest.approx(best[cell].item(), abs=1e-4)
    rng = np.random.default_rng(0)
    floor = pmi.pair_bits(best, true, drawn)
    assert pmi.pair_bits(best + 0.1 * rng.normal(size=best.shape), true, drawn) > floor + 1e-3


def test_pair_bits_are_the_log_loss_of_true_against_noise():
    true, drawn = pmi.near(2), pmi.noise(2, 5)
    scores = np.random.default_rng(1).normal(size=true.shape)
    p = 1 / (1 + np.exp(-scores)).ravel()
    by_library = log_loss(
        np.repeat([1, 0], p.size),
        np.concatenate([p, p]),
        sample_weight=np.concatenate([true.ravel(), drawn.ravel()]),
    )
    per_pair = by_library * (true.sum() + drawn.sum()) / true.sum() / np.log(2)
    assert pmi.pair_bits(scores, true, drawn) == pytest.approx(per_pair, rel=1e-9)


def test_the_shift_by_log_k_and_the_gap_to_the_formula(listing):
    possible = pmi.near(5) > 0
    shift = pmi.optimum(5, 15)[possible] - pmi.optimum(5, 5)[possible]
    assert np.allclose(shift, -np.log(3), atol=1e-12)
    shares = pmi.near(5) / pmi.near(5).sum(axis=1, keepdims=True)
    gap = pmi.optimum(5, 5)[possible] - pmi.shifted_pmi(5, 5)[possible]
    assert np.allclose(gap, -np.log(1 - shares[possible]), atol=1e-12)
    printed = numbers(listing("before_bert/exact_pmi"))
    assert printed["least_bits"] < printed["bits_without_vectors"] / 2
    assert printed["mean_gap"] == pytest.approx(
        np.average(gap, weights=pmi.near(5)[possible]), abs=1e-3
    )


def test_gensim_drops_a_noise_word_that_is_the_true_context():
    model = Word2Vec(
        [["a", "b"]] * 3000, sg=1, negative=5, window=1, shrink_windows=False, sample=0,
        ns_exponent=1, vector_size=8, min_count=1, workers=1, batch_words=1000, alpha=0.05, seed=1,
    )  # fmt: skip
    a, b = model.wv.key_to_index["a"], model.wv.key_to_index["b"]
    score = model.wv.vectors[a] @ model.syn1neg[b]
    textbook = np.log(1 / 0.5) - np.log(5)  # P(b | a) = 1, P(b) = 1/2
    assert textbook < 0
    assert score > 2  # without any noise b to a, the score only grows


# ---------------------------------------------------------------- word2vec


def test_word2vec_comes_near_its_exact_optimum_and_not_below(listing):
    run = listing("before_bert/word2vec")
    names = run.namespace
    assert 0 < names["pair_excess"] < 0.05
    true, best, scores = names["true"], names["best"], names["scores"]
    common = true > np.quantile(true[true > 0], 0.5)
    assert np.corrcoef(best[common], scores[common])[0, 1] > 0.95
    assert scores[true == 0].mean() < -5
    assert names["tokens"] == 5 * sum(map(len, names["texts"]))


def test_great_and_awful_have_the_same_contexts_within_two_words(listing):
    names = listing("before_bert/neighbours").namespace
    assert names["distances"]["awful"] < 1e-12
    assert max(names["by_window"][:2]) < 1e-12
    assert 0.001 < names["by_window"][2] < names["by_window"][4]
    assert names["cosines"]["awful"] > 0.95
    assert names["cosines"]["awful"] > max(names["cosines"][w] for w in ("weak", "mat")) + 0.2
    assert names["nearest"] == {"awful", "bad", "boring", "silly"}


def test_no_mean_of_vectors_is_better_than_the_best_one(listing):
    best = numbers(listing("before_bert/sum_of_words"))
    for name in ("word2vec", "glove"):
        run = numbers(listing(f"before_bert/{name}"))
        assert run["excess_bits"] > best["best_excess_bits"] - 0.001
        assert run["excess_bits"] < best["best_excess_bits"] + 0.05
    # random directions for the words: still a mean
    vectors = np.random.default_rng(0).normal(size=(len(ID), 64))
    guess = means.positive_by_mean(vectors, 2048, seed=0)
    assert label_quality(guess)["excess_bits"] > best["best_excess_bits"]


def test_a_mean_gives_and_and_but_the_same_turn(listing):
    run = listing("before_bert/sum_of_words")
    texts, guess, exact = (run.namespace[name] for name in ("texts", "guess", "exact"))
    plain, but = (
        texts.index(f"this movie is long {word} the plot is weak .") for word in ("and", "but")
    )
    assert abs(guess[plain] - guess[but]) < 0.1 < 0.8 < exact[but] - exact[plain]


# ---------------------------------------------------------------- GloVe


def test_the_glove_loss_is_weighted_least_squares(seeded):
    pairs = least_squares.count(fresh(500, seed=9), 5)
    model = least_squares.GloVe(d=8)
    before = [p.detach().clone() for p in model.parameters()]
    weight = least_squares.weights(pairs)
    assert weight[pairs == 0].eq(0).all()
    assert weight[pairs >= 100].eq(1).all()
    assert weight[pairs == 1].allclose(torch.tensor(0.01**0.75, dtype=torch.double))
    w, c, b, d = before
    i, j = map(int, (pairs == pairs.max()).nonzero()[0])
    assert model()[i, j].item() == pytest.approx((w[i] @ c[j] + b[i, 0] + d[0, j]).item(), abs=1e-6)
    least_squares.fit_counts(model, pairs, steps=1)
    # the first step of Adagrad goes by the learning rate against the sign of the gradient
    error = weight.float() * (w @ c.T + b + d - pairs.clamp(min=1).log().float())
    moved = model.word_bias.detach() - b
    assert torch.allclose(moved, -0.1 * error.sum(1, keepdim=True).sign(), atol=1e-4)


def test_glove_is_as_wrong_as_its_counts(listing):
    run = numbers(listing("before_bert/glove"))
    assert run["fitted_to_counts"] < run["counts_to_exact"] / 5
    assert abs(run["fitted_to_exact"] - run["counts_to_exact"]) < 0.02
    assert run["parameters"] > run["cells"]


# ---------------------------------------------------------------- CNN


def test_the_convolution_by_hand_is_torch(listing):
    names = listing("before_bert/windows_by_hand").namespace
    assert (names["by_hand"] - names["by_torch"]).abs().max() < 1e-6
    assert (names["logit"] - names["model"](names["input_ids"])).abs().max() < 1e-6


@pytest.mark.parametrize("make", [classifiers.Windows, classifiers.Reader])
def test_padding_changes_nothing(seeded, make):
    model = make().eval()
    ids = torch.randint(0, 200, (4, 9))
    padded = nn.functional.pad(ids, (0, 5), value=ID[PAD])
    assert torch.allclose(model(ids), model(padded), atol=1e-6)
    assert not torch.allclose(model(ids), model(ids.flip(1)), atol=1e-4)  # it reads in order


def test_a_filter_sees_its_window_alone(seeded):
    for width in (1, 3, 5):
        model = classifiers.Windows(width).eval()
        vectors = torch.randn(1, 64, 11, requires_grad=True)
        model.conv(vectors)[0, :, 5].sum().backward()
        seen = vectors.grad[0].abs().sum(dim=0).nonzero().flatten().tolist()
        assert seen == list(range(5 - width // 2, 6 + width // 2))


def test_training_sees_the_labels_that_are_drawn():
    texts, answers = labelled(2048, seed=0)
    lookup = dict(zip(reviews()[0], reviews()[2], strict=True))
    expected = np.mean([lookup[text] for text in texts])
    assert answers.mean() == pytest.approx(expected, abs=0.04)


def test_wider_windows_are_nearer_the_truth(listing):
    names = listing("before_bert/widths").namespace
    excess, guesses, rows, exact = (names[n] for n in ("excess", "guesses", "rows", "exact"))
    assert excess[1] > excess[3] + 0.1
    moved = tolerance_of(listing("before_bert/widths"))
    assert excess[3] > excess[5] + 2 * moved
    # and the maximum lets even width 1 pass the best mean (exercise 2)
    assert excess[1] < numbers(listing("before_bert/sum_of_words"))["best_excess_bits"] - 0.1
    error = {width: abs(guesses[width] - exact)[rows] for width in guesses}
    assert error[1][0] > 0.4 > 0.15 > max(error[3][0], error[5][0])  # not great
    assert min(error[1][4], error[3][4]) > error[5][4] + 0.1  # long but … weak
    for width in error:  # great and … weak, great but … strong: on the mark with no width
        assert min(error[width][1:3]) > 0.02 + moved


def test_the_networks_pass_the_ceiling_of_means(listing):
    ceiling = numbers(listing("before_bert/sum_of_words"))
    for name in ("cnn", "recurrent"):
        run = numbers(listing(f"before_bert/{name}"))
        assert 0 < run["excess_bits"] < ceiling["best_excess_bits"] - 0.3
        assert run["accuracy"] > ceiling["best_accuracy"] + 0.1


def test_word2vec_first_hurts_here_and_in_part_for_its_words(listing):
    excess = listing("before_bert/vectors_first").namespace["excess"]
    moved = tolerance_of(listing("before_bert/vectors_first"))
    assert excess["word2vec"] > excess["shuffled"] + 2 * moved
    cnn = listing("before_bert/cnn")
    from_random = numbers(cnn)["excess_bits"]
    assert excess["word2vec"] > from_random + 2 * MARGIN
    assert excess["shuffled"] > from_random + moved + tolerance_of(cnn)  # harm, but less of it


# ---------------------------------------------------------------- recurrence


def test_the_cells_by_hand_are_torch(listing):
    differences = listing("before_bert/cells_by_hand").namespace["differences"]
    assert set(differences) == {"elman", "gru", "lstm"}
    assert all(gap.abs().max() < 1e-6 for gap in differences.values())


def test_the_reader_reads_its_state_after_the_last_word(seeded):
    model = classifiers.Reader().eval()
    ids = torch.tensor([[3, 5, 8], [4, 6, ID[PAD]]])
    _, final = model.cell(model.embedding(ids[1:, :2]))
    assert torch.allclose(model(ids)[1], model.head(final[0])[0, 0], atol=1e-6)


def test_the_recurrent_classifier_ends_where_the_truth_is(listing):
    names = listing("before_bert/recurrent").namespace
    read, known = names["read"], np.array(names["known"])
    assert abs(read[-1] - known[-1]) < 0.1
    assert max(abs(read - known)) > 0.15  # and is not there on the way
    engine = truth("training")
    assert known[-1] == pytest.approx(engine.posteriors([names["review"]])[0, 0], abs=1e-12)


def test_sorting_the_words_costs_no_information_and_much_ease(listing):
    run = listing("before_bert/order")
    assert len(run.namespace["bags"]) == len(run.namespace["texts"]) == 7344
    sorted_ = numbers(run)
    for name, other in (("cnn", "cnn"), ("gru", "recurrent")):
        written = numbers(listing(f"before_bert/{other}"))["excess_bits"]
        assert sorted_[f"{name}_sorted"] > written + MARGIN
