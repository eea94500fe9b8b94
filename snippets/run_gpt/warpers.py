import torch
from transformers import (
    AutoTokenizer,
    GPT2LMHeadModel,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from snippets.lab.world.corpus import truth
from snippets.run_gpt.decoding import apply_temperature, keep_top_k, keep_top_p

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
prompt = "once upon a time , there lived a"
inputs = tokenizer(prompt, return_tensors="pt")
with torch.no_grad():
    logits = model(**inputs).logits[0, -1]  # (vocabulary,)
exact = torch.tensor(truth("training").next_token(prompt))


def distance(logits):
    return abs(logits.softmax(-1)[: len(exact)] - exact).sum() / 2


pairs = {
    "temperature 0.5": (apply_temperature(logits, 0.5), TemperatureLogitsWarper(0.5)),
    "temperature 2": (apply_temperature(logits, 2.0), TemperatureLogitsWarper(2.0)),
    "top-k 3": (keep_top_k(logits, 3), TopKLogitsWarper(3)),
    "top-p 0.6": (keep_top_p(logits, 0.6), TopPLogitsWarper(0.6)),
}
print("distance_as_learned =", f"{distance(logits):.3f}")
for name, (by_hand, warper) in pairs.items():
    same = torch.allclose(by_hand, warper(inputs.input_ids, logits[None])[0], atol=1e-5)
    left = int(by_hand.isfinite().sum())
    print(f"{name:16}{left:4} words, distance {distance(by_hand):.3f}, as library: {same}")
