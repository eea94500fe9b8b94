# tolerance: 0.04 (spread 0.01)
from gensim.models import Word2Vec

from snippets.before_bert.pmi import near
from snippets.lab.fit import sentences
from snippets.lab.tokenizer import ID


def distance(window, word, other):
    """Return half the sum of |P(context | word) − P(context | other)|, exactly."""
    shares = near(window) / near(window).sum(axis=1, keepdims=True)
    return abs(shares[ID[word]] - shares[ID[other]]).sum() / 2


texts = [text.split() for text in sentences(0, 150)]
model = Word2Vec(
    texts, sg=1, window=2, shrink_windows=False, sample=0, ns_exponent=1, vector_size=64,
    alpha=0.05, epochs=5, min_count=1, workers=1, batch_words=1000, seed=0,
)  # fmt: skip
print("great and   cosine   distance of their contexts")
cosines, distances = {}, {}
for word in ("awful", "bad", "weak", "princess", "mat"):
    cosines[word] = model.wv.similarity("great", word)
    distances[word] = distance(2, "great", word)
    print(f"{word:10}    {cosines[word]:5.2f}   {distances[word]:.3f}")
nearest = {word for word, _ in model.wv.most_similar("great", topn=4)}
print("nearest four:", *sorted(nearest))
by_window = [distance(window, "great", "awful") for window in range(1, 7)]
print("great and awful, windows 1 to 6:")
print(*(f"{gap:.3f}" for gap in by_window))
print(f"cosine = {cosines['awful']:.3f}\ndistance_5 = {by_window[4]:.3f}")
