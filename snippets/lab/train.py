"""Train the models of the world: `python -m snippets.lab.train gpt|bert|bart|sentiment|all`.

With `--text FILE` it is GPT, BERT or both on a text of your own: see `snippets/lab/own_text.py`.

All of them read the same stream of sentences with the same optimizer; GPT and BERT read the very
same batches. What chance decides at a step is drawn from (seed, step), so that a run
which was killed goes on as if it had not been: start the same command again.
"""

import json
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import transformers
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BertForMaskedLM,
    BertForSequenceClassification,
    GPT2LMHeadModel,
    PreTrainedModel,
)

from snippets.lab.checkpoints import CHECKPOINTS, WEIGHTS, digest, load
from snippets.lab.files import whole
from snippets.lab.fit import WEIGHT_DECAY
from snippets.lab.models import bert_config, small_bert, small_gpt
from snippets.lab.objectives import (
    Batch,
    bart_batch,
    bart_exact,
    bart_loss,
    bert_batch,
    bert_exact,
    bert_loss,
    gpt_batch,
    gpt_exact,
    gpt_loss,
    nats,
    texts,
    word_rows,
)
from snippets.lab.options import Parser, count
from snippets.lab.own_text import train_on
from snippets.lab.probes import card
from snippets.lab.tokenizer import BOS, CLS, ID, LONGEST, PAD, SEP, VOCABULARY, Row, pad, tokenizer
from snippets.lab.training import SEED, Training, bits, descend, descents, held_out
from snippets.lab.world.corpus import corpus, fresh, stream, truth
from snippets.lab.world.engine import END

LABELS = ("positive", "negative")


# ---------------------------------------------------------------- GPT: P(next token | the left)


def gpt_model(out: Path) -> GPT2LMHeadModel:
    # 172,644 parameters, against 172,608 of BERT's
    return small_gpt(layers=3, n_inner=268, initializer_range=0.06, pad_token_id=ID[PAD])


# ---------------------------------------------------------------- BERT: P(hidden | the visible)


def bert_model(out: Path) -> BertForMaskedLM:
    return small_bert(layers=3)


# ---------------------------------------------------------------- BART: P(target | source)


def bart_model(out: Path) -> BartForConditionalGeneration:
    return BartForConditionalGeneration(
        BartConfig(
            vocab_size=len(VOCABULARY),
            pad_token_id=ID[PAD],
            bos_token_id=ID[BOS],
            eos_token_id=ID[END],
            decoder_start_token_id=ID[BOS],
            forced_eos_token_id=None,
            max_position_embeddings=LONGEST,
            d_model=64,
            encoder_layers=2,
            decoder_layers=2,
            encoder_attention_heads=2,
            decoder_attention_heads=2,
            encoder_ffn_dim=128,
            decoder_ffn_dim=128,
            init_std=0.06,
            dropout=0.0,
        )
    )


# ---------------------------------------------------------------- fine-tuned BERT: P(label | text)


def sentiment_model(out: Path) -> BertForSequenceClassification:
    """Return BERT, its pretrained body from the checkpoint in `out`, under a new head."""
    config = bert_config(layers=3)
    config.id2label, config.label2id = dict(enumerate(LABELS)), {y: i for i, y in enumerate(LABELS)}
    model = BertForSequenceClassification(config)
    pretrained = load("bert", out if (out / "bert").exists() else CHECKPOINTS)
    model.bert.load_state_dict(pretrained.bert.state_dict(), strict=False)
    return model


def sentiment_rows(sentences: Sequence[str]) -> list[Row]:
    """Return the reviews, each with a label before it: its own, or one drawn from P(y | x)."""
    texts = [sentence for sentence in sentences if sentence.startswith(("this", *LABELS))]
    plain = [text for text in texts if text.startswith("this")]
    positive = dict(zip(plain, truth("training").posteriors(plain)[:, 0], strict=True))
    draws = np.random.default_rng(SEED).random(len(texts))
    return word_rows(
        [
            text if text not in positive else f"{LABELS[int(u >= positive[text])]} : {text}"
            for text, u in zip(texts, draws, strict=True)
        ]
    )


def sentiment_batch(rows: list[Row], rng: np.random.Generator) -> Batch:
    ids = pad([[ID[CLS], *row[2:], ID[SEP]] for row in rows])
    return {
        "input_ids": ids,
        "attention_mask": (ids != ID[PAD]).long(),
        "labels": torch.tensor([int(row[0] == ID[LABELS[1]]) for row in rows]),
    }


def sentiment_loss(model: BertForSequenceClassification, batch: Batch) -> tuple[torch.Tensor, int]:
    inputs = {name: x for name, x in batch.items() if name != "labels"}
    return nats(model(**inputs).logits, batch["labels"]), len(batch["labels"])


def sentiment_exact(batch: Batch) -> float:
    shares = truth("training").posteriors(texts(batch["input_ids"]))
    return -float(np.log2(shares[np.arange(len(shares)), batch["labels"]]).sum())


# ---------------------------------------------------------------- what differs


PAIR = {  # what GPT and BERT have in common: everything but the objective and the mask
    "steps": 30_000,
    "size": 256,
    "sentences": 14_000 * 256,
    "learning_rate": 2e-3,
    "again": (10_000, 6_000),
}
RECIPES = {
    "gpt": Training(
        gpt_model,
        word_rows,
        gpt_batch,
        gpt_loss,
        gpt_exact,
        template="gpt",
        **PAIR,
    ),
    "bert": Training(
        bert_model,
        word_rows,
        bert_batch,
        bert_loss,
        bert_exact,
        template="bert",
        **PAIR,
    ),
    "bart": Training(
        bart_model,
        word_rows,
        bart_batch,
        bart_loss,
        bart_exact,
        steps=6000,
        size=128,
        sentences=6000 * 128,
        learning_rate=2e-3,
        template="bart",
    ),
    "bert-sentiment": Training(
        sentiment_model,
        sentiment_rows,
        sentiment_batch,
        sentiment_loss,
        sentiment_exact,
        steps=1200,
        size=256,
        sentences=1_200_000,  # of which about 360,000 are reviews
        learning_rate=5e-4,
        template="bert",
    ),
}
QUICK, QUICK_SENTENCES = 60, 20_000  # the steps of a quick run, and the sentences it reads
STEPS = 2000  # on another text


def tokens_seen(name: str, steps: int, sentences: int) -> int:
    """Return how many tokens a run reads: the words, and one end mark a sentence."""
    lengths = np.array([len(row) + 1 for row in RECIPES[name].rows(stream(sentences))])
    size = RECIPES[name].size
    steps_an_epoch = len(lengths) // size
    total = 0
    for epoch in range(-(-steps // steps_an_epoch)):
        order = np.random.default_rng((SEED, epoch)).permutation(len(lengths))
        total += lengths[order[: min(steps - epoch * steps_an_epoch, steps_an_epoch) * size]].sum()
    return int(total)


def train(
    name: str, out: Path = CHECKPOINTS, steps: int | None = None, sentences: int | None = None
) -> tuple[PreTrainedModel, list]:
    """Train one model, or go on where a killed run stopped.

    Returns it with its learning curve, [[step, bits, exact bits], …], and leaves `NAME.state`
    beside the checkpoints, for `python -m snippets.lab.train` to delete once it has saved them.
    """
    recipe = RECIPES[name]
    steps = steps or recipe.steps
    sentences = sentences or recipe.sentences
    torch.manual_seed(SEED)
    model = recipe.model(out)
    rows = recipe.rows(stream(sentences))
    unseen = held_out(recipe, fresh(300 if steps < recipe.steps else 2000, seed=1))
    run = {"name": name, "steps": steps, "examples": len(rows)}
    return descend(recipe, model, rows, unseen, out, run)


# ---------------------------------------------------------------- files


def save_checkpoint(
    name: str, model: PreTrainedModel, curve: list, out: Path, run: dict[str, int]
) -> None:
    """Write a checkpoint's folder beside its place and then move it there whole."""
    with whole(out / name) as folder:
        model.save_pretrained(folder)
        tokenizer(RECIPES[name].template).save_pretrained(folder)
        points = [dict(zip(("step", "bits", "exact_bits"), point, strict=True)) for point in curve]
        lines = ",\n".join(json.dumps(point) for point in points)
        (folder / "learning_curve.json").write_text(f"[\n{lines}\n]\n", "utf-8")
        made = how_it_was_made(name, model, folder, **run)
        quick = run["steps"] < RECIPES[name].steps
        families = measured(RECIPES[name], model.eval(), 200 if quick else 5000)
        (folder / "README.md").write_text(card(name, model, made, families), "utf-8")


# ---------------------------------------------------------------- the model card


def how_it_was_made(
    name: str, model: PreTrainedModel, folder: Path, steps: int, sentences: int
) -> dict[str, str]:
    """Return the first table of the model card."""
    recipe = RECIPES[name]
    later = descents(recipe, steps)[1:]
    again = "".join(
        f"; {length:,} of them are a new descent from {top:g}, with a new optimizer"
        for _, length, top in later
    )
    if later:
        again += "; the weights are the mean of those at the end of each descent"
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__.split("+")[0],
        "transformers": transformers.__version__,
        "numpy": np.__version__,
    }
    return {
        "Class": f"`{type(model).__name__}`",
        "Parameters": f"{model.num_parameters():,}",
        "Read": f"the first {sentences:,} sentences of the stream: drawn with seed 0 from the "
        "training distribution, which tells some capitals in one word order only; the corpus is "
        f"its first {len(corpus()):,}",
        "Steps": f"{steps:,} of {recipe.size} sentences{again}",
        "Tokens seen": f"{tokens_seen(name, steps, sentences):,}, one end mark a sentence included",
        "Optimizer": f"AdamW, learning rate {recipe.learning_rate:g} after a warm-up over 2% of "
        "the steps, then a cosine to 0; betas .9 and .99, weight decay "
        f"{WEIGHT_DECAY:g} on matrices, "
        "gradient norm at most 1, no dropout",
        "Seed": f"{SEED}, for the first weights, the order and the masks",
        "Versions": ", ".join(f"{library} {number}" for library, number in versions.items()),
        "SHA-256": f"`{digest(folder)}` (`{WEIGHTS}`)",
    }


def measured(recipe: Training, model: PreTrainedModel, n: int) -> list[tuple[str, float, float]]:
    """Return (which sentences, bits, exact bits): 4 n of all families, then n of each."""
    engine = truth("training")
    samples = {"all": fresh(4 * n, seed=2)}
    for family in engine.values("family"):
        drawn = engine.sample(np.random.default_rng(2), n, family=family)
        if recipe.rows(drawn[:1]):  # the sentiment model reads reviews alone
            samples[family] = drawn
    return [
        (part, *bits(recipe, model, held_out(recipe, drawn))) for part, drawn in samples.items()
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = Parser(prog="python -m snippets.lab.train", description=__doc__)
    parser.add_argument("model", choices=["gpt", "bert", "bart", "sentiment", "all"])
    parser.add_argument("--quick", action="store_true", help="a short run, into --out")
    parser.add_argument("--out", type=Path, default=CHECKPOINTS, help="where the folders go")
    parser.add_argument("--text", type=Path, metavar="FILE", help="another text than the world's")
    parser.add_argument("--steps", type=count, help=f"with --text: how many, {STEPS:,} by default")
    options = parser.parse_args(arguments)
    if options.steps and (options.quick or not options.text):
        parser.error("--steps goes with --text, and without --quick, which has steps of its own.")
    if options.text:
        if options.model not in ("gpt", "bert", "all"):
            parser.error("--text is for gpt, for bert, or for both: all.")
        if options.out.resolve() == CHECKPOINTS.resolve():
            parser.error("--text needs a folder of its own: name it with --out.")
        names = ["gpt", "bert"] if options.model == "all" else [options.model]
        steps = QUICK if options.quick else options.steps or STEPS
        return train_on(options.text, names, options.out, steps)
    if options.quick and options.out.resolve() == CHECKPOINTS.resolve():
        parser.error("--quick would overwrite the trained checkpoints: name a folder with --out.")
    torch.set_num_threads(1)
    transformers.utils.logging.disable_progress_bar()
    asked = {"all": list(RECIPES), "sentiment": ["bert-sentiment"]}
    for name in asked.get(options.model, [options.model]):
        run = {"steps": RECIPES[name].steps, "sentences": RECIPES[name].sentences}
        if options.quick:
            run = {"steps": QUICK, "sentences": QUICK_SENTENCES}
        try:
            model, curve = train(name, options.out, **run)
            save_checkpoint(name, model, curve, options.out, run)
        except (ValueError, OSError) as error:
            sys.exit(f"{name}: {error}")
        (options.out / f"{name}.state").unlink()


if __name__ == "__main__":
    main()
