import torch
import torch.nn.functional as F

from snippets.same_data_two_objectives.objectives import build_gpt
from snippets.same_data_two_objectives.toy_text import encode, vocabulary

torch.manual_seed(0)
model = build_gpt().eval()
input_ids = encode("the cat sat on the mat")[None]  # (1, 8)

seen, target = input_ids[:, :-1], input_ids[:, 1:]
for token, next_token in zip(seen[0].tolist(), target[0].tolist(), strict=True):
    print(f"at {vocabulary[token]:<5} predict {vocabulary[next_token]}")

logits = model(input_ids=input_ids).logits  # (1, 8, vocabulary)
by_hand = F.cross_entropy(logits[0, :-1], target[0])
model.loss_type = "ForCausalLM"  # the default, named
by_library = model(input_ids=input_ids, labels=input_ids).loss
print("same_loss_as_library =", abs(by_hand - by_library).item() < 1e-6)
