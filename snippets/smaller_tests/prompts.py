import numpy as np

from snippets.lab.checkpoints import load
from snippets.smaller_tests.tasks import TASKS, filled, prompted, right, weighed, world

gpt, bert, tuned = load("gpt"), load("bert"), load("bert-sentiment")
body = {name: p for name, p in tuned.state_dict().items() if name.startswith("bert.encoder")}
swapped = load("bert")
swapped.load_state_dict(body, strict=False)  # the layers tuned for sentiment, under the old head

labels = world.values("sentiment")
print(f"{'':12}asked    best     GPT    BERT   tuned")
shares = []
for name, gaps in TASKS.items():
    best = [x[start:stop] for x, start, stop in gaps]
    said = prompted(gpt, gaps)
    if name == "sentiment":
        best = [[labels[np.argmax(list(world.posterior(x[2:]).values()))]] for x, _, _ in gaps]
        said = weighed(gpt, gaps, labels)
    answers = best, said, filled(bert, gaps), filled(swapped, gaps)
    shares.append([right(gaps, answer) for answer in answers])
    print(f"{name:12}{len(gaps):5}" + "".join(f"{share:8.3f}" for share in shares[-1]))
best, *by_model = np.array(shares).T
for name, share in zip(("gpt", "bert", "tuned_layers"), by_model, strict=True):
    print(f"tasks_{name} = {(share > best - 0.02).sum()}")
print(f"tasks = {len(TASKS)}")
print(f"sentiment_best = {best[1]:.3f}")
print(f"sentiment_gpt = {by_model[0][1]:.3f}")
print(f"sentiment_bert = {by_model[1][1]:.3f}")
print(f"outputs_of_the_head = {tuned.config.num_labels}")
