import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import truth

world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
gpt = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
positive, negative = (world.vocabulary.index(y) for y in ("positive", "negative"))

print("after the review: P(positive|x), of the two labels")
print("label last  exact  x")
masses = []
for x in ["this movie is great !", "this movie is good .", "this movie is awful !"]:
    with torch.no_grad():
        p = gpt(**tokenizer(x, return_tensors="pt")).logits[0, -1].double().softmax(-1)
    masses.append(p[positive] + p[negative])
    exact = world.posterior(x, "sentiment")["positive"]
    print(f"{p[positive] / masses[-1]:10.2f}  {exact:5.2f}  {x}")
print("probability of a label there below .001:", max(masses).item() < 0.001)
