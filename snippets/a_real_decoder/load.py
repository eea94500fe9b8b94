from transformers import AutoModelForCausalLM

from snippets.lab.public import fetched

model = AutoModelForCausalLM.from_pretrained(fetched("smollm2-135m-instruct"))
config = model.config
print("class =", type(model).__name__)
print("parameters =", f"{model.num_parameters():,}")
print("layers =", config.num_hidden_layers)
print("d_model =", config.hidden_size)
print("query_heads =", config.num_attention_heads)
print("key_value_heads =", config.num_key_value_heads)
print("vocabulary =", f"{config.vocab_size:,}")
print("window =", f"{config.max_position_embeddings:,}")
