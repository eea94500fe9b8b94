# tolerance: 0.004 (spread 0)
import sys

import torch
from transformers import BertConfig, BertForSequenceClassification

from snippets.lab.encoders import OLD, SHAPE, tune
from snippets.lab.measure import label_quality

seed, tuning_steps = map(int, sys.argv[1:] or (0, 100))
labels = 2048
torch.manual_seed(seed)
classifier = BertForSequenceClassification(BertConfig(**SHAPE, **OLD))
parameters = classifier.num_parameters()
quality = label_quality(tune(classifier, seed, tuning_steps, labels))
accuracy, excess_bits = quality["accuracy"], quality["excess_bits"]
calibration_error = quality["calibration_error"]
print("parameters =", parameters)
print("labels =", labels)
print(f"accuracy = {accuracy:.3f}")
print(f"excess_bits = {excess_bits:.3f}")
print(f"calibration_error = {calibration_error:.3f}")
