"""Verdicts: from kind and widest scope; each single change that the site lists does turn one."""

import copy
import functools

import pytest
from conftest import ROOT

from tools.markdown.claims import load_claims
from tools.markdown.conditions import ConditionError, margins, with_margin
from tools.markdown.verdicts import KINDS, SCOPES, Verdict, changed, decide, judge, turns, weigh

FOR, AGAINST, NEITHER = "supports", "opposes", "no bearing"
SCRATCH, PRETRAINED = "real, from scratch", "real, pretrained"


@pytest.mark.parametrize(
    ("kind", "pieces", "verdict"),
    [
        # nothing bears: open, whatever the kind; an opinion is never judged
        ("comparison", [], "open"),
        ("universal", [("toy", NEITHER), ("cited", NEITHER)], "open"),
        ("opinion", [("cited", FOR)], "untestable"),
        # a comparison is decided by what is cited or pretrained; the rest explains
        ("comparison", [("toy", FOR)], "open · in the toy"),
        ("comparison", [("exact", FOR)], "open · exact"),
        ("comparison", [("toy", FOR), (SCRATCH, AGAINST)], "open · from scratch"),
        ("comparison", [("toy", AGAINST), ("cited", FOR)], "supported · cited"),
        ("comparison", [("toy", FOR), (PRETRAINED, AGAINST)], "refuted · pretrained"),
        ("comparison", [(PRETRAINED, AGAINST), ("cited", FOR)], "contested · cited"),
        ("comparison", [("cited", NEITHER), ("toy", FOR)], "open · in the toy"),
        # one counterexample is enough against what is said of all, one instance for what can be
        ("universal", [("toy", AGAINST), ("cited", FOR)], "refuted · in the toy"),
        ("universal", [("toy", FOR), (SCRATCH, FOR)], "supported · from scratch"),
        ("universal", [("toy", FOR)], "supported · in the toy"),
        ("possibility", [("toy", FOR), ("cited", AGAINST)], "supported · in the toy"),
        ("possibility", [("toy", FOR), ("cited", FOR)], "supported · cited"),
        ("possibility", [("toy", AGAINST)], "refuted · in the toy"),
        # what is exact settles definitions and universals before any other scope
        ("universal", [("exact", FOR), ("cited", AGAINST)], "supported · exact"),
        ("universal", [("exact", FOR), ("exact", AGAINST)], "refuted · exact"),
        ("definition", [("exact", FOR), ("toy", AGAINST)], "definition · exact"),
        ("definition", [("exact", FOR), ("exact", AGAINST)], "contested · exact"),
        ("definition", [("exact", AGAINST), ("cited", FOR)], "refuted · exact"),
        ("definition", [("toy", AGAINST), ("cited", FOR)], "supported · cited"),
        # history is what papers and classes say
        ("history", [("cited", FOR), ("toy", AGAINST)], "supported · cited"),
        ("history", [("exact", AGAINST), ("cited", FOR)], "contested · cited"),
        ("history", [("toy", FOR)], "open · in the toy"),
    ],
)
def test_the_verdict_follows_from_kind_and_widest_scope(kind, pieces, verdict):
    assert str(decide(kind, pieces)) == verdict
    assert str(decide(kind, pieces[::-1])) == verdict, "the order of the evidence says nothing"


def test_a_toy_never_outvotes_a_study():
    """However many toys there are, a comparison is what the papers make of it."""
    for paper, word in ((FOR, "supported"), (AGAINST, "refuted")):
        toys = [("toy", AGAINST if paper == FOR else FOR)] * 20
        assert decide("comparison", [*toys, ("cited", paper)]) == Verdict(word, "cited")


def test_a_difference_that_was_not_found_opposes_nothing():
    """Between the two regions a piece has no bearing."""
    rule = {"listing": "attention_masks/causal", "scope": "exact"}
    for pairs, bearing in ((15, FOR), (14, NEITHER), (13, AGAINST)):
        piece = rule | {"supports": f"{pairs} > 14.5", "opposes": f"{pairs} < 13.5"}
        assert weigh(piece, ROOT).bearing == bearing
    with pytest.raises(ConditionError, match="both conditions hold"):
        weigh(rule | {"supports": "pairs_allowed > 1", "opposes": "pairs_allowed > 2"}, ROOT)


def test_regions_are_read_from_what_was_printed():
    rule = {"listing": "attention_masks/causal", "scope": "exact", "supports": "pairs_allowed > 14"}
    piece = weigh(rule, ROOT)
    assert (piece.bearing, piece.values) == (FOR, {"pairs_allowed": 15})


LEDGER = load_claims(ROOT / "docs" / "evidence")


@functools.cache
def changes():
    return [(id, change) for id, claim in LEDGER["claims"].items() for change in turns(claim, ROOT)]


def test_each_change_that_is_listed_turns_its_verdict():
    """Made afresh in a copy of the claim, each gives the verdict that the table says."""
    listed = changes()
    assert listed
    for id, change in listed:
        claim = copy.deepcopy(LEDGER["claims"][id])
        fresh, _ = judge(changed(claim, change), ROOT)
        assert fresh.word == change.verdict.word != LEDGER["verdicts"][id].word, (id, change)
        assert claim == LEDGER["claims"][id], "the claim itself stays as it is"


def test_no_single_change_is_left_out():
    """Every region, scope and removal of every piece, made by hand here, not by `changed`."""
    listed = {
        (id, change.piece, change.what, change.value)
        for id, change in changes()
        if change.what in ("without", "bearing", "scope")
    }
    for id, claim in LEDGER["claims"].items():
        pairs = [(piece.scope, piece.bearing) for piece in LEDGER["pieces"][id]]
        word = LEDGER["verdicts"][id].word
        for i, (scope, bearing) in enumerate(pairs):
            others = {("without", ""): [*pairs[:i], *pairs[i + 1 :]]}
            for other in {FOR, AGAINST, NEITHER} - {bearing}:
                others["bearing", other] = [*pairs[:i], (scope, other), *pairs[i + 1 :]]
            for other in SCOPES.keys() - {scope} if bearing != NEITHER else ():
                others["scope", other] = [*pairs[:i], (other, bearing), *pairs[i + 1 :]]
            for (what, value), made in others.items():
                turned = decide(claim["kind"], made).word != word
                assert turned == ((id, i, what, value) in listed), (id, i, what, value)


def test_no_margin_is_left_out():
    """Where half or double a number of a rule gives another verdict, a change of it is listed."""
    listed = {(id, change.piece, change.what, change.which) for id, change in changes()}
    for id, claim in LEDGER["claims"].items():
        for i, item in enumerate(claim.get("evidence") or []):
            for side in {"supports", "opposes"} & item.keys():
                for which, node in enumerate(margins(item[side])):
                    for factor in (0.5, 2):
                        other = copy.deepcopy(claim)
                        moved = with_margin(item[side], which, node.value * factor)
                        other["evidence"][i][side] = moved
                        try:
                            word = judge(other, ROOT)[0].word
                        except ConditionError:  # the regions would overlap
                            continue
                        if word != LEDGER["verdicts"][id].word:
                            assert (id, i, side, which) in listed, (id, i, side, moved)


def test_a_verdict_that_no_single_change_turns_stands_on_several_pieces():
    turned = {id for id, _ in changes()}
    for id, verdict in LEDGER["verdicts"].items():
        if verdict.word != "untestable" and id not in turned:
            side = FOR if verdict.word in ("supported", "definition") else AGAINST
            assert [piece.bearing for piece in LEDGER["pieces"][id]].count(side) > 1, id


def test_kinds_are_all_in_use():
    assert {claim["kind"] for claim in LEDGER["claims"].values()} == set(KINDS)
