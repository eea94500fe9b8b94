from snippets.lab.checkpoints import load
from snippets.lab.encoders import positive
from snippets.lab.measure import bayes_accuracy, label_quality

classifier = load("bert-sentiment")
quality = label_quality(positive(classifier, classifier.config.label2id["positive"]))
parameters = classifier.num_parameters()
accuracy, excess_bits = quality["accuracy"], quality["excess_bits"]
calibration_error = quality["calibration_error"]
print("parameters =", parameters)
print(f"bayes_accuracy = {bayes_accuracy():.4f}")
print(f"accuracy = {accuracy:.4f}")
print(f"excess_bits = {excess_bits:.4f}")
print(f"calibration_error = {calibration_error:.4f}")
