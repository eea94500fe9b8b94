import torch
from transformers import AutoConfig, AutoModel

from snippets.a_real_encoder.vectors import load
from snippets.lab.public import fetched

tokenizer, model = load()
encoded = tokenizer("An encoder reads both ways.", return_tensors="pt")
hidden = model(**encoded).last_hidden_state
print("tokens: ", *tokenizer.convert_ids_to_tokens(encoded.input_ids[0]))
print("vectors:", tuple(hidden.shape), "= (texts, tokens, d)")

with torch.device("meta"):  # only to count: no weights are read
    decoder = AutoModel.from_config(AutoConfig.from_pretrained(fetched("smollm2-135m-instruct")))
for name, one in {"encoder": model, "decoder": decoder}.items():
    print(f"{name}_class = {type(one).__name__}")
    print(f"{name}_layers = {one.config.num_hidden_layers}")
    print(f"{name}_d = {one.config.hidden_size}")
    print(f"{name}_millions = {one.num_parameters() / 1e6:.1f}")
    table = one.get_input_embeddings().weight
    print(f"{name}_millions_in_table = {table.numel() / 1e6:.1f}")
print(f"positions = {model.config.max_position_embeddings}")
