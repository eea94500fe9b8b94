import torch
from transformers import AlbertConfig, AlbertForMaskedLM, BertConfig, BertForMaskedLM

BASE = {
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
}


def count(model):
    return f"{model.num_parameters() / 1e6:.1f}"


with torch.device("meta"):  # shapes without numbers: nothing is stored
    bert = BertForMaskedLM(BertConfig(**BASE, vocab_size=30522))
    steps = {
        "bert_base": bert,
        "shared_layers": AlbertForMaskedLM(AlbertConfig(**BASE, embedding_size=768)),
        "small_embeddings": AlbertForMaskedLM(
            AlbertConfig(**BASE, embedding_size=128, num_hidden_groups=12)
        ),
        "albert_base": AlbertForMaskedLM(AlbertConfig(**BASE, embedding_size=128)),
    }
for name, model in steps.items():
    print(f"{name} = {count(model)} million")
