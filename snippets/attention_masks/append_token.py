import torch
from transformers import BertConfig, BertModel, GPT2Config, GPT2Model

torch.manual_seed(0)
shared = {"hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 2, "vocab_size": 32}
shared |= {"bos_token_id": 0, "eos_token_id": 0, "initializer_range": 0.3}
gpt2 = GPT2Model(GPT2Config(**shared)).double().eval()
bert = BertModel(BertConfig(**shared)).double().eval()
input_ids = torch.tensor([[5, 9, 13, 17, 21, 25]])  # five tokens, then a sixth

with torch.no_grad():
    change = {}
    for name, model in {"GPT-2": gpt2, "BERT": bert}.items():
        before = model(input_ids[:, :5]).last_hidden_state
        after = model(input_ids).last_hidden_state[:, :5]
        change[name] = (after - before)[0].abs().amax(dim=-1)  # largest change of each token
        print(f"{name:<5} changed by:", *(f"{size:.2f}" for size in change[name]))
    print(f"gpt2_largest_change = {change['GPT-2'].max():.2f}")
    print(f"bert_smallest_change = {change['BERT'].min():.2f}")

    cache = gpt2(input_ids[:, :5], use_cache=True).past_key_values
    last = gpt2(input_ids[:, 5:], past_key_values=cache).last_hidden_state
    whole = gpt2(input_ids).last_hidden_state[:, 5:]
print("cache_gives_the_same =", torch.allclose(last, whole, atol=1e-12))

length = 1000
print(f"positions_with_cache = {length:,}")
print(f"positions_without_cache = {length * (length + 1) // 2:,}")
