import math

from snippets.studies.few_labels_and_many import (
    NAMES,
    ahead,
    best,
    differences,
    named_values,
    places,
    recorded,
    winner,
)
from snippets.studies.real import summaries
from snippets.studies.results import interval

data = recorded()
found = summaries(data)
(sst2,) = data["data"]
for home, m, _ in places(data):
    for system in NAMES:
        for measure, (mean, half) in found[home, m, system, home].items():
            if measure in ("accuracy", "macro_f1", "calibration_error", "log_loss"):
                print(f"{system}_{m}_{measure} = {mean:.3f}")
                print(f"{system}_{m}_{measure}_half = {half:.3f}")
for place in places(data):
    m = place[1]
    mean, half = interval(differences(data, place, "decoder", "encoder", "accuracy"))
    print(f"decoder_minus_encoder_{m} = {mean:+.3f}")
    print(f"decoder_minus_encoder_{m}_half = {half:.3f}")
    print(f"pair_{m} = {ahead(data, place, 'decoder', 'encoder') or 'neither'}")
    for measure in ("accuracy", "log_loss", "calibration_error"):
        print(f"winner_{m}_{measure} = {winner(data, place, measure)}")
print(*(f"{part} = {sst2[part]:,}" for part in ("train", "dev", "test")), sep="\n")
print(f"majority = {max(sst2['labels'].values()) / sst2['test']:.3f}")
p = found[home, m, "lr", home]["accuracy"][0]
print(f"chance_half = {1.96 * (p * (1 - p) / sst2['test']) ** 0.5:.3f}")
print(f"coin = {math.log(2):.3f}")  # log loss of “one half” to everything
print(f"runs = {len(data['runs'])}")
print(f"minutes = {sum(run['cpu_seconds'] for run in data['runs']) / 60:.0f}")
print(f"best_discriminative = {NAMES[best(data, places(data)[-1], ('encoder', 'lr', 'svm'))]}")
for name, value in named_values(data).items():
    print(f"{name} = {round(value, 3)}")
