# tolerance: 0.0004 (spread 0)
from snippets.lab.checkpoints import load
from snippets.lab.measure import excess_bits as distance
from snippets.lab.measure import unseen
from snippets.lab.objectives import bart_batch, bart_exact, bart_loss
from snippets.lab.probes import valid_translations

model = load("bart")
parameters = model.num_parameters()
excess_bits = distance(model, bart_loss, unseen(bart_batch, bart_exact))
translated, wrong = valid_translations(model)
print(f"parameters = {parameters:,}")
print(f"excess_bits = {excess_bits:.4f}\ntranslated = {translated:.3f}")
