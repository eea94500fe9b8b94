import numpy as np

from snippets.lab.checkpoints import load
from snippets.lab.probes import masked_shares, next_shares
from snippets.lab.tokenizer import ID
from snippets.lab.world.grammar import COUNTRIES, HELD_OUT

gpt, bert = load("gpt"), load("bert")
weight = np.array([weight for weight, _, _ in COUNTRIES.values()])  # how often it is spoken of
forms = {
    "capital first": [(f"{c} is the capital of", name) for name, (_, c, _) in COUNTRIES.items()],
    "country first": [(f"the capital of {name} is", c) for name, (_, c, _) in COUNTRIES.items()],
}
told, unseen, turned = [], [], []
for order, other in (list(forms), list(forms)[::-1]):
    for row, (country, (prompt, answer)) in enumerate(zip(COUNTRIES, forms[order], strict=True)):
        p_gpt = next_shares(gpt, [prompt])[0, ID[answer]]
        p_bert = masked_shares(bert, [f"{prompt} [MASK]"])[0, ID[answer]]
        if order != HELD_OUT.get(country):
            told.append((p_gpt, p_bert))
            continue
        unseen.append((p_gpt, p_bert))
        given = forms[other][row][1]  # what the prompt names is the answer in the other order
        p = weight * next_shares(gpt, [asked for asked, _ in forms[other]])[:, ID[given]]
        turned.append(p[row] / p.sum())
        print(f"{prompt} … {answer}")
        print(f"    GPT {p_gpt:.3f}   BERT {p_bert:.3f}   GPT, turned {turned[-1]:.3f}")
told, unseen = np.array(told), np.array(unseen)
for column, name in enumerate(("gpt", "bert")):
    print(f"told_{name} = {np.floor(told[:, column].min() * 1000) / 1000:.3f}")
    print(f"unseen_{name} = {unseen[:, column].mean():.3f}")
    print(f"unseen_{name}_highest = {unseen[:, column].max():.3f}")
print(f"turned_gpt = {np.floor(min(turned) * 1000) / 1000:.3f}")
