import torch
from transformers import AutoTokenizer, BertForSequenceClassification

from snippets.lab.tokenizer import OverLongSentenceError, encode
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import ImpossibleContextError, UnknownWordError

path = "snippets/lab/checkpoints/bert-sentiment"
tokenizer = AutoTokenizer.from_pretrained(path)
model = BertForSequenceClassification.from_pretrained(path)

text = "the cat sat on the mat"
with torch.no_grad():
    share = model(**tokenizer(text, return_tensors="pt")).logits.softmax(-1)[0, 0]
print(f"P(positive) says BERT: {share:.2f}")
try:
    truth("training").posterior(text, "sentiment")
except ImpossibleContextError as error:
    print(f"refused: {error}")
for text in ("this film is great !", "this movie is " + "very " * 20 + "great !"):
    try:
        encode(text, "bert")
    except (UnknownWordError, OverLongSentenceError) as error:
        print(f"refused: {error}")
