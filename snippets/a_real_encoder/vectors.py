# --8<-- [start:load]
import torch
from transformers import AutoModel, AutoTokenizer

from snippets.lab.public import fetched

WINDOW = 256  # tokens: the model card cuts what is longer


def load():
    folder = fetched("all-minilm-l6-v2")
    return AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)


# --8<-- [end:load]


# --8<-- [start:pool]
def mean_pool(hidden, attention_mask):
    """Return the mean of the vectors that are no filler: (texts, d) from (texts, tokens, d)."""
    mask = attention_mask[:, :, None].to(hidden.dtype)
    return (hidden * mask).sum(1) / mask.sum(1)


# --8<-- [end:pool]


# --8<-- [start:causal]
def causal(attention_mask):
    """Return a padding mask with a lower triangle in it: (texts, 1, tokens, tokens)."""
    tokens = attention_mask.shape[1]
    triangle = torch.ones(tokens, tokens, dtype=torch.bool).tril()
    return triangle & attention_mask[:, None, None, :].bool()


# --8<-- [end:causal]


# --8<-- [start:embed]
@torch.no_grad()
def embed(texts, tokenizer, model, mask=None):
    """Return one vector of length 1 for each text: (texts, d).

    `mask` makes another attention mask of the padding mask, as `causal` does. Raises `ValueError`
    for a text without tokens, and for one that is longer than the window.
    """
    texts = list(texts)
    lengths = [len(ids) for ids in tokenizer(texts).input_ids]  # with [CLS] and [SEP]
    for i, tokens in enumerate(lengths):
        if tokens == 2:
            raise ValueError(f"text {i} is empty: there is nothing to make a vector of.")
        if tokens > WINDOW:
            raise ValueError(f"text {i} has {tokens} tokens, more than {WINDOW}: cut it up first.")
    vectors = torch.empty(len(texts), model.config.hidden_size)
    for batch in torch.tensor(lengths).argsort().split(16):  # of similar length
        encoded = tokenizer([texts[i] for i in batch], padding=True, return_tensors="pt")
        seen = mask(encoded.attention_mask) if mask else encoded.attention_mask
        hidden = model(encoded.input_ids, attention_mask=seen).last_hidden_state
        vectors[batch] = mean_pool(hidden, encoded.attention_mask)
    return torch.nn.functional.normalize(vectors)


# --8<-- [end:embed]


# --8<-- [start:layers]
@torch.no_grad()
def of_layers(texts, tokenizer, model):
    """Return {way: (texts, layers, d)}: three ways to one vector a text, for each layer."""
    texts, found = list(texts), {}
    lengths = torch.tensor([len(ids) for ids in tokenizer(texts).input_ids])
    for batch in lengths.argsort().split(16):
        encoded = tokenizer(
            [texts[i] for i in batch], padding=True, padding_side="right", return_tensors="pt"
        )
        states = torch.stack(model(**encoded, output_hidden_states=True).hidden_states, 1)
        sums = (states * encoded.attention_mask[:, None, :, None]).sum(2)
        tokens = lengths[batch][:, None, None]
        for way, vectors in {
            "mean": sums / tokens,
            "no_first": (sums - states[:, :, 0]) / (tokens - 1),
            "last_token": states[torch.arange(len(batch)), :, lengths[batch] - 1],
        }.items():
            found.setdefault(way, torch.empty(len(texts), *vectors.shape[1:]))[batch] = vectors
    return found


# --8<-- [end:layers]
