# tolerance: 0.004 (spread 0)
import math
import sys

import numpy as np
import torch
from transformers import BertConfig, BertForNextSentencePrediction

from snippets.bert_and_its_heirs.pairs import (
    halves,
    halves_floor,
    join,
    neighbours,
    pair_batch,
    pair_loss,
)
from snippets.lab.encoders import OLD, RATE, SHAPE
from snippets.lab.fit import fit, sentences
from snippets.lab.world.corpus import fresh

seed, steps = map(int, sys.argv[1:] or (0, 75))
wide = {"type_vocab_size": 2, "max_position_embeddings": 48, "num_hidden_layers": 1}
floors = {"sentences": 1.0, "halves": halves_floor()}
for name, pairs in (("sentences", neighbours), ("halves", halves)):
    torch.manual_seed(seed)
    model = BertForNextSentencePrediction(BertConfig(**SHAPE | OLD | wide))
    rows = join(pairs(sentences(seed, steps)), np.random.default_rng((seed, 3)))
    fit(model, pair_batch, pair_loss, seed, steps, RATE, rows)
    test = join(pairs(fresh(1000, seed=1)), np.random.default_rng(1))
    with torch.no_grad():
        nats, n = pair_loss(model, pair_batch(test, None))
    print(f"{name}_floor = {floors[name]:.3f}")
    print(f"{name}_bits = {float(nats) / n / math.log(2):.3f}")
