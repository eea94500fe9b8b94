import torch
from torch import nn

torch.manual_seed(0)
x, h, c = torch.randn(3, 8)  # one word, the state so far, an LSTM's second state


def gates(cell, n):
    """Return what the word and the state add to each of n gates."""
    from_word = (cell.weight_ih @ x + cell.bias_ih).chunk(n)
    from_state = (cell.weight_hh @ h + cell.bias_hh).chunk(n)
    return list(zip(from_word, from_state, strict=True))


with torch.no_grad():
    elman = nn.RNNCell(8, 8)
    ((a, b),) = gates(elman, 1)
    elman_by_hand = (a + b).tanh()

    gru = nn.GRUCell(8, 8)
    (ra, rb), (za, zb), (na, nb) = gates(gru, 3)
    reset, keep = (ra + rb).sigmoid(), (za + zb).sigmoid()
    gru_by_hand = (1 - keep) * (na + reset * nb).tanh() + keep * h

    lstm = nn.LSTMCell(8, 8)
    write, forget, new, show = (a + b for a, b in gates(lstm, 4))
    c_by_hand = forget.sigmoid() * c + write.sigmoid() * new.tanh()
    lstm_by_hand = show.sigmoid() * c_by_hand.tanh()

    differences = {
        "elman": elman_by_hand - elman(x[None], h[None])[0],
        "gru": gru_by_hand - gru(x[None], h[None])[0],
        "lstm": lstm_by_hand - lstm(x[None], (h[None], c[None]))[0][0],
    }
for name, cell in (("elman", elman), ("gru", gru), ("lstm", lstm)):
    same = bool(differences[name].abs().max() < 1e-6)
    print(f"{name:5}  {sum(p.numel() for p in cell.parameters())} numbers  the same: {same}")
