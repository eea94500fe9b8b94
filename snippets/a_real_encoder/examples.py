import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from snippets.a_real_encoder.glossary import entries, ranks
from snippets.a_real_encoder.questions import QUESTIONS
from snippets.a_real_encoder.vectors import embed, load

documents = [f"{title}: {text}" for title, text in entries().values()]
tokenizer, model = load()
counts = TfidfVectorizer().fit(documents)
scores = {
    "MiniLM": (embed(QUESTIONS, tokenizer, model) @ embed(documents, tokenizer, model).T).numpy(),
    "TF-IDF": (counts.transform(QUESTIONS) @ counts.transform(documents).T).toarray(),
}
rank = {name: ranks(table) for name, table in scores.items()}
minilm, tfidf = rank["MiniLM"] == 1, rank["TF-IDF"] == 1
print(f"first_for_both = {(minilm & tfidf).sum()}")
print(f"for_minilm_only = {(minilm & ~tfidf).sum()}")
print(f"for_tfidf_only = {(tfidf & ~minilm).sum()}")
print(f"for_none = {(~minilm & ~tfidf).sum()}")

anchors = np.array(list(entries()))
for question in (
    "If it says 80 percent, is it right 80 percent of the time?",
    "a file with what was learned, ready to be loaded again",
    "letting a word such as great stand for the answer",
    "words can be seen on both sides",
):
    row = list(QUESTIONS).index(question)
    print(f"\n{question}\n  right: {QUESTIONS[question]}")
    for name, table in scores.items():
        first = anchors[np.argsort(-table[row], kind="stable")[:3]]
        print(f"  {name}: {', '.join(first)}  (right one at {rank[name][row]:.0f})")
