world = {
    "The cat sat on the mat": 0.4,
    "The cat sat on the rug": 0.1,
    "The dog sat on the porch": 0.3,
    "The bird sat on the porch": 0.2,
}


def next_word_probability(prefix, word):  # all that a causal model offers
    after = {text: p for text, p in world.items() if text.startswith(prefix)}
    chosen = [p for text, p in after.items() if text.startswith(f"{prefix}{word}")]
    return sum(chosen) / sum(after.values())


def score(text):  # P(text), by the chain rule
    p, prefix = 1.0, ""
    for word in text.split():
        p *= next_word_probability(prefix, word)
        prefix += word + " "
    return p


animals = ["cat", "dog", "bird"]
scores = [score(f"The {animal} sat on the porch") for animal in animals]
print("The ? sat on the porch   left only   rescored")
for animal, p in zip(animals, scores, strict=True):
    left_only = next_word_probability("The ", animal)
    print(f"{animal:22} {left_only:11.2f} {p / sum(scores):10.2f}")
print("p_dog_rescored =", f"{scores[1] / sum(scores):.2f}")
