# tolerance: 0.04 (spread 0)
import math

import torch

from snippets.same_data_two_objectives import objectives as obj
from snippets.same_data_two_objectives.toy_text import all_ids, encode, probs, text, token_id


def seen_as(shown, word, scored):
    chosen = 1.0 if scored else 0.15
    kept, masked = shown == word, shown == "[MASK]"
    return chosen * (0.8 * masked + 0.1 / len(token_id) + 0.1 * kept) + (1 - chosen) * kept


def exact_probability(word, pattern):
    joint = {}
    for sentence, prob in text.items():
        pairs = zip(pattern.split(), sentence.split(), strict=True)
        joint[sentence] = prob * math.prod(seen_as(*p, scored=i == 1) for i, p in enumerate(pairs))
    return sum(joint[s] for s in joint if f" {word} " in s) / sum(joint.values())


berts = {}
for name, loss in {"recipe": obj.mlm_loss, "mask_only": obj.mask_only_loss}.items():
    torch.manual_seed(0)
    berts[name] = obj.build_bert()
    obj.train(berts[name], loss)

print("shown    word   exact   80/10/10   [MASK] only")
for shown, word in [("[MASK]", "cat"), ("cat", "cat"), ("dog", "dog"), ("hen", "hen")]:
    pattern = f"the {shown} sat on the mat"
    row = f"{shown:<9}{word:<5}{exact_probability(word, pattern):>7.2f}"
    for bert in berts.values():
        filled_probs = bert(input_ids=encode(pattern)[None]).logits[0, 2].softmax(-1)
        row += f"{filled_probs[token_id[word]].item():>11.2f}"
    print(row)
for name, bert in berts.items():
    at_shown = bert(input_ids=all_ids).logits.softmax(-1).gather(-1, all_ids[..., None])
    print(f"copied_by_{name} = {probs @ at_shown[:, [2, 3, 4, 6], 0].double().mean(1):.2f}")
