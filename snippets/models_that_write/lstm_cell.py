import torch
from torch import nn

torch.manual_seed(0)
lstm = nn.LSTM(input_size=4, hidden_size=3, batch_first=True)
words = torch.randn(1, 6, 4)
W, U = lstm.weight_ih_l0, lstm.weight_hh_l0
bias = lstm.bias_ih_l0 + lstm.bias_hh_l0

h = c = torch.zeros(3)
by_hand = []
for x in words[0]:
    write, keep, new, show = (W @ x + U @ h + bias).chunk(4)  # three gates and a proposal
    c = keep.sigmoid() * c + write.sigmoid() * new.tanh()
    h = show.sigmoid() * c.tanh()
    by_hand.append(h)
by_library, (last_h, last_c) = lstm(words)
difference = (torch.stack(by_hand) - by_library[0]).abs().max().item()
print("memory after six words:", [round(v, 3) for v in c.tolist()])
print("as nn.LSTM:", difference < 1e-6)

for bias in (0.0, 1.0, 6.0):
    keep = torch.sigmoid(torch.tensor(bias)).item()
    print(f"forget gate at {keep:.3f}: after 15 words {keep**15:.3f} is left")
