import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
inputs = tokenizer("the cat sat on the", return_tensors="pt")
asked = {"do_sample": True, "max_new_tokens": 1}
returned = {"output_scores": True, "return_dict_in_generate": True}

for name, options in {"default": {}, "top_k=0": {"top_k": 0}}.items():
    torch.manual_seed(0)
    scores = model.generate(**inputs, **asked, **options, **returned).scores[0]
    print(f"{name}: {int(scores.isfinite().sum())} words can be drawn")
