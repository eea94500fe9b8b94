import torch
from transformers import AutoTokenizer, BertForSequenceClassification

path = "snippets/lab/checkpoints/bert-sentiment"
tokenizer = AutoTokenizer.from_pretrained(path)
model = BertForSequenceClassification.from_pretrained(path)
texts = ["this movie is great !", "this movie is not great !", "this book is long ."]
inputs = tokenizer(texts, padding=True, return_tensors="pt")

with torch.no_grad():
    hidden_states = model.bert(**inputs).last_hidden_state  # (texts, tokens, width)
    first = hidden_states[:, 0]  # at [CLS], (texts, width)
    dense = model.bert.pooler.dense
    pooled = torch.tanh(first @ dense.weight.T + dense.bias)  # (texts, width)
    logits = pooled @ model.classifier.weight.T + model.classifier.bias  # (texts, labels)
    by_library = model(**inputs).logits

print("label 0 is", model.config.id2label[0])
for text, share in zip(texts, logits.softmax(-1)[:, 0], strict=True):
    print(f"P(positive) = {share:.2f}  {text}")
print("equal to 1e-5:", torch.allclose(logits, by_library, rtol=0, atol=1e-5))
head = [*dense.parameters(), *model.classifier.parameters()]
head_parameters = sum(p.numel() for p in head)
print(f"layers = {model.config.num_hidden_layers}")
print(f"width = {model.config.hidden_size}")
print(f"head_parameters = {head_parameters:,}")
print(f"body_parameters = {model.num_parameters() - head_parameters:,}")
