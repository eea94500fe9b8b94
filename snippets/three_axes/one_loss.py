import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    GPT2Config,
    GPT2LMHeadModel,
    T5Config,
    T5ForConditionalGeneration,
)


def cross_entropy(logits, targets):
    log_probs = logits.log_softmax(-1).flatten(0, -2)  # (predictions, choices)
    targets = targets.flatten()
    return -log_probs[targets != -100, targets[targets != -100]].mean()


torch.manual_seed(0)
ids = torch.randint(5, 20, (2, 6))
masked = torch.where(torch.tensor([0, 1, 0, 0, 1, 0]) == 1, ids, -100)
bert = BertConfig(vocab_size=20, hidden_size=16, num_hidden_layers=1, num_attention_heads=2)
t5 = T5Config(vocab_size=20, d_model=16, num_layers=1, num_heads=2, decoder_start_token_id=0)
gpt2_size = {"n_embd": 16, "n_layer": 1, "n_head": 2, "bos_token_id": 1, "eos_token_id": 2}
gpt2 = GPT2LMHeadModel(GPT2Config(vocab_size=20, **gpt2_size))
gpt2.loss_type = "ForCausalLM"  # the default, named
cases = [
    (gpt2, ids, lambda logits, labels: cross_entropy(logits[:, :-1], labels[:, 1:])),
    (BertForMaskedLM(bert), masked, cross_entropy),
    (BertForSequenceClassification(bert), torch.tensor([0, 1]), cross_entropy),
    (T5ForConditionalGeneration(t5), ids, cross_entropy),
]
print("difference to the library's own loss below 1e-6:")
for model, labels, by_hand in cases:
    output = model.eval()(input_ids=ids, labels=labels)
    same = abs(by_hand(output.logits, labels) - output.loss).item() < 1e-6
    print(f"  {type(model).__name__:<30} {same}")

x, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
probs = LogisticRegression().fit(x, y).predict_proba(x)
by_hand = cross_entropy(torch.tensor(probs).log(), torch.tensor(y)).item()
print(f"  {'LogisticRegression, log_loss':<30} {abs(by_hand - log_loss(y, probs)) < 1e-6}")
