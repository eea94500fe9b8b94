from snippets.lab.unread import READ, among, mass, share_read
from snippets.lab.world.corpus import SIZE, fresh

sentences = fresh(2000, seed=1)  # independent draws, on which most models here are measured
print("read from the stream     distinct  share read of 2,000 fresh ones, and exactly")
for name, n in {"few": 640, "corpus": SIZE, "bart": READ["bart"], "gpt": READ["gpt"]}.items():
    read = among(n)
    share, exact = share_read(sentences, read), mass(read)
    print(f"{name:10}{n:11,} {len(read):11,} {share:10.1%} {exact:10.1%}")
    print(f"distinct_{name} = {len(read):,}\nread_{name} = {share:.1%}\nexact_{name} = {exact:.1%}")
print(f"distinct_fresh = {len(set(sentences)):,}")
