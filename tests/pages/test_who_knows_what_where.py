"""Who knows what, where: ceilings against the engine, masks, questions, and rules."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
import torch
from weighed import bearing, printed

from snippets.both_halves import states
from snippets.lab.checkpoints import load
from snippets.lab.objectives import word_rows
from snippets.lab.reviews import reviews
from snippets.lab.tokenizer import BOS, CLS, ID, LONGEST, SEP, VOCABULARY
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import MASK
from snippets.studies.experiments import summaries
from snippets.studies.results import check
from snippets.studies.who_knows_what_where import SYSTEMS
from snippets.who_knows_what_where import names, questions, readers

PAGE = "who_knows_what_where"
STEP = 0.2  # accuracy before and after the word that tells, quick form
LOST = 0.1  # exact match lost when GPT reads the question last, quick form
PRETRAINED = 0.05  # accuracy that pretraining adds, quick form
NEAR = 0.03  # accuracy or F1: as good
EXACT = 1e-6  # of what arithmetic forbids


@pytest.fixture(scope="module")
def recorded():
    return summaries("who-knows-what-where")


def runs(key):
    return check("who-knows-what-where", next(system for system in SYSTEMS if system.key == key))[
        "runs"
    ]


# ---------------------------------------------------------------- names and their ceilings


def test_the_ceilings_are_the_engine_s_posteriors():
    """Once the name is said: before it, other names are possible to the engine."""
    texts, p, _ = names.sentences()
    ceilings, reveal = names.ceilings()
    assert p.sum() == pytest.approx(1, abs=1e-12)
    for i in range(0, len(texts), 97):
        for prefix, best in zip(names.beginnings(texts[i]), ceilings[i], strict=True):
            if {*names.AMBIGUOUS} & {*prefix.split()}:
                exact = max(truth("training").posterior(prefix, "sense", prefix=True).values())
                assert best == pytest.approx(exact, abs=1e-12)
        telling = texts[i].split()[reveal[i]]
        assert telling in ("big", "young", "city", "town", "singer", "dancer")


def test_before_the_name_only_the_share_of_cities_is_known():
    texts, p, city = names.sentences()
    ceilings, _ = names.ceilings()
    known = {row[0] for text, row in zip(texts, ceilings, strict=True) if text.startswith("we")}
    assert len(known) == 1
    assert known.pop() == pytest.approx(p @ city)


def test_to_know_the_distance_would_not_help():
    """The ceiling at a distance holds even for one who is told how far the telling word is."""
    texts, p, city = names.sentences()
    ceilings, reveal = names.ceilings()
    plain, told = defaultdict(float), defaultdict(float)
    mass = defaultdict(lambda: np.zeros(2))
    for text, share, sense, known, at in zip(texts, p, city, ceilings, reveal, strict=True):
        for t, prefix in enumerate(names.beginnings(text)):
            plain[t - at] += share * known[t]
            mass[prefix, t - at][int(sense)] += share
    for (_, k), m in mass.items():
        told[k] += m.max()
    assert plain == pytest.approx(told, abs=1e-12)


def test_entity_tags_agree_with_the_latents():
    world = truth("training")
    texts, _, city = names.sentences()
    for text, is_city in list(zip(texts, city, strict=True))[::53]:
        at = next(t for t, word in enumerate(text.split()) if word in names.AMBIGUOUS)
        tags = names.entity_tags(text)
        assert tags[at] == (names.PLACE if is_city else names.PERSON)
        assert sum(tag > 0 for tag in tags) == 1
    for text in world.sample(np.random.default_rng(0), 50, family="story"):
        assert sorted(names.entity_tags(text))[-2:] == [0, names.PERSON]
    assert names.entity_tags("we know that rome is the capital of italy") == [
        0,
        0,
        0,
        2,
        *[0] * 4,
        2,
    ]


def test_the_entity_ceiling_is_that_of_the_grammar():
    """Half of the facts have a name, 10 of 16 an ambiguous one, and 3 of 8 of these go wrong."""
    lost, entities = 1 / 2 * 10 / 16 * 3 / 8, 3 / 2 + 1  # of a fact and a story
    words, f1 = names.prefix_ceiling([])
    assert f1 == pytest.approx(1 - lost / entities, abs=1e-12)
    length = sum(truth("training").tokens_per_sentence(f) - 1 for f in ("fact", "story"))
    assert words == pytest.approx(1 - lost / length, abs=1e-12)
    left_out = names.sentences()[0]
    assert names.prefix_ceiling(left_out)[1] > f1


def test_what_is_tested_was_not_trained_on():
    (seen, tags), (unseen, _) = names.draw(3, 300, 200)
    assert len(seen) == 300
    assert len(unseen) == 200
    assert not {*seen} & {*unseen}
    usual = names.usual_tags(seen, tags, ["we love paris , the young singer with many friends"])
    assert set(usual[0]) == {0, names.PLACE}  # paris is a place in most of the sentences
    train, asked = questions.draw(3, 200, 50)
    assert not {q.sentence for q in train} & {q.sentence for q in asked}
    assert 40 < len({q.sentence for q in asked}) <= 50  # short ones come up twice


# ---------------------------------------------------------------- readers


@pytest.mark.parametrize("reader", readers.READERS)
def test_a_reader_starts_from_its_checkpoint(reader):
    body = load(readers.READERS[reader][0]).base_model.state_dict()
    for pretrained in (True, False):
        model = readers.start(reader, 0, pretrained=pretrained)
        same = [torch.equal(w, body[k]) for k, w in model.base_model.state_dict().items()]
        assert all(same) == pretrained


@pytest.mark.parametrize(
    ("reader", "sees"), [("bert", True), ("unmasked", True), ("causal", False)]
)
def test_only_the_causal_reader_is_blind_to_what_comes(reader, sees):
    model = readers.start(reader, 0).eval()
    rows = word_rows(["paris is a famous singer", "paris is a famous city"])
    with torch.no_grad():
        a, b = model(**readers.inputs(rows, reader)).logits[:, 1:5]
    assert bool((a - b).abs().max() > 1e-4) == sees


@pytest.mark.parametrize("reader", readers.READERS)
def test_padding_changes_nothing(reader):
    model = readers.start(reader, 0).eval()
    short, long = word_rows(["the cat purrs", "the small cat sat on the mat"])
    with torch.no_grad():
        alone = model(**readers.inputs([short], reader)).logits[0, 1:4]
        padded = model(**readers.inputs([short, long], reader)).logits[0, 1:4]
    torch.testing.assert_close(alone, padded, rtol=0, atol=1e-5)
    first = readers.inputs([short], reader)["input_ids"][0].tolist()
    assert first[0] == ID[CLS if reader == "bert" else BOS]
    assert first[1:4] == short


@pytest.mark.parametrize(
    ("reader", "name"), [("bert", "bert"), ("causal", "gpt"), ("unmasked", "gpt")]
)
def test_pooled_states_are_those_of_the_other_page(reader, name):
    some = reviews[:40]
    body = load(name).base_model
    mean, last = states.pooled(body, some, name, unmasked=reader == "unmasked")
    here = readers.pooled(body, reader, word_rows(some))
    np.testing.assert_allclose(here["mean"], mean, atol=1e-5)
    np.testing.assert_allclose(here["last"], last, atol=1e-5)
    first = here["first"]
    same_everywhere = np.ptp(first, axis=0).max() < 1e-4
    assert same_everywhere == (reader == "causal")


# ---------------------------------------------------------------- questions


def test_questions_and_their_answers():
    asked = questions.questions("the small cat near the dogs sat on the mat because it was tired")
    told = {q.text: " ".join(q.sentence.split()[q.first : q.last + 1]) for q in asked}
    assert told == {
        f"{MASK} sat": "the small cat",
        f"near {MASK}": "the dogs",
        f"sat on {MASK}": "the mat",
        f"because {MASK}": "it was tired",
    }
    asked = questions.questions("many people love sydney , the big town with wide streets")
    told = {q.text: " ".join(q.sentence.split()[q.first : q.last + 1]) for q in asked}
    assert told == {
        f"sydney is {MASK}": "the big town",
        f"with {MASK}": "wide streets",
        f"people love {MASK}": "sydney",
    }
    for text in ("rome is the capital of italy", "the capital of italy is rome"):
        told = {q.text: text.split()[q.first] for q in questions.questions(text)}
        assert told == {
            f"the capital of italy is {MASK}": "rome",
            f"rome is the capital of {MASK}": "italy",
        }


def test_both_orders_hold_both_segments_and_fit_the_models():
    _, asked = questions.draw(4, 10, 120)
    assert len({q.kind for q in asked}) == 10
    for question in asked:
        for question_first in (True, False):
            row, offset = question.row(question_first)
            assert len(row) + 2 <= LONGEST
            words = [VOCABULARY[i] for i in row]
            n = len(question.sentence.split())
            assert " ".join(words[offset : offset + n]) == question.sentence
            rest = words[:offset] + words[offset + n :]
            assert sorted(rest) == sorted([*question.text.split(), SEP])


def test_scores_by_hand():
    question = questions.Question("the small cat sat", "who", f"{MASK} sat", 0, 2)
    assert questions.score([question], [(0, 2)]) == (1, 1)
    assert questions.score([question], [(1, 2)]) == (0, pytest.approx(4 / 5))
    assert questions.score([question], [(3, 3)]) == (0, 0)


def test_no_answer_without_the_question_beats_the_blind_ceiling():
    _, asked = questions.draw(5, 10, 30)
    by_sentence = defaultdict(list)
    for question in asked:
        by_sentence[question.sentence].append(question)
    best = 0
    for some in by_sentence.values():
        n = len(some[0].sentence.split())
        best += max(
            sum((q.first, q.last) == span for q in some) for span in product(range(n), repeat=2)
        )
    assert questions.blind_ceiling(asked) == pytest.approx(best / len(asked))


# ---------------------------------------------------------------- the quick forms


def test_quick_gpt_climbs_at_the_word_and_the_others_need_not(listing):
    found = listing(f"{PAGE}/positions").namespace["measures"]
    assert found["causal_at_0"] > found["causal_at_-1"] + STEP
    for reader in ("bert", "unmasked"):
        assert found[f"{reader}_before"] > found["causal_before"] + STEP
    for k in range(-6, 5):
        assert found[f"causal_at_{k}"] <= found[f"ceiling_at_{k}"] + EXACT


def test_quick_entities(listing):
    found = listing(f"{PAGE}/entities").namespace["measures"]
    assert found["bert_f1"] > found["causal_f1"] + NEAR
    assert found["bert_ambiguous"] > found["causal_ambiguous"] + STEP


def test_quick_the_order_matters_to_the_causal_mask_alone(listing):
    found = listing(f"{PAGE}/answers").namespace["measures"]
    assert found["causal_first_exact"] > found["causal_last_exact"] + LOST
    assert found["causal_last_exact"] <= found["blind_exact_ceiling"]
    for reader in ("bert", "unmasked"):
        assert found[f"{reader}_last_exact"] > found["causal_last_exact"] + LOST
    assert found["bert_first_exact"] > found["usual_exact"] + LOST


def test_quick_readouts(listing):
    found = listing(f"{PAGE}/sentiment").namespace["measures"]
    assert found["causal_first_many"] == pytest.approx(found["one_label"], abs=1e-9)
    assert found["causal_last_many"] > found["causal_first_many"] + STEP
    assert found["bert_mean_few"] > found["neighbours_few"] + NEAR
    assert found["bert_mean_many"] > found["causal_mean_many"] + NEAR / 2
    assert all(found[name] <= found["bayes"] + EXACT for name in found)


def test_quick_pretraining_pays_for_both(listing):
    found = listing(f"{PAGE}/transfer").namespace["measures"]
    for reader in ("bert", "causal"):
        assert found[f"{reader}_mean_pretrained"] > found[f"{reader}_mean_random"] + PRETRAINED
    assert found["causal_first_pretrained"] == pytest.approx(0.5, abs=1e-6)


def test_the_figures_show_the_recorded_means(listing, recorded):
    stairs = listing(f"{PAGE}/staircase").namespace
    assert stairs["ceiling"] == [recorded["positions"][f"ceiling_at_{k}"][0] for k in range(-6, 5)]
    listing(f"{PAGE}/tasks")


# ---------------------------------------------------------------- the recorded results


def test_recorded_no_reader_of_the_left_exceeds_its_ceiling(recorded):
    for run in runs("positions"):
        for k in range(-6, 5):
            assert run[f"causal_at_{k}"] <= run[f"ceiling_at_{k}"] + EXACT
    for run in runs("answers"):
        assert run["causal_last_exact"] <= run["blind_exact_ceiling"] + EXACT
    entities = recorded["entities"]
    for reader in ("causal", "most_frequent"):  # on samples: up to their noise
        mean, half = entities[f"{reader}_f1"]
        assert mean <= entities["prefix_f1_ceiling"][0] + half
    for run in runs("sentiment"):
        assert all(value <= run["bayes"] + EXACT for name, value in run.items() if "_" in name
                   and name != "cpu_seconds")  # fmt: skip
        assert run["causal_first_many"] == pytest.approx(run["one_label"], abs=1e-9)


def test_recorded_the_staircase(recorded):
    places = recorded["positions"]
    assert places["causal_after"][0] > 1 - NEAR
    for reader in ("bert", "unmasked"):
        assert places[f"{reader}_before"][0] > 1 - NEAR
    assert places["causal_before"][0] > places["ceiling_before"][0] - NEAR


def test_recorded_gpt_answers_if_it_knows_the_question(recorded):
    answers = recorded["answers"]
    assert answers["causal_first_exact"][0] > 1 - NEAR
    assert answers["causal_last_exact"][0] < answers["usual_exact"][0]


# ---------------------------------------------------------------- what the ledger makes of it


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        ("1", "", {"sentiment__bert_mean_few": 0.6}, "no bearing"),
        ("20", "a word", {"entities__unmasked_f1": 0.5}, "no bearing"),
        ("20", "a word", {"entities__causal_f1": 1.0}, "opposes"),
        ("20", "answers", {"answers__causal_first_exact": 0.8}, "supports"),
        ("21", "", {"sentiment__bert_mean_many": 0.51}, "opposes"),
        ("22", "", {"sentiment__bert_mean_few": 0.7}, "opposes"),
        ("22", "", {"sentiment__neighbours_few": 0.9}, "opposes"),
        ("26", "answers", {"answers__bert_last_exact": 0.8}, "opposes"),
        ("26", "named", {"entities__bert_f1": 0.95}, "no bearing"),
        ("34", "answers, the question first", {"answers__causal_first_exact": 0.8}, "supports"),
        ("34", "answers, the question last", {"answers__causal_last_exact": 1.0}, "opposes"),
        ("75", "", {"transfer__causal_mean_random": 0.9}, "opposes"),
        ("75", "", {"transfer__causal_mean_random": 0.5}, "supports"),
        ("86", "", {"positions__causal_before": 0.9}, "opposes"),
        ("93", "answers, the question first", {"answers__causal_first_exact": 0.8}, "supports"),
        ("93", "sentiment", {"sentiment__causal_mean_many": 0.905}, "opposes"),
        ("94", "sentiment", {"sentiment__bert_mean_many": 0.8}, "opposes"),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, PAGE, about, **changes) == comes_to


def test_printed_are_the_leads_of_berts(listing, recorded):
    said = printed(listing(f"{PAGE}/findings"))
    for name, system, measure in (
        ("entities", "entities", "f1"),
        ("sentiment", "sentiment", "mean_many"),
    ):
        bert, gpt = (recorded[system][f"{who}_{measure}"][0] for who in ("bert", "causal"))
        assert said[f"lead_{name}"] == pytest.approx(bert - gpt, abs=0.001)


def test_what_is_tested_was_read_but_not_labelled(listing):
    run = listing("who_knows_what_where/read_before")
    texts = run.namespace["texts"]
    assert len(texts["entities"]) == 5 * 600
    (labelled, _), _ = names.draw(0, 1024, 600)
    assert not {*labelled} & {*texts["entities"][:600]}
    assert all(float(share.rstrip("%")) > 99 for share in run.numbers.values())
