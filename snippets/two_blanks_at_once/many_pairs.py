from snippets.lab.checkpoints import load
from snippets.two_blanks_at_once import joints

bert, gpt = load("bert"), load("gpt")
texts = {
    "place": "the [MASK] sat on the [MASK]",
    "agreement": "the [MASK] near the dog [MASK] on the rug",
    "capital": "[MASK] is the capital of [MASK]",
    "gender": "translate : the [MASK] is cold = le [MASK] est froid",
    "pronoun": "long ago , there lived a [MASK] . [MASK] was happy and danced .",
    "sentiment": "this movie is [MASK] , i [MASK] it .",
    "size": "the [MASK] cat sat on the [MASK]",
}
dependence, impossible = {}, {}
print("            bits   impossible at once   in turn    GPT orders")
print("                      exact     BERT      BERT         differ")
for name, text in texts.items():
    found = joints.ways(bert, gpt, text)
    exact = found["exact"]
    dependence[name] = abs(joints.dependence(exact))
    impossible[name] = {way: float(joint[exact == 0].sum()) for way, joint in found.items()}
    differ = joints.orders_differ(found, "bert")
    ways = ("exact_at_once", "bert_at_once", "bert_left_first", "gpt")
    shares = " ".join(f"{abs(impossible[name][way]):8.3f}" for way in ways)
    print(f"{name:10} {dependence[name]:.3f} {shares} {differ:7.3f}")
