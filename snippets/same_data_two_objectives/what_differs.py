import re
from pathlib import Path

from transformers import BertForMaskedLM, GPT2LMHeadModel

gpt = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
bert = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")


def parameters(model, names):
    return sum(p.numel() for name, p in model.named_parameters() if re.search(names, name))


def highest_rate(name):
    card = Path(f"snippets/lab/checkpoints/{name}/README.md")
    return re.search(r"learning rate (\S+)", card.read_text("utf-8"))[1]


rows = {
    "all parameters": (gpt.num_parameters(), bert.num_parameters()),
    "width of the inner layer": (gpt.config.n_inner, bert.config.intermediate_size),
    "spread of the first weights": (gpt.config.initializer_range, bert.config.initializer_range),
    "activation": (gpt.config.activation_function, bert.config.hidden_act),
    "highest learning rate": (highest_rate("gpt"), highest_rate("bert")),
    "norm after the embeddings": (0, parameters(bert, r"embeddings\.LayerNorm")),
    "norm after the last block": (parameters(gpt, r"ln_f"), 0),
    "layer before the vocabulary": (0, parameters(bert, r"predictions\.transform")),
    "a bias for each word": (0, parameters(bert, r"predictions\.bias")),
}
print(f"{'':28} {'GPT':>17} {'BERT':>8}")
for name, (of_gpt, of_bert) in rows.items():
    print(f"{name:28} {of_gpt:>17} {of_bert:>8}")
