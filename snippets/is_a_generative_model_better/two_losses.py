import torch
from torch.nn.functional import cross_entropy
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    GPT2Config,
    GPT2LMHeadModel,
)

torch.manual_seed(0)
sentence = "the old keeper waits for the late ship"
vocab = ["[MASK]", *sorted(set(sentence.split()))]
input_ids = torch.tensor([[vocab.index(word) for word in sentence.split()]])  # (1, 8)

bert_config = BertConfig(vocab_size=8, hidden_size=48, num_hidden_layers=2)
gpt_config = GPT2Config(vocab_size=8, n_embd=48, n_layer=2, bos_token_id=0, eos_token_id=0)
bert = BertForMaskedLM(bert_config).eval()
gpt = GPT2LMHeadModel(gpt_config).eval()
classifier = BertForSequenceClassification(bert_config).eval()

hidden = torch.tensor([[False, False, True, False, False, False, False, True]])
masked_ids = input_ids.masked_fill(hidden, vocab.index("[MASK]"))
word_scores = bert(masked_ids).logits[hidden]  # (2, 8)
bert_loss = cross_entropy(word_scores, input_ids[hidden])
gpt_loss = cross_entropy(gpt(input_ids).logits[0, :-1], input_ids[0, 1:])
label = torch.tensor([1])
label_scores = classifier(input_ids).logits  # (1, 2)
label_loss = cross_entropy(label_scores, label)

print(f"BERT, pretraining  {bert_loss:.3f} nats  targets: words")
print(f"GPT,  pretraining  {gpt_loss:.3f} nats  targets: words")
print(f"BERT, fine-tuning  {label_loss:.3f} nats  target: a label")
print("bert_pretraining_scores =", word_scores.shape[-1], "words")
print("bert_fine_tuning_scores =", label_scores.shape[-1], "labels")
print("bert_predicts =", ", ".join(vocab[i] for i in input_ids[hidden]))
print("gpt_predicts =", ", ".join(vocab[i] for i in input_ids[0, 1:]))
