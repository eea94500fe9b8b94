import matplotlib.pyplot as plt

from snippets.a_real_decoder.context import judge_context, show
from snippets.a_real_decoder.reviews import EXAMPLES

a, b, c, d = EXAMPLES[:4]
contexts = {"2": [a, b], "4": [a, b, c, d], "4, in pairs": [b, a, d, c], "8": EXAMPLES}
found = {name: judge_context(examples) for name, examples in contexts.items()}
show(found)
print("auc_least =", f"{min(row['auc'] for row in found.values()):.3f}")
print("both_least =", f"{min(row['both'] for row in found.values()):.2f}")
print("plain_2 =", f"{found['2']['plain']:.2f}")
print("plain_8 =", f"{found['8']['plain']:.3f}")
print("praised_8 =", f"{found['8']['praised']:.3f}")
plt.show()
