import torch
from torch import nn
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    T5Config,
    T5Model,
)

size = {"vocab_size": 9, "hidden_size": 16, "intermediate_size": 32}
heads = {"num_attention_heads": 2, "bos_token_id": 0, "eos_token_id": 0}


def build(family, name, **more):
    return family.from_config(AutoConfig.for_model(name, **size, **heads, **more))


torch.manual_seed(0)
t5 = T5Model(T5Config(vocab_size=9, d_model=16, d_kv=8, d_ff=32, num_heads=2))
models = {
    "GPT-2": build(AutoModelForCausalLM, "gpt2"),
    "LLaMA": build(AutoModelForCausalLM, "llama", num_hidden_layers=2),
    "BERT as a decoder": build(AutoModelForCausalLM, "bert", is_decoder=True),
    "T5's decoder": t5.decoder,
    "LSTM, no attention": nn.Sequential(nn.Embedding(9, 16), nn.LSTM(16, 16, batch_first=True)),
    "BERT": build(AutoModelForMaskedLM, "bert"),
    "RoBERTa": build(AutoModelForMaskedLM, "roberta"),
    "ALBERT": build(AutoModelForMaskedLM, "albert"),
    "T5's encoder": t5.encoder,
}
sentence, other_ending = torch.tensor([[2, 3, 4, 5]]), torch.tensor([[2, 3, 4, 6]])
left_to_right = 0
for name, model in models.items():
    model.eval()
    first, other_first = (model(ids)[0][0, 0] for ids in (sentence, other_ending))
    same = torch.allclose(first, other_first, atol=1e-6)
    left_to_right += same
    print(f"{name:18}  {type(model).__name__:18}  {'left to right' if same else 'both ways'}")
print("left_to_right =", left_to_right)
