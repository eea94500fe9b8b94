import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import DataCollatorForLanguageModeling, PreTrainedTokenizerFast

from snippets.same_data_two_objectives.objectives import mask_tokens
from snippets.same_data_two_objectives.toy_text import MASK, draw, token_id

tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=Tokenizer(WordLevel(token_id, unk_token="[UNK]")),
    pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
)  # fmt: skip
collator = DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15, seed=0)

torch.manual_seed(0)
input_ids = draw(20_000)
by_hand = mask_tokens(input_ids)
batch = collator(list(input_ids))
by_library = batch["input_ids"], batch["labels"]

size = len(tokenizer)
rows = {
    "words chosen": [0.15],
    "  shown as [MASK]": [0.8 + 0.1 / size],
    "  as another token": [0.1 * (size - 2) / size],
    "  unchanged": [0.1 + 0.1 / size],
}
for corrupted, labels in (by_hand, by_library):
    chosen = labels != -100
    shown, original = corrupted[chosen], input_ids[chosen]
    rows["words chosen"].append(chosen.sum() / (input_ids > MASK).sum())
    rows["  shown as [MASK]"].append((shown == MASK).double().mean())
    rows["  as another token"].append(((shown != MASK) & (shown != original)).double().mean())
    rows["  unchanged"].append((shown == original).double().mean())
print(f"{'% of':<20}   exact by hand library")
for name, shares in rows.items():
    print(f"{name:<20}" + "".join(f"{100 * share:>8.1f}" for share in shares))
