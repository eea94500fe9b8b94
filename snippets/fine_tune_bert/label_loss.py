import torch
import torch.nn.functional as F
from transformers import AutoTokenizer, BertForMaskedLM, BertForSequenceClassification

torch.manual_seed(0)
pretrained = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForSequenceClassification(pretrained.config)
loaded = model.bert.load_state_dict(pretrained.bert.state_dict(), strict=False)
print("not in the checkpoint:", *loaded.missing_keys)

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
texts = ["this movie is great !", "this movie is awful , i hated it ."]
inputs = tokenizer(texts, padding=True, return_tensors="pt")
labels = torch.tensor([0, 1])

output = model(**inputs, labels=labels)
log_probs = output.logits.log_softmax(-1)  # (texts, labels)
by_hand = -log_probs[torch.arange(2), labels].mean()
print("label_loss_by_hand_agrees =", torch.allclose(output.loss, by_hand))
assert torch.allclose(by_hand, F.cross_entropy(output.logits, labels))

output.loss.backward()
parts = {
    "classifier": model.classifier.weight,
    "pooler": model.bert.pooler.dense.weight,
    "last layer": model.bert.encoder.layer[-1].output.dense.weight,
    "first layer": model.bert.encoder.layer[0].attention.self.query.weight,
    "embeddings": model.bert.embeddings.word_embeddings.weight,
}
for name, weight in parts.items():
    print(f"{name:<12} gradient reaches it: {bool(weight.grad.abs().max() > 0)}")
