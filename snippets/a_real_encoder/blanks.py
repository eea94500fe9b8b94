# --8<-- [start:blanks]
import torch

BLANKS = {
    "Paris is the capital of [MASK].": "france",
    "The opposite of hot is [MASK].": "cold",
    "Two plus two is [MASK].": "four",
    "A year has twelve [MASK].": "months",
    "The sun rises in the [MASK].": "east",
    "Cows give [MASK].": "milk",
    "He is taller [MASK] his brother.": "than",
    "She opened the door with her [MASK].": "key",
}


@torch.no_grad()
def at_mask(sentence, tokenizer, encoder):
    """Return the encoder's vector at the blank: (d,)."""
    encoded = tokenizer(sentence, return_tensors="pt")
    hidden = encoder(**encoded).last_hidden_state
    return hidden[encoded.input_ids == tokenizer.mask_token_id][0]


# --8<-- [end:blanks]
