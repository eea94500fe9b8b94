from transformers import AutoTokenizer, GPT2LMHeadModel

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")

input_ids = tokenizer("the cat sat on the").input_ids
print("tokens:", *tokenizer.convert_ids_to_tokens(input_ids))
print("ids:   ", *input_ids)
print("back:  ", tokenizer.decode(input_ids, skip_special_tokens=True))

print("vocabulary =", model.config.vocab_size)
print("positions =", model.config.n_positions)
print("layers =", model.config.n_layer)
print("heads =", model.config.n_head)
print("d_model =", model.config.n_embd)
print("parameters =", f"{model.num_parameters():,}")
