import torch
from transformers import BertConfig, BertModel, GPT2Config, GPT2Model

size = {"vocab_size": 8, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 1}
gpt = GPT2Model(GPT2Config(bos_token_id=0, eos_token_id=0, **size))
bert = BertModel(BertConfig(**size))


def show_mask(model, text):
    tokens = text.split()
    model.eval().set_attn_implementation("eager")
    input_ids = torch.arange(len(tokens))[None]
    weights = model(input_ids, output_attentions=True).attentions[0][0, 0]
    print(f"{type(model).__name__}, where weight > 0")
    print("    ", *(f"{token:>4}" for token in tokens))
    for token, row in zip(tokens, weights, strict=True):
        print(f"{token:4}", *("   ✓" if weight > 0 else "   ✗" for weight in row))
    return weights > 0


causal = show_mask(gpt, "The cat sat on the")
full = show_mask(bert, "The [M] sat on the [M]")
print("causal_ticks =", causal.sum().item())
print("full_ticks =", full.sum().item())
