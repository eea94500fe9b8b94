# tolerance: 0.004 (spread 0)
import math
import tempfile
from pathlib import Path

from snippets.lab.own_text import read, train_on
from snippets.lab.world.corpus import corpus, truth

folder = Path(tempfile.mkdtemp())
file = folder / "my-text.txt"  # any text will do; of this one the truth is known
file.write_text("\n".join(corpus()[:1500]), "utf-8")

train_on(file, ["gpt", "bert"], folder, steps=80)

_, apart = read(file)
sentences = apart[:100]  # each is one piece
bits = -truth("training").log_probs(sentences).sum() / math.log(2)
print(f"  the truth {'':26}{bits / sum(len(text) + 1 for text in sentences):6.3f}")
