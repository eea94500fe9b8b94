from textwrap import fill

from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import ImpossibleContextError, UnknownWordError

world = truth("full")
print("the cats purrs:", world.log_prob("the cats purrs"))

for question, tokens in (
    (world.next_token, "the cats purrs"),
    (world.masked, "the dog sat on the mat because [MASK] was cold"),
    (world.posterior, "the cat sat on the mat"),
    (world.log_prob, "this film is great !"),
    (world.next_token, "The cat"),
):
    try:
        question(tokens)
    except (ImpossibleContextError, UnknownWordError) as error:
        print(f"\n{question.__name__}: {type(error).__name__}")
        print(fill(str(error), 58, initial_indent="  ", subsequent_indent="  "))
