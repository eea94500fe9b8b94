"""What `search.py` chose on held-out labels, on seed 0; a test compares it with the record."""

CHOSEN = {  # up to 512 labels, and with 2,048
    "nb": (3.0, 0.1),
    "lr": (1.0, 1.0),
    "scratch_gpt_bayes": (1.5e-3, 1.2e-2),
    "scratch_bert_head": (4e-3, 1.5e-3),
    "scratch_gpt_head": (5e-4, 4e-3),
    "pretrained_gpt_bayes": (4e-3, 5e-4),
    "pretrained_bert_head": (1.5e-3, 5e-4),
    "pretrained_gpt_head": (4e-3, 1.5e-3),
}


def setting(key: str, m: int) -> float:
    """Return a system's setting for m labels."""
    return CHOSEN[key][m > 512]
