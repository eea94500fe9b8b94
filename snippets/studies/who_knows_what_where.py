"""e5, who knows what, where: what is run."""

from snippets.studies.results import System

GPT_AND_BERT = ("bert", "gpt")
SYSTEMS = [
    System("positions", "who_knows_what_where/positions", (1024, 60), GPT_AND_BERT),
    System("entities", "who_knows_what_where/entities", (1024, 80, 600), GPT_AND_BERT),
    System("answers", "who_knows_what_where/answers", (2048, 160, 300), GPT_AND_BERT),
    System("sentiment", "who_knows_what_where/sentiment", (128, 2048), GPT_AND_BERT),
    System("transfer", "who_knows_what_where/transfer", (256, 60), GPT_AND_BERT),
]
