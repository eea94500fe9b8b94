import matplotlib.pyplot as plt
import numpy as np
import torch

from snippets.a_real_encoder.masked_head import at_blanks, fit
from snippets.a_real_encoder.vectors import load
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.floors import choose_masks, hide, masked_bits

tokenizer, encoder = load()
world, vocabulary = truth("training"), tokenizer.get_vocab()
words = [word for word in world.vocabulary if word in vocabulary]  # of one piece each


def blanks(sentences, seed):
    masks = choose_masks(np.random.default_rng(seed), sentences)
    asked = [(s, m & np.isin(s.split(), words)) for s, m in zip(sentences, masks, strict=True)]
    asked = [(s, m) for s, m in asked if m.any()]
    answers = [word for s, m in asked for word in np.array(s.split())[m]]
    rows = tokenizer([" ".join(hide(s, m)) for s, m in asked]).input_ids
    ids = torch.tensor([words.index(word) for word in answers])
    return asked, (at_blanks(rows, tokenizer, encoder), ids)


_, train = blanks(fresh(800, seed=11), seed=11)
asked, held_out = blanks(fresh(200, seed=12), seed=12)
floor = np.concatenate(masked_bits(world, *zip(*asked, strict=True))).mean()
counts = torch.bincount(train[1], minlength=len(words)) + 0.5
table = encoder.embeddings.word_embeddings.weight[tokenizer.convert_tokens_to_ids(words)].detach()
before, bias, bits = fit(encoder.config, table, counts / counts.sum(), train, held_out, 30, 2e-3)

print(f"train_blanks = {len(train[1]):,}\nheld_out_blanks = {len(held_out[1])}")
print(f"unigram = {bits[0][1]:.1f}\nwith_head = {bits[-1][1]:.1f}\nfloor = {floor:.1f}")
for text in ("the [MASK] sat on the mat", "paris is a famous [MASK] with tall towers"):
    vector = at_blanks(tokenizer([text]).input_ids, tokenizer, encoder)
    p = (before(vector) @ table.T + bias)[0].softmax(-1)
    exact = world.masked(text)[0]
    head = p[words.index(word := world.vocabulary[exact.argmax()])]
    print(f"{text:42} {word:5} head {head:.1f}  exact {exact.max():.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.plot([paid for paid, _ in bits], "--", label="the head, trained on")
ax.plot([paid for _, paid in bits], label="the head, held out")
ax.axhline(bits[0][1], color="0.5", ls=":", label="unigram, held out")
ax.axhline(floor, color="k", label="exact floor, held out")
ax.set(xlabel="passes over the training blanks", ylabel="bits per hidden word", ylim=(0, None))
ax.legend(ncols=2)
plt.show()
