# tolerance: 0.004 (spread 0.002)
import sys

import torch
from transformers import ElectraForSequenceClassification

from snippets.bert_and_its_heirs.replacement import Electra, electra_loss
from snippets.lab.encoders import RATE, tune
from snippets.lab.fit import fit
from snippets.lab.measure import label_quality
from snippets.lab.objectives import bert_batch

seed, steps, tuning_steps = map(int, sys.argv[1:] or (0, 80, 100))
labels = 2048
torch.manual_seed(seed)
model = Electra()
tokens = fit(model, bert_batch, electra_loss, seed, steps, RATE)

classifier = ElectraForSequenceClassification(model.discriminator.config)
classifier.electra.load_state_dict(model.discriminator.electra.state_dict())
parameters = classifier.num_parameters()
quality = label_quality(tune(classifier, seed, tuning_steps, labels))
accuracy, excess_bits = quality["accuracy"], quality["excess_bits"]
calibration_error = quality["calibration_error"]
print("steps =", steps, "and", tuning_steps)
print("parameters =", parameters)
print("labels =", labels)
print(f"accuracy = {accuracy:.3f}")
print(f"excess_bits = {excess_bits:.3f}")
print(f"calibration_error = {calibration_error:.3f}")
