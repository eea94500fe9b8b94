import torch
from transformers import (
    BertConfig,
    BertForMaskedLM,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
)

torch.manual_seed(0)
size = {"hidden_size": 48, "num_hidden_layers": 2, "intermediate_size": 192}
bert = BertForMaskedLM(BertConfig(**size)).double().eval()
gpt = GPT2LMHeadModel(GPT2Config(n_embd=48, n_layer=2)).double().eval()
llama = LlamaForCausalLM(LlamaConfig(num_attention_heads=12, **size)).double().eval()

sentence = torch.tensor([[5, 6, 7, 8, 9]])
other_end = torch.tensor([[5, 6, 7, 8, 10]])
all_true = torch.ones(1, 1, 5, 5, dtype=torch.bool)


@torch.no_grad()
def first_word_sees_last(model, mask=None):
    before = model(sentence, attention_mask=mask).logits
    after = model(other_end, attention_mask=mask).logits
    return bool((before - after)[0, 0].abs().max() > 1e-9)


bert_layer = sum(p.numel() for p in bert.bert.encoder.layer[0].parameters())
gpt_layer = sum(p.numel() for p in gpt.transformer.h[0].parameters())
print(f"bert_layer_parameters = {bert_layer}")
print(f"gpt_layer_parameters = {gpt_layer}")
print("bert_first_sees_last =", first_word_sees_last(bert))
print("gpt_first_sees_last =", first_word_sees_last(gpt))
print("llama_first_sees_last =", first_word_sees_last(llama))
print("gpt_mask_all_true_first_sees_last =", first_word_sees_last(gpt, all_true))
