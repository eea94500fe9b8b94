"""e5, who knows what, where: what is run, and what the results say of the ledger's claims."""

from snippets.studies.results import System
from snippets.studies.verdicts import judge

GPT_AND_BERT = ("bert", "gpt")
SYSTEMS = [
    System("positions", "who_knows_what_where/positions", (1024, 60), GPT_AND_BERT),
    System("entities", "who_knows_what_where/entities", (1024, 80, 600), GPT_AND_BERT),
    System("answers", "who_knows_what_where/answers", (2048, 160, 300), GPT_AND_BERT),
    System("sentiment", "who_knows_what_where/sentiment", (128, 2048), GPT_AND_BERT),
    System("transfer", "who_knows_what_where/transfer", (256, 60), GPT_AND_BERT),
]

NEAR = 0.03  # accuracy or F1: as good
FAR = 0.05  # accuracy or F1: worse
EXACT = 1e-6  # of what arithmetic forbids


def verdicts(results: dict[str, dict[str, tuple[float, float]]]) -> dict[str, str]:
    """Return what the results say of each claim.

    `results` holds {system: {measure: (mean, half-width of its 95% interval)}}.
    """
    places, entities, answers, frozen, tuned = (
        {name: mean for name, (mean, _) in results[system.key].items()} for system in SYSTEMS
    )
    # how far BERT stays below the best possible: sentiment, entities, answers in either order
    gaps = [
        frozen["bayes"] - frozen["bert_mean_many"],
        1 - entities["bert_f1"],
        1 - answers["bert_first_exact"],
        1 - answers["bert_last_exact"],
    ]
    effective = judge(max(gaps) <= NEAR, max(gaps) >= 2 * FAR)
    # how far GPT stays behind BERT
    behind = {
        "sentiment": frozen["bert_mean_many"] - frozen["causal_mean_many"],
        "entities": entities["bert_f1"] - entities["causal_f1"],
        "question first": answers["bert_first_exact"] - answers["causal_first_exact"],
        "question last": answers["bert_last_exact"] - answers["causal_last_exact"],
    }
    ahead, level = max(behind.values()) >= FAR, min(behind.values()) <= NEAR
    blind = places["causal_before"] <= places["ceiling_before"] + EXACT
    blind &= answers["causal_last_exact"] <= answers["blind_exact_ceiling"] + EXACT
    sighted = places["bert_before"] >= places["causal_before"] + FAR
    by_design = entities["unmasked_f1"] >= entities["bert_f1"] - NEAR  # the mask alone decides
    labelled = tuned["bayes"] - tuned["bert_mean_pretrained"] <= 2 * FAR  # BERT is P(y|x) …
    unlabelled = frozen["bert_mean_few"] - frozen["random_mean_few"] >= FAR  # … and was not
    features = frozen["bert_mean_many"] - frozen["one_label"]
    easier = frozen["bert_mean_few"] - max(frozen["words_few"], frozen["neighbours_few"])
    pays = tuned["causal_mean_pretrained"] - tuned["causal_mean_random"]
    return {
        "1": judge(labelled, unlabelled),
        "20": judge(ahead and by_design, level),
        "21": judge(features >= FAR, features < FAR),
        "22": judge(easier >= NEAR, easier < 0),
        "26": effective,
        "34": judge(ahead, level),
        "75": judge(pays >= NEAR, pays < 0),
        "86": judge(blind and sighted, not blind),
        "93": judge(ahead, level),
        "94": effective,
    }
