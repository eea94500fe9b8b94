from snippets.lab.unread import read_by, share_read
from snippets.studies.who_knows_what_where import SYSTEMS
from snippets.who_knows_what_where import names, questions

full = {system.key: system.arguments for system in SYSTEMS}  # of the full forms
labels, _, tested = full["entities"]
asked, _, asked_of = full["answers"]
texts = {  # what was tested on: sentences without a label or a question in training
    "entities": [text for seed in range(5) for text in names.draw(seed, labels, tested)[1][0]],
    "answers": [q.sentence for seed in range(5) for q in questions.draw(seed, asked, asked_of)[1]],
}
for name, some in texts.items():
    print(f"{name}: {some[0]}")
    print(f"read_{name} = {share_read(some, read_by('gpt')):.1%}")
