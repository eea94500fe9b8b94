"""The systems of the timeline: which listing is which, and how far its full form goes."""

from dataclasses import dataclass
from functools import partial

from snippets.studies import results

NEXT, MASKED, TARGET = "next token", "masked word", "target token"
LABEL, POINT = "label", "point"


@dataclass(frozen=True)
class TimelineSystem(results.System):
    """A row of the timeline."""

    name: str = ""
    year: int = 0
    path: str = ""  # generative, representative, classifier or both
    loss: str = ""  # what its excess bits are of


def system(path: str, key: str, name: str, year: int, loss: str, listing: str, *full: int, **more):
    return TimelineSystem(key, listing, full, name=name, year=year, path=path, loss=loss, **more)


generative = partial(system, "generative")
representative = partial(system, "representative")


def classifier(key: str, name: str, year: int, listing: str, *full: int):
    return system("classifier", key, name, year, LABEL, f"classic_classifiers/{listing}", *full)


def both(key: str, name: str, year: int, loss: str, listing: str, *full: int, **more):
    return system("both", key, name, year, loss, f"both_halves/{listing}", *full, **more)


WRITE, PLANE = "models_that_write", "densities_in_the_plane"
BEFORE, HEIRS = "before_bert", "bert_and_its_heirs"

SYSTEMS = [  # key, name, year, loss, listing, and what stands after the seed in its full form
    *(
        generative(f"{n}-gram", f"{n}-gram", 1948, NEXT, f"{WRITE}/n_gram", 1500, n)
        for n in range(1, 6)
    ),
    generative("lstm", "LSTM language model", 1997, NEXT, f"{WRITE}/lstm", 1500),
    generative("gpt", "GPT", 2018, NEXT, f"{WRITE}/gpt", 1500),
    generative(
        "gpt-checkpoint",
        "GPT, checkpoint",
        2018,
        NEXT,
        f"{WRITE}/gpt_checkpoint",
        checkpoints=("gpt",),
    ),
    generative("llama", "Llama", 2023, NEXT, f"{WRITE}/llama", 1500),
    generative(
        "masked-diffusion", "masked diffusion", 2021, MASKED, f"{WRITE}/masked_diffusion", 1500
    ),
    generative("gan-on-text", "GAN on text", 2014, NEXT, f"{PLANE}/gan_on_text", 300),
    generative(
        "gaussian-mixture", "Gaussian mixture", 1977, POINT, f"{PLANE}/gaussian_mixture", 2000
    ),
    generative("vae", "VAE", 2013, POINT, f"{PLANE}/vae", 3000),
    generative("gan", "GAN", 2014, POINT, f"{PLANE}/gan", 3000),
    generative("diffusion", "denoising diffusion", 2015, POINT, f"{PLANE}/diffusion", 3000),
    representative("recurrent", "recurrent classifier", 1990, LABEL, f"{BEFORE}/recurrent", 450),
    representative("word2vec", "word2vec", 2013, LABEL, f"{BEFORE}/word2vec", 1500),
    representative("glove", "GloVe", 2014, LABEL, f"{BEFORE}/glove", 1500),
    representative("cnn", "CNN classifier", 2014, LABEL, f"{BEFORE}/cnn", 450),
    representative("bert", "BERT", 2018, MASKED, f"{HEIRS}/bert", 1500),
    representative(
        "bert-checkpoint",
        "BERT, checkpoint",
        2018,
        MASKED,
        f"{HEIRS}/bert_checkpoint",
        checkpoints=("bert",),
    ),
    representative(
        "bert-sentiment",
        "BERT, fine-tuned checkpoint",
        2018,
        LABEL,
        f"{HEIRS}/bert_sentiment",
        checkpoints=("bert-sentiment",),
    ),
    representative("bert-tuned", "BERT, fine-tuned", 2018, LABEL, f"{HEIRS}/bert_tuned", 1500, 200),
    representative(
        "bert-from-scratch", "BERT, not pretrained", 2018, LABEL, f"{HEIRS}/from_scratch", 200
    ),
    representative("roberta", "RoBERTa", 2019, MASKED, f"{HEIRS}/roberta", 1500),
    representative("albert", "ALBERT", 2019, MASKED, f"{HEIRS}/albert", 1500),
    representative("electra", "ELECTRA, fine-tuned", 2020, LABEL, f"{HEIRS}/electra", 1500, 200),
    representative("modernbert", "ModernBERT", 2024, MASKED, f"{HEIRS}/modernbert", 1500),
    classifier("lda", "linear discriminant analysis", 1936, "lda", 2048),
    classifier("logistic-regression", "logistic regression", 1958, "logistic_regression", 2048),
    classifier("naive-bayes", "naive Bayes", 1961, "naive_bayes", 2048),
    classifier("hmm", "hidden Markov model", 1966, "hmm", 2048, 5),
    classifier("decision-tree", "decision tree", 1984, "decision_tree", 2048),
    classifier("svm", "SVM", 1995, "svm", 2048),
    classifier("svm-platt", "SVM with Platt scaling", 1999, "svm_platt", 2048),
    classifier("feed-forward", "network on embeddings", 2003, "feed_forward", 2048),
    both("transformer", "Transformer", 2017, TARGET, "transformer", 1500),
    both("t5", "T5", 2019, TARGET, "t5_relative", 1500),
    both("bart", "BART", 2019, TARGET, "bart", 1500),
    both(
        "bart-checkpoint",
        "BART, checkpoint",
        2019,
        TARGET,
        "bart_checkpoint",
        checkpoints=("bart",),
    ),
    both(
        "bert-as-generator",
        "BERT as generator",
        2019,
        MASKED,
        "bert_as_generator",
        1000,
        checkpoints=("bert",),
    ),
    both(
        "decoder-as-encoder",
        "decoder as encoder",
        2018,
        LABEL,
        "decoder_as_encoder",
        2048,
        checkpoints=("gpt",),
    ),
]


@dataclass(frozen=True)
class Ordering:
    """What the timeline claims of two systems: one measure is lower, by a margin at least."""

    lower: str
    higher: str
    measure: str
    margin: float  # of the full forms' means
    quick: float | None = None  # of the quick forms; None where they are too short to show it


ORDERINGS = [
    Ordering("2-gram", "1-gram", "excess_bits", 3.0),
    Ordering("3-gram", "2-gram", "excess_bits", 0.5),
    Ordering("4-gram", "3-gram", "excess_bits", 0.04),
    Ordering("5-gram", "4-gram", "excess_bits", 0.02),
    Ordering("lstm", "5-gram", "excess_bits", 0.12, quick=0.05),
    Ordering("gpt", "5-gram", "excess_bits", 0.12, quick=0.05),
    Ordering("llama", "5-gram", "excess_bits", 0.12, quick=0.05),
    Ordering("gpt-checkpoint", "gpt", "excess_bits", 0.003, quick=0.05),
    Ordering("5-gram", "gpt", "valid", 0.3, quick=0.02),
    Ordering("masked-diffusion", "gpt", "valid", 0.3, quick=0.3),
    Ordering("gan-on-text", "5-gram", "valid", 0.3, quick=0.3),
    Ordering("bert-checkpoint", "bert", "excess_bits", 0.1, quick=1.0),
    Ordering("modernbert", "bert", "excess_bits", 0.03, quick=0.2),
    Ordering("bart-checkpoint", "bart", "excess_bits", 0.003, quick=0.05),
    Ordering("hmm", "naive-bayes", "excess_bits", 0.2, quick=0.2),
    Ordering("svm-platt", "hmm", "excess_bits", 0.02, quick=0.02),
    Ordering("feed-forward", "logistic-regression", "excess_bits", 0.25, quick=0.25),
    Ordering("cnn", "word2vec", "excess_bits", 0.3, quick=0.3),
    Ordering("recurrent", "glove", "excess_bits", 0.3, quick=0.3),
    Ordering("bert-sentiment", "bert-tuned", "excess_bits", 0.03, quick=0.03),
    Ordering("svm-platt", "decision-tree", "calibration_error", 0.08, quick=0.08),
    Ordering("naive-bayes", "decision-tree", "accuracy", 0.05, quick=0.05),
]
NOT_CLAIMED = {  # (lower, higher) in excess bits: recorded so, and made so by a choice of ours
    ("bart", "t5"): "their rates come from no common search",
    ("bert", "albert"): "the learning rate is the one that suits BERT",
    ("feed-forward", "svm-platt"): "the network's decay was picked by looking at the exact scores",
}
