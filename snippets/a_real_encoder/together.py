import numpy as np
from scipy.stats import bootstrap
from sklearn.feature_extraction.text import TfidfVectorizer

from snippets.a_real_encoder.glossary import entries, ranks
from snippets.a_real_encoder.questions import QUESTIONS
from snippets.a_real_encoder.vectors import embed, load

documents = [f"{title}: {text}" for title, text in entries().values()]
tokenizer, model = load()
counts = TfidfVectorizer().fit(documents)
by_vector = embed(QUESTIONS, tokenizer, model) @ embed(documents, tokenizer, model).T
by_word = (counts.transform(QUESTIONS) @ counts.transform(documents).T).toarray()
rank = {"minilm": by_vector, "tfidf": by_word, "both": by_vector.numpy() + by_word}
rank = {name: ranks(scores) for name, scores in rank.items()}

for name, r in rank.items():
    print(f"{name}_at_1 = {(r <= 1).mean():.2f}\n{name}_mrr = {(1 / r).mean():.2f}")
for name in ("minilm", "tfidf"):
    gain = 1 / rank["both"] - 1 / rank[name]
    low, high = bootstrap((gain,), np.mean, rng=0, method="percentile").confidence_interval
    print(f"both before {name}, MRR: {gain.mean():.2f} ({low:.2f} to {high:.2f})")
