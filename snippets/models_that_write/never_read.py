from snippets.lab.checkpoints import load
from snippets.lab.unread import mass, read_by
from snippets.lab.world.corpus import is_valid
from snippets.lab.writing import write

read = read_by("gpt")  # eighteen times what the corpus holds
texts = [text for text in write(load("gpt"), 4000, seed=0) if is_valid(text)]
unread = [text for text in texts if text not in read]
print(*unread[:3], sep="\n")
print(f"valid = {len(texts):,}\nunread = {len(unread)}")
print(f"share = {len(unread) / len(texts):.2%}\nexact = {1 - mass(read):.2%}")
