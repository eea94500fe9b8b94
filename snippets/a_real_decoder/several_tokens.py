import torch

from snippets.a_real_decoder.scoring import log_probs, next_log_probs, tokenizer

prompt = "Review: I laughed so much that my sides hurt.\nMy verdict:"
labels = [" thumbs up", " thumbs down", " two thumbs up", " two thumbs down"]
for label, log_p in zip(labels, log_probs(labels, before=prompt), strict=True):
    pieces = [tokenizer.decode([i]) for i in tokenizer(label).input_ids]
    print(f"{'|'.join(pieces):18} {log_p:7.2f}")

up = log_probs(labels, before=prompt)
first, second = tokenizer(" thumbs up").input_ids
by_hand = next_log_probs([prompt])[0, first] + next_log_probs([prompt + " thumbs"])[0, second]
print("the sum of its tokens:", torch.allclose(up[0], by_hand, atol=1e-3))
for name, pair in {"one_thumb": up[:2], "two_thumbs": up[2:]}.items():
    print(f"p_up_{name} =", f"{pair.softmax(0)[0]:.3f}")
