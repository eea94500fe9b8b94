# tolerance: 0.02 (spread 0.005)
import numpy as np
import torch
from gensim.models import Word2Vec

from snippets.before_bert.classifiers import Windows, positive, train
from snippets.lab.fit import sentences
from snippets.lab.measure import label_quality, reviews
from snippets.lab.tokenizer import ID

texts = [text.split() for text in sentences(0, 150)]
wv = Word2Vec(
    texts, sg=1, window=5, shrink_windows=False, sample=0, ns_exponent=1, vector_size=64,
    alpha=0.05, epochs=5, min_count=1, workers=1, batch_words=1000, seed=0,
).wv  # fmt: skip
vectors = torch.from_numpy(wv.vectors / wv.vectors.std())  # as large as random ones
ids = [ID[word] for word in wv.index_to_key]
excess = {}
shuffled = np.random.default_rng(0).permutation(len(ids))  # each word gets another's vector
for name, order in (("word2vec", np.arange(len(ids))), ("shuffled", shuffled)):
    torch.manual_seed(0)
    model = Windows(width=3)
    with torch.no_grad():
        model.embedding.weight[ids] = vectors[order]
    train(model, labels=2048, seed=0, steps=300)
    excess[name] = label_quality(positive(model, reviews()[0]))["excess_bits"]
    print(f"excess_bits_{name} = {excess[name]:.3f}")
