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
    "gpt2": build(AutoModelForCausalLM, "gpt2"),
    "llama": build(AutoModelForCausalLM, "llama", num_hidden_layers=2),
    "bert_as_decoder": build(AutoModelForCausalLM, "bert", is_decoder=True),
    "t5_decoder": t5.decoder,
    "lstm": nn.Sequential(nn.Embedding(9, 16), nn.LSTM(16, 16, batch_first=True)),
    "t5_encoder": t5.encoder,
}
encoders = ("bert", "roberta", "albert", "electra")
models |= {name: build(AutoModelForMaskedLM, name) for name in encoders}
sentence, other_ending = torch.tensor([[2, 3, 4, 5]]), torch.tensor([[2, 3, 4, 6]])
ahead, crosses = {}, {}
for name, model in models.items():
    first, other_first = (model.eval()(ids)[0][0, 0] for ids in (sentence, other_ending))
    ahead[name] = not torch.allclose(first, other_first, atol=1e-6)
    crosses[name] = any("CrossAttention" in type(part).__name__ for part in model.modules())
    print(f"{name}_sees_ahead = {ahead[name]}  ({type(model).__name__})")
print("left_to_right =", len(models) - sum(ahead.values()))
print("with_cross_attention =", *(name for name in models if crosses[name]))
print("encoders_with_cross_attention =", sum(crosses[name] for name in encoders))
