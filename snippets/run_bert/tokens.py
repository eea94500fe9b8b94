import torch
from transformers import AutoTokenizer, BertForMaskedLM

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")

encoded = tokenizer("the [MASK] sat on the mat", return_tensors="pt")
with torch.no_grad():
    logits = model(**encoded).logits

tokens = tokenizer.convert_ids_to_tokens(encoded.input_ids[0])
print("tokens   ", *tokens)
print("input_ids", *encoded.input_ids[0].tolist())
print("logits   ", tuple(logits.shape), "= (batch, tokens, vocabulary)")
print(f"vocabulary = {model.config.vocab_size}")
print(f"layers = {model.config.num_hidden_layers}")
print(f"heads = {model.config.num_attention_heads}")
print(f"d_model = {model.config.hidden_size}")
print(f"parameters = {model.num_parameters():,}")
