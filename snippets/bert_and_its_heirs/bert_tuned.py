# tolerance: 0.004 (spread 0.001)
import sys

import torch
from transformers import BertConfig, BertForMaskedLM, BertForSequenceClassification

from snippets.lab.encoders import OLD, RATE, SHAPE, masked_loss, tune
from snippets.lab.fit import fit
from snippets.lab.measure import label_quality
from snippets.lab.objectives import bert_batch

seed, steps, tuning_steps = map(int, sys.argv[1:] or (0, 80, 100))
labels = 2048
torch.manual_seed(seed)
pretrained = BertForMaskedLM(BertConfig(**SHAPE, **OLD))
tokens = fit(pretrained, bert_batch, masked_loss, seed, steps, RATE)

classifier = BertForSequenceClassification(pretrained.config)
classifier.bert.load_state_dict(pretrained.bert.state_dict(), strict=False)
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
