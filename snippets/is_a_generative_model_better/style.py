import random
from collections import defaultdict

keeper = """at dusk i lit the lamp and the sea was quiet .
at dawn i put out the lamp and the fog came in .
at noon the fog was thick and i rang the bell .
at dusk a ship came in and the gulls were quiet .
at dawn the sea was grey and a ship went out .
at noon i rang the bell and the gulls went out .""".splitlines()
seller = """my friend , the figs are sweet today !
my lady , the plums are cheap today !
come closer , the figs are cheap and the plums are ripe !
come closer my friend , my melons are ripe today !
my lady , my figs are sweet and my melons are cheap !""".splitlines()


def sample(text, memory, rng):
    followers = defaultdict(list)
    for line in text:
        words = ["<s>"] * memory + line.split() + ["</s>"]
        for i in range(memory, len(words)):
            followers[tuple(words[i - memory : i])].append(words[i])
    written = ["<s>"] * memory
    while written[-1] != "</s>":
        written.append(rng.choice(followers[tuple(written[-memory:])]))
    return " ".join(written[memory:-1])


rng = random.Random(3)
for name, text in {"keeper": keeper, "seller": seller}.items():
    for memory in (1, 2, 5):
        samples = [sample(text, memory, rng) for _ in range(300)]
        copied = sum(s in text for s in samples) / len(samples)
        print(f"{name}_copied_{memory} = {copied:.2f}")
        print("  ", samples[0])
