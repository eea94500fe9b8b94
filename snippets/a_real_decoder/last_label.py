import matplotlib.pyplot as plt

from snippets.a_real_decoder.context import judge_context, show
from snippets.a_real_decoder.reviews import EXAMPLES

pans, praise = ([e for e in EXAMPLES if e[1] == is_praise] for is_praise in (False, True))
contexts = {
    "8, backwards": EXAMPLES[::-1],
    "8, praise last": pans + praise,
    "8, pans last": praise + pans,
    "8, labels wrong": [(text, not is_praise) for text, is_praise in EXAMPLES],
}
found = {name: judge_context(examples) for name, examples in contexts.items()}
show(found)
print("plain_backwards =", f"{found['8, backwards']['plain']:.3f}")
print("praised_backwards =", f"{found['8, backwards']['praised']:.3f}")
print("auc_wrong =", f"{found['8, labels wrong']['auc']:.3f}")
plt.show()
