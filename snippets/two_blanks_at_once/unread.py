# tolerance: 0.004 (spread 0)
import numpy as np

from snippets.lab.checkpoints import load
from snippets.lab.unread import read_by, share_read, unread
from snippets.lab.world.corpus import fresh
from snippets.lab.world.engine import MASK
from snippets.two_blanks_at_once import joints

read, bert, rng = read_by("bert"), load("bert"), np.random.default_rng(0)
drawn = [text for seed in range(5) for text in fresh(150, seed + 1)]  # those of the study
print(f"read = {share_read(drawn, read):.1%}")
found = []
for sentence in unread(150, 1, read):
    words = sentence.split()
    for t in rng.choice(len(words), 2, replace=False):
        words[t] = MASK
    text = " ".join(words)
    exact = joints.exact(text)
    pairs = joints.alone(exact), joints.at_once(lambda some: joints.bert_shares(bert, some), text)
    found.append([pair[exact == 0].sum() for pair in pairs])
of_exact, of_bert = np.mean(found, axis=0)
print("impossible share of a random pair, filled at once, in sentences that BERT has not read:")
print(f"exact = {of_exact:.3f}\nbert = {of_bert:.3f}")
