import torch

from snippets.same_data_two_objectives.objectives import build_bert
from snippets.same_data_two_objectives.toy_text import MASK, encode, vocabulary

torch.manual_seed(0)
model = build_bert().eval()
original = encode("the cat sat on the mat")[None]  # (1, 8)
chosen = torch.tensor([[False, False, True, False, False, False, True, False]])
input_ids = original.masked_fill(chosen, MASK)
labels = original.masked_fill(~chosen, -100)

for token, label in zip(input_ids[0].tolist(), labels[0].tolist(), strict=True):
    print(f"{vocabulary[token]:<8}{label:>5}  {vocabulary[label] if label >= 0 else ''}".rstrip())

log_probs = model(input_ids=input_ids).logits.log_softmax(-1)  # (1, 8, vocabulary)
by_hand = -(log_probs[0, 2, original[0, 2]] + log_probs[0, 6, original[0, 6]]) / 2
by_library = model(input_ids=input_ids, labels=labels).loss
print("positions_with_loss =", (labels >= 0).sum().item())
print("same_loss_as_library =", abs(by_hand - by_library).item() < 1e-6)
