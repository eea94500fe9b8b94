import torch
from torch.nn.functional import cross_entropy
from transformers import LlamaConfig, LlamaForCausalLM

text = "The cat sat on the mat"
tokens = text.split()
input_ids = torch.arange(6)[None]  # (1, 6), one id a word
print("input: ", *tokens[:-1])
print("target:", *tokens[1:])
for i in range(1, 6):
    print(f"{' '.join(tokens[:i]):18} -> {tokens[i]}")

torch.manual_seed(0)
size = {"hidden_size": 16, "intermediate_size": 32, "num_attention_heads": 2}
config = LlamaConfig(vocab_size=6, num_hidden_layers=1, **size)
output = LlamaForCausalLM(config)(input_ids, labels=input_ids)
by_hand = cross_entropy(output.logits[0, :-1], input_ids[0, 1:])
print("library_shifts_by_itself =", torch.allclose(by_hand, output.loss))
print("positions_with_loss =", len(tokens[1:]))
