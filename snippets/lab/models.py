"""A small GPT and a small BERT over the world's vocabulary, without dropout."""

from transformers import BertConfig, BertForMaskedLM, GPT2Config, GPT2LMHeadModel

from snippets.lab.tokenizer import BOS, ID, LONGEST, PAD, VOCABULARY
from snippets.lab.world.engine import END


def small_gpt(width: int = 64, layers: int = 2, heads: int = 4, **settings) -> GPT2LMHeadModel:
    """Return an untrained GPT-2; `settings` are further ones of `GPT2Config`."""
    usual = {
        "vocab_size": len(VOCABULARY),
        "bos_token_id": ID[BOS],
        "eos_token_id": ID[END],
        "n_positions": LONGEST,
        "activation_function": "gelu_pytorch_tanh",
        "initializer_range": 0.12,
        "resid_pdrop": 0.0,
        "embd_pdrop": 0.0,
        "attn_pdrop": 0.0,
    }
    shape = {"n_embd": width, "n_layer": layers, "n_head": heads}
    return GPT2LMHeadModel(GPT2Config(**shape, **usual | settings))


def bert_config(width: int = 64, layers: int = 2, heads: int = 4, **settings) -> BertConfig:
    """Return the configuration of a BERT; `settings` are further ones of `BertConfig`."""
    usual = {
        "vocab_size": len(VOCABULARY),
        "pad_token_id": ID[PAD],
        "type_vocab_size": 1,
        "max_position_embeddings": LONGEST,
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": 4 * width,
        "initializer_range": 0.12,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
    }
    return BertConfig(**usual | settings)


def small_bert(width: int = 64, layers: int = 2, heads: int = 4, **settings) -> BertForMaskedLM:
    """Return an untrained BERT; `settings` are further ones of `BertConfig`."""
    return BertForMaskedLM(bert_config(width, layers, heads, **settings))
