"""Three ways to ask a checkpoint for P(positive | review)."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers import (
    AutoTokenizer,
    BertForMaskedLM,
    BertForSequenceClassification,
    GPT2LMHeadModel,
)

from snippets.lab.tokenizer import ID

LABELS = ("positive", "negative")


# --8<-- [start:batches]
def in_batches(score, name, texts, size=64):
    tokenizer = AutoTokenizer.from_pretrained(f"snippets/lab/checkpoints/{name}")
    lengths = [len(text.split()) for text in texts]
    order = np.argsort(lengths, kind="stable")  # similar lengths together
    scores = np.zeros(len(texts))
    for part in np.split(order, range(size, len(texts), size)):
        batch = tokenizer([texts[i] for i in part], padding=True, return_tensors="pt")
        with torch.no_grad():
            scores[part] = score(batch.input_ids, batch.attention_mask).double().numpy()
    return scores


# --8<-- [end:batches]


# --8<-- [start:gpt]
gpt = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")


def log_prob(input_ids, attention_mask):
    logits = gpt(input_ids=input_ids, attention_mask=attention_mask).logits[:, :-1]
    targets = input_ids[:, 1:].masked_fill(attention_mask[:, 1:] == 0, -100)
    return -cross_entropy(logits.mT, targets, reduction="none").sum(dim=1)  # (batch,)


def log_probs(texts):
    return in_batches(log_prob, "gpt", [f"{x} [EOS]" for x in texts])  # (texts,)


def gpt_with_bayes(texts):
    positive, negative = (log_probs([f"{y} : {x}" for x in texts]) for y in LABELS)
    return 1 / (1 + np.exp(negative - positive))


# --8<-- [end:gpt]


# --8<-- [start:fill_mask]
bert = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
label_ids = [ID[y] for y in LABELS]


def label_at_mask(input_ids, attention_mask):
    logits = bert(input_ids=input_ids, attention_mask=attention_mask).logits
    return logits[:, 1, label_ids].softmax(-1)[:, 0]  # position 0 is [CLS]


def bert_fill_mask(texts):
    return in_batches(label_at_mask, "bert", [f"[MASK] : {x}" for x in texts])


# --8<-- [end:fill_mask]


# --8<-- [start:fine_tuned]
tuned = BertForSequenceClassification.from_pretrained("snippets/lab/checkpoints/bert-sentiment")


def head(input_ids, attention_mask):
    return tuned(input_ids=input_ids, attention_mask=attention_mask).logits.softmax(-1)[:, 0]


def bert_fine_tuned(texts):
    return in_batches(head, "bert-sentiment", texts)


# --8<-- [end:fine_tuned]
