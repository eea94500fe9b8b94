import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, BartForConditionalGeneration, GPT2LMHeadModel

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")  # [BOS] words [EOS]
gpt = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
bart = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")

source, target = "translate : hello world =", "bonjour monde"
whole_ids = tokenizer(f"{source} {target}", return_tensors="pt").input_ids
target_ids = tokenizer(target, return_tensors="pt").input_ids
with torch.no_grad():
    gpt_logits = gpt(whole_ids[:, :-1]).logits
    inputs = tokenizer(source, return_tensors="pt")
    bart_logits = bart(**inputs, decoder_input_ids=target_ids[:, :-1]).logits


def bits(logits, ids):
    return -(logits[0].log_softmax(-1).gather(1, ids[0, 1:, None])[:, 0] / np.log(2)).numpy()


gpt_bits, bart_bits = bits(gpt_logits, whole_ids), bits(bart_logits, target_ids)
words = tokenizer.convert_ids_to_tokens(whole_ids[0, 1:])
p = truth("training").next_tokens([" ".join(words[:t]) for t in range(len(words))])
exact_bits = np.abs(np.log2(p[range(len(words)), whole_ids[0, 1:]]))
cut = len(source.split())
print(f"{'bits for':10} source   target")
print(f"{'exact':10} {exact_bits[:cut].sum():6.2f}   {exact_bits[cut:].sum():6.2f}")
print(f"{'GPT':10} {gpt_bits[:cut].sum():6.2f}   {gpt_bits[cut:].sum():6.2f}")
print(f"{'BART':10}      -   {bart_bits.sum():6.2f}")
print(f"gpt_bits_for_source = {gpt_bits[:cut].sum():.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
place = np.arange(len(words))
ax.bar(place, gpt_bits, 0.5, color="tab:blue", label="GPT")
ax.plot(place[cut:], bart_bits, "x", markersize=12, color="tab:orange", label="BART")
ax.plot(place, exact_bits, "D", color="black", label="exact")
ax.axvline(cut - 0.5, color="0.5", linestyle=":")
ax.set_xticks(place, words, rotation=45)
ax.set_xlabel("token (source | target)")
ax.set_ylabel("surprise (bits)")
ax.legend()
plt.show()
