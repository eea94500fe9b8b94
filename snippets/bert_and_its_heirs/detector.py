# tolerance: 0.004 (spread 0)
import sys

import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import ElectraForPreTraining

from snippets.bert_and_its_heirs.replacement import (
    detection_exact,
    detection_loss,
    electra_config,
    exact_batch,
    replaced_shares,
)
from snippets.lab import measure
from snippets.lab.fit import fit

torch.set_default_dtype(torch.float64)  # so that every machine ends at the same weights
seed, steps = map(int, sys.argv[1:] or (0, 150))
torch.manual_seed(seed)
model = ElectraForPreTraining(electra_config(hidden=64, layers=2, heads=4))
fit(model, exact_batch, detection_loss, seed, steps, 3e-3)

batches = measure.unseen(exact_batch, detection_exact)
excess_bits = measure.excess_bits(model, detection_loss, batches)
exact = np.concatenate([replaced_shares(batch) for batch, _ in batches])
with torch.no_grad():
    learned = np.concatenate(
        [
            model(batch["input_ids"], batch["attention_mask"]).logits.sigmoid()[
                batch["labels"] >= 0
            ]
            for batch, _ in batches
        ]
    )
print(f"floor = {sum(bits for _, bits in batches) / len(exact):.3f}")
print(f"excess_bits = {excess_bits:.3f}")

fig, ax = plt.subplots(figsize=(4.6, 4.4), layout="constrained")
ax.plot([0, 1], [0, 1], "k--", label="exact")
ax.plot(exact, learned, "o", ms=3, alpha=0.3, rasterized=True, label="learned, a word each")
ax.set(xlabel="1 − P(word | the rest), exact", ylabel="P(replaced) of the discriminator")
ax.legend()
plt.show()
