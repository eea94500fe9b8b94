# tolerance: 0.0004 (spread 0)
import sys

from snippets.lab.checkpoints import load
from snippets.lab.measure import next_token_excess, sample_quality
from snippets.lab.objectives import gpt_loss
from snippets.lab.writing import write

(seed,) = map(int, sys.argv[1:] or (0,))  # of the samples: the model was trained once
model = load("gpt")
parameters = model.num_parameters()
excess_bits = next_token_excess(model, gpt_loss)
texts = write(model, 1000, seed)
valid, novel = sample_quality(texts).values()
print(*texts[:3], sep="\n")
print("parameters =", parameters)
print(f"excess_bits = {excess_bits:.4f}")
print(f"valid = {valid:.3f}")
print(f"novel = {novel:.3f}")
