import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import DataCollatorForLanguageModeling, PreTrainedTokenizerFast

special, text = ["[PAD]", "[UNK]", "[MASK]"], "The cat sat on the mat"
words = [*special, "The", "the", "cat", "dog", "bird", "sat", "on", "mat", "rug", "porch"]
word_id = {word: i for i, word in enumerate(words)}
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=Tokenizer(WordLevel(word_id, unk_token="[UNK]")),
    pad_token="[PAD]", unk_token="[UNK]", mask_token="[MASK]",
)  # fmt: skip
sentence = torch.tensor([word_id[word] for word in text.split()])
collator = DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15, seed=0)
batch = collator(list(sentence.expand(50_000, -1)))
chosen = batch["labels"] != -100  # the loss counts here, and nowhere else
shown, hidden = batch["input_ids"][chosen], batch["labels"][chosen]
shares = {
    "chosen": chosen.double().mean(),
    "shown_as_mask": (shown == word_id["[MASK]"]).double().mean(),
    "target_still_there": (shown == hidden).double().mean(),
}
shares["swapped"] = 1 - shares["shown_as_mask"] - shares["target_still_there"]
for i in range(4):
    asked = zip(batch["input_ids"][i].tolist(), chosen[i].tolist(), strict=True)
    print(*(f"<{words[token]}>" if scored else words[token] for token, scored in asked))
for name, share in shares.items():
    print(f"{name} = {share:.2f}")

before = {"dog": 0.6, "bird": 0.4}  # who sits on the porch; a cat never does
dog = {}  # by the best predictor
for seen in ("[MASK]", "dog", "bird", "cat"):
    joint = {
        word: p * (0.8 * (seen == "[MASK]") + 0.1 * (seen == word) + 0.1 / len(words))
        for word, p in before.items()
    }
    dog[seen] = joint["dog"] / sum(joint.values())
print("the best answer for the scored word of 'The ... sat on the porch'")
for seen, p in dog.items():
    print(f"{seen:6} is shown: dog {p:.2f}, bird {1 - p:.2f}")
print(f"dog_where_dog_is_shown = {dog['dog']:.2f}")
