from transformers import AutoTokenizer

from snippets.lab.public import fetched

tokenizer = AutoTokenizer.from_pretrained(fetched("all-minilm-l6-v2"))
vocabulary = tokenizer.get_vocab()


def pieces(word):
    """Cut a word, from the left, into the longest pieces that the vocabulary has."""
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = "##" * (start > 0) + word[start:end]
            if piece in vocabulary:
                break
        else:
            return ["[UNK]"]
        found.append(piece)
        start = end
    return found


for word in ("encoder", "embeddings", "unmasking", "Café", "tokenizers", "‽"):
    print(f"{word:12}", *tokenizer.tokenize(word))

text = "the encoder reads unsegmented text bidirectionally"
by_hand = [piece for word in text.split() for piece in pieces(word)]
print("by hand     ", *by_hand)
print("the same as the tokenizer's:", by_hand == tokenizer.tokenize(text))
print(f"vocabulary = {len(vocabulary):,}")
print(f"continuing = {sum(piece.startswith('##') for piece in vocabulary):,}")
