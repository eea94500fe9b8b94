# tolerance: 0.004 (spread 0)
import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence
from transformers import GPT2Config, GPT2LMHeadModel

from snippets.two_probabilities.bigrams import reviews, vocabulary
from snippets.two_probabilities.toy import LABELS, SENTENCES, joint

share = torch.tensor([[reviews.count((x, y)) / 2000 for x in SENTENCES] for y in LABELS])
ids = [[vocabulary.index(t) for t in f"<eos> {x} <eos>".split()] for x in SENTENCES]
targets = pad_sequence([torch.tensor(row) for row in ids], batch_first=True, padding_value=-100)
input_ids = targets.clamp(min=0)  # (6 sentences, 7); -100 is not scored


def log_prob(model):
    logits = model(input_ids).logits[:, :-1]  # (sentences, 6, vocabulary)
    return -cross_entropy(logits.mT, targets[:, 1:], reduction="none").sum(dim=1)


sizes = {"vocab_size": len(vocabulary), "n_positions": 8, "n_embd": 32, "n_layer": 1, "n_head": 2}
config = GPT2Config(bos_token_id=0, eos_token_id=0, **sizes)
log_joint = torch.empty(len(LABELS), len(SENTENCES))
for k in range(len(LABELS)):
    torch.manual_seed(k)
    model = GPT2LMHeadModel(config).eval()  # no dropout
    optimizer = torch.optim.AdamW(model.parameters())
    for lr in torch.linspace(0.01, 0, 100).tolist():
        loss = -(share[k] * log_prob(model)).sum() / share[k].sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.param_groups[0]["lr"] = lr
        optimizer.step()
    log_joint[k] = log_prob(model).detach() + share[k].sum().log()

print(f"{'P(positive | x)':24} exact  data   GPT pair")
for k, x in enumerate(SENTENCES):
    exact = float(joint[x, "positive"] / sum(joint[x, y] for y in LABELS))
    data, gpt = share[0, k] / share[:, k].sum(), log_joint.softmax(dim=0)[0, k]
    print(f"{x:24} {exact:.3f}  {data:.3f}  {gpt:.3f}")
