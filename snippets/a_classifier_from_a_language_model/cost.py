import matplotlib.pyplot as plt
import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import BertConfig, BertForSequenceClassification, GPT2LMHeadModel

gpt = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
config = BertConfig.from_pretrained("snippets/lab/checkpoints/bert")
tokens = 7  # label, colon and five words, or mark, five words and mark


def mega_flops(model, rows):
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        model(input_ids=torch.zeros(rows, tokens, dtype=torch.long))
    return counter.get_total_flops() / 1e6


label_counts, bayes, head = [2, 4, 8, 16, 32, 64], [], []
print("labels  GPT + Bayes' rule  BERT with a head")
print("        passes    MFLOPs   passes    MFLOPs")
for n in label_counts:
    torch.manual_seed(0)
    config.num_labels = n
    bayes.append(mega_flops(gpt, n))
    head.append(mega_flops(BertForSequenceClassification(config).eval(), 1))
    print(f"{n:6}  {n:6}  {bayes[-1]:8.1f}   {1:6}  {head[-1]:8.2f}")
print(f"ratio_at_two_labels = {bayes[0] / head[0]:.1f}")
print(f"ratio_at_64_labels = {bayes[-1] / head[-1]:.0f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.loglog(label_counts, bayes, "o-", label="GPT and Bayes' rule: a pass for each label")
ax.loglog(label_counts, head, "s-", label="BERT with a head: one pass")
ax.set(xlabel="number of labels", ylabel="million FLOPs per prediction")
ax.set_xticks(label_counts, label_counts)
ax.minorticks_off()
ax.legend()
plt.show()
