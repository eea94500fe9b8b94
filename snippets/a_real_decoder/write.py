import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder).requires_grad_(False)
prompt = "<|endoftext|>The miller's daughter found a brass key in the mud. She"
inputs = tokenizer(prompt, return_tensors="pt")


def write(choose, texts):
    ids, cache = inputs.input_ids.expand(texts, -1), None
    for _ in range(16):
        unread = ids if cache is None else ids[:, -1:]
        out = model(unread, past_key_values=cache, use_cache=True)
        cache = out.past_key_values
        ids = torch.cat([ids, choose(out.logits[:, -1])[:, None]], dim=1)
    return ids


def inverse_cdf(logits):
    cumulative = logits.double().softmax(-1).cumsum(-1)  # (texts, vocabulary)
    u = torch.tensor(rng.random((len(logits), 1)))
    return torch.searchsorted(cumulative, u * cumulative[:, -1:])[:, 0]


greedy = write(lambda logits: logits.argmax(-1), 1)
print("greedy: …", repr(tokenizer.decode(greedy[0, inputs.input_ids.shape[1] - 1 :])))
generated = model.generate(**inputs, do_sample=False, max_new_tokens=16)
print("generate says the same:", torch.equal(greedy, generated))
rng = np.random.default_rng(0)
for ids in write(inverse_cdf, 3):
    print("drawn: …", repr(tokenizer.decode(ids[inputs.input_ids.shape[1] - 1 :])))
