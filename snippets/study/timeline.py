"""The systems of the timeline: which listing is which, and how far its full form goes."""

from dataclasses import dataclass

from snippets.study.results import System

NEXT, MASKED, TARGET = "next token", "masked word", "target token"
LABEL, POINT = "label", "point"
WRITE, PLANE = "models_that_write", "densities_in_the_plane"
BEFORE, HEIRS = "before_bert", "bert_and_its_heirs"
CLASSIC, BOTH = "classic_classifiers", "both_halves"

NUMERALS = ("1-gram", "2-gram", "3-gram", "4-gram", "5-gram")

SYSTEMS = [
    *(
        System(name, name, 1948, "generative", NEXT, f"{WRITE}/n_gram", (1500, order))
        for order, name in enumerate(NUMERALS, 1)
    ),
    System("lstm", "LSTM language model", 1997, "generative", NEXT, f"{WRITE}/lstm", (1500,)),
    System("gpt", "GPT", 2018, "generative", NEXT, f"{WRITE}/gpt", (1500,)),
    System(
        "gpt-checkpoint",
        "GPT, the checkpoint",
        2018,
        "generative",
        NEXT,
        f"{WRITE}/gpt_checkpoint",
        checkpoint="gpt",
    ),
    System("llama", "Llama", 2023, "generative", NEXT, f"{WRITE}/llama", (1500,)),
    System(
        "masked-diffusion",
        "masked diffusion",
        2024,
        "generative",
        MASKED,
        f"{WRITE}/masked_diffusion",
        (1500,),
    ),
    System(
        "gaussian-mixture",
        "Gaussian mixture",
        1977,
        "generative",
        POINT,
        f"{PLANE}/gaussian_mixture",
    ),
    System("vae", "VAE", 2013, "generative", POINT, f"{PLANE}/vae"),
    System("gan", "GAN", 2014, "generative", POINT, f"{PLANE}/gan"),
    System("gan-on-text", "GAN on text", 2014, "generative", NEXT, f"{PLANE}/gan_on_text"),
    System("diffusion", "denoising diffusion", 2020, "generative", POINT, f"{PLANE}/diffusion"),
    System("word2vec", "word2vec", 2013, "representative", LABEL, f"{BEFORE}/word2vec", (1500,)),
    System("glove", "GloVe", 2014, "representative", LABEL, f"{BEFORE}/glove", (1500,)),
    System("cnn", "CNN classifier", 2014, "representative", LABEL, f"{BEFORE}/cnn"),
    System(
        "recurrent", "recurrent classifier", 1990, "representative", LABEL, f"{BEFORE}/recurrent"
    ),
    System("bert", "BERT", 2018, "representative", MASKED, f"{HEIRS}/bert", (1500,)),
    System(
        "bert-checkpoint",
        "BERT, the checkpoint",
        2018,
        "representative",
        MASKED,
        f"{HEIRS}/bert_checkpoint",
        checkpoint="bert",
    ),
    System(
        "bert-sentiment",
        "BERT, fine-tuned checkpoint",
        2018,
        "representative",
        LABEL,
        f"{HEIRS}/bert_sentiment",
        checkpoint="bert-sentiment",
    ),
    System("roberta", "RoBERTa", 2019, "representative", MASKED, f"{HEIRS}/roberta", (1500,)),
    System("albert", "ALBERT", 2019, "representative", MASKED, f"{HEIRS}/albert", (1500,)),
    System("electra", "ELECTRA", 2020, "representative", LABEL, f"{HEIRS}/electra", (1500,)),
    System(
        "modernbert", "ModernBERT", 2024, "representative", MASKED, f"{HEIRS}/modernbert", (1500,)
    ),
    System(
        "lda", "linear discriminant analysis", 1936, "classifiers", LABEL, f"{CLASSIC}/lda", (2048,)
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


ORDERINGS = []
