"""e8, weights and effects: what is run."""

from snippets.studies.results import System

SYSTEMS = [
    System("words", "weights_and_effects/words", (2048,)),
    System("decisions", "weights_and_effects/decisions", (300,), ("bert-sentiment", "gpt")),
]

READINGS = ("last_layer", "all_layers", "received")  # of attention
