from transformers import AutoTokenizer

from snippets.lab.tokenizer import OverLongSentenceError, UnknownWordError, encode

try:
    encode("the dinosaur sat on the mat", "gpt")
except UnknownWordError as error:
    print("UnknownWordError:", error)

try:
    encode("the cat and " * 8, "gpt")
except OverLongSentenceError as error:
    print("OverLongSentenceError:", error)

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
try:
    tokenizer("the dinosaur sat on the mat")
except Exception as error:
    print("the tokenizer itself:", error)
