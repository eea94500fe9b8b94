import torch
from transformers import (
    AutoTokenizer,
    BartForConditionalGeneration,
    T5Config,
    T5ForConditionalGeneration,
)

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
bart = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
marks = {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.eos_token_id}
sizes = {"vocab_size": len(tokenizer), "d_model": 64, "num_layers": 2, "num_heads": 2, "d_kv": 32}
t5 = T5ForConditionalGeneration(
    T5Config(**sizes, **marks, d_ff=128, decoder_start_token_id=tokenizer.pad_token_id)
)

texts = ["bonjour monde", "le chat est grand"]
labels = tokenizer(texts, return_tensors="pt", padding=True).input_ids[:, 1:]  # without [BOS]
labels = labels.masked_fill(labels == tokenizer.pad_token_id, -100)  # no loss at padding


def shift_right(labels, start, pad):
    shifted = torch.cat([torch.full((len(labels), 1), start), labels[:, :-1]], dim=1)
    return shifted.masked_fill(shifted == -100, pad)


print("answers at", *("-" if i == -100 else tokenizer.decode(i) for i in labels[0]))
for name, model, library in [
    ("BART", bart, bart.prepare_decoder_input_ids_from_labels),
    ("T5", t5, t5.prepare_decoder_input_ids_from_labels),
]:
    start = model.config.decoder_start_token_id
    read = shift_right(labels, start, tokenizer.pad_token_id)
    assert torch.equal(read, library(labels))
    print(f"{name:4} reads", tokenizer.decode(read[0]))
print("same_as_t5_shift_right =", torch.equal(read, t5._shift_right(labels)))
