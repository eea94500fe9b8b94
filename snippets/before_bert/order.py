# tolerance: 0.004 (spread 0)
import torch

from snippets.before_bert.classifiers import Reader, Windows, positive, train
from snippets.lab.measure import label_quality, reviews

texts = reviews()[0]
bags = {tuple(sorted(text.split())) for text in texts}
print(f"reviews = {len(texts):,}\ndifferent_bags = {len(bags):,}")
for name, make in (("cnn", Windows), ("gru", Reader)):
    torch.manual_seed(0)
    model = make()
    train(model, labels=2048, seed=0, steps=300, order=sorted)
    quality = label_quality(positive(model, texts, order=sorted))
    print(f"{name}_sorted = {quality['excess_bits']:.3f}")
