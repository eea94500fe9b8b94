import matplotlib.pyplot as plt
import torch
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import truth

world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
questions = {
    "the [MASK] sat\non the mat": ["cat", "cats", "dog"],
    "[MASK] : this movie\nis great !": ["positive", "negative"],
    "paris is a famous\n[MASK] with tall towers": ["city", "town", "singer"],
}
fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.5), layout="constrained", sharey=True)
for ax, (question, words) in zip(axes, questions.items(), strict=True):
    text = question.replace("\n", " ")
    encoded = tokenizer(text, return_tensors="pt")
    with torch.no_grad():
        logits = model(**encoded).logits
    probs = logits[encoded.input_ids == tokenizer.mask_token_id][0].softmax(-1)
    by_bert = probs[tokenizer.convert_tokens_to_ids(words)].tolist()
    exact = world.masked(text)[0, world.encode(words)]
    print(text, "\n  word       BERT  exact")
    for word, guess, true in zip(words, by_bert, exact, strict=True):
        print(f"  {word:<9}{guess:6.3f} {true:6.3f}")
    ax.bar(words, by_bert, color="tab:blue", label="BERT")
    ax.plot(words, exact, "kD", label="exact")
    ax.set_title(question.replace("[MASK]", "[M]"), fontsize=10)
print(f"p_city = {by_bert[0]:.3f}\np_city_exact = {exact[0]:.3f}")
axes[0].set(ylabel="P(word | the rest)", ylim=(0, 1.05))
axes[0].legend()
plt.show()
