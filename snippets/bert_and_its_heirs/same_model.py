import torch
from transformers import RobertaConfig, RobertaForMaskedLM

from snippets.lab.checkpoints import load
from snippets.lab.measure import unseen
from snippets.lab.objectives import bert_batch, bert_exact

RENAMED = {
    "bert.": "roberta.",
    "cls.predictions.transform.dense": "lm_head.dense",
    "cls.predictions.transform.LayerNorm": "lm_head.layer_norm",
    "cls.predictions.decoder": "lm_head.decoder",
    "cls.predictions.bias": "lm_head.bias",
}
bert = load("bert")
config = RobertaConfig(**bert.config.to_dict())
unread = config.pad_token_id + 1  # rows of the table of positions that no word ever reads
config.max_position_embeddings += unread
roberta = RobertaForMaskedLM(config).eval()

weights = {}
for name, value in bert.state_dict().items():
    for old, new in RENAMED.items():
        name = name.replace(old, new)
    if "position_embeddings" in name:
        value = torch.cat([torch.zeros(unread, value.shape[1]), value])
    weights[name] = value
missing = roberta.load_state_dict(weights, strict=False).missing_keys
assert all("position_ids" in name or "token_type_ids" in name for name in missing)

gaps = []
with torch.no_grad():
    for batch, _ in unseen(bert_batch, bert_exact):
        inputs = {name: batch[name] for name in ("input_ids", "attention_mask")}
        words = batch["attention_mask"] == 1
        gaps.append(float((bert(**inputs).logits - roberta(**inputs).logits)[words].abs().max()))
print("unread_rows =", unread)
print(f"largest_difference = {max(gaps):.5f}")
