import torch
from torch import nn

from snippets.before_bert.classifiers import Windows
from snippets.lab.tokenizer import encode

torch.manual_seed(0)
model = Windows(width=3).eval()
review = "this movie is not great but the plot is weak ."
words = review.split()
input_ids = torch.tensor([encode(review)[1:-1]])  # without [CLS] and [SEP]
vectors = model.embedding(input_ids)[0]  # (words, d)
padded = nn.functional.pad(vectors, (0, 0, 1, 1))  # a row of zeros before and after
windows = padded.unfold(0, 3, 1)  # (windows, d, 3)
by_hand = torch.einsum("wdk,fdk->wf", windows, model.conv.weight) + model.conv.bias
by_torch = model.conv(vectors.T).T
strongest = by_hand.relu().max(dim=0).values
logit = strongest @ model.head.weight[0] + model.head.bias
print(*(" ".join(words[max(0, t - 1) : t + 2]) for t in range(4)), sep=" | ")
print(f"numbers_in_a_filter = {model.conv.weight[0].numel()}")
print("conv the same:", bool((by_hand - by_torch).abs().max() < 1e-6))
print("logit the same:", bool((logit - model(input_ids)).abs().max() < 1e-6))
