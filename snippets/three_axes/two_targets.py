# tolerance: 0.03 (spread 0.01)
import torch
from transformers import GPT2Config, GPT2LMHeadModel

P_Y = {"positive": 0.5, "negative": 0.5}
P_ADJECTIVE = {
    "positive": {"great": 0.57, "fine": 0.40, "dull": 0.03},
    "negative": {"great": 0.03, "fine": 0.37, "dull": 0.60},
}
joint = {(y, x): P_Y[y] * p for y in P_Y for x, p in P_ADJECTIVE[y].items()}
words = ["<s>", "positive", "negative", "great", "fine", "dull", "film"]
ids = {word: i for i, word in enumerate(words)}

first = [["<s>", y, x, "film"] for y, x in joint]
last = [["<s>", x, "film", y] for y, x in joint]
input_ids = torch.tensor([[ids[word] for word in row] for row in first + last])  # (12, 4)
weight = torch.tensor([*joint.values(), *joint.values()]) / 2

torch.manual_seed(0)
size = {"vocab_size": 7, "n_embd": 32, "n_layer": 1, "n_head": 2}
config = GPT2Config(**size, bos_token_id=0, eos_token_id=None)
config.resid_pdrop = config.embd_pdrop = config.attn_pdrop = 0.0
model = GPT2LMHeadModel(config)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.005)
for _ in range(250):
    log_probs = model(input_ids=input_ids).logits[:, :-1].log_softmax(-1)
    nll = -log_probs.gather(-1, input_ids[:, 1:, None]).sum((1, 2))  # (12,)
    optimizer.zero_grad()
    (weight @ nll).backward()
    optimizer.step()


def next_prob(context, word):
    context_ids = torch.tensor([[ids[token] for token in context.split()]])
    return model(input_ids=context_ids).logits[0, -1].softmax(-1)[ids[word]].item()


p_great = {y: next_prob("<s>", y) * next_prob(f"<s> {y}", "great") for y in P_Y}
by_bayes = p_great["positive"] / sum(p_great.values())
exact = joint["positive", "great"] / (joint["positive", "great"] + joint["negative", "great"])
x_given_y = P_ADJECTIVE["positive"]["great"]
print(f"p_great_given_positive_exact = {x_given_y:.2f}")
print(f"p_great_given_positive = {next_prob('<s> positive', 'great'):.2f}")
print(f"p_positive_given_great_film_exact = {exact:.2f}")
print(f"p_positive_given_great_film = {next_prob('<s> great film', 'positive'):.2f}")
print(f"p_positive_by_bayes = {by_bayes:.2f}")
