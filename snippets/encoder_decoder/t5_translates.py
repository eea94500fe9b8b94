# tolerance: 0.04 (spread 0)
import matplotlib.pyplot as plt
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer, BartConfig, T5Config

from snippets.lab.world.corpus import truth

torch.set_default_dtype(torch.float64)  # so that every machine ends at the same weights
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
pairs = [text.split(" = ") for text in truth("training").sentences if " = " in text]
inputs = tokenizer([f"{source} =" for source, _ in pairs], return_tensors="pt", padding=True)
labels = tokenizer([target for _, target in pairs], return_tensors="pt", padding=True).input_ids
labels = labels[:, 1:].masked_fill(labels[:, 1:] == tokenizer.pad_token_id, -100)

bart = BartConfig.from_pretrained("snippets/lab/checkpoints/bart")  # its sizes, not its weights
sizes = {"d_model": 64, "num_layers": 2, "num_heads": 2, "d_kv": 32, "d_ff": 128}
marks = ("vocab_size", "pad_token_id", "eos_token_id", "decoder_start_token_id")
t5 = T5Config(**sizes, dropout_rate=0.0, **{name: getattr(bart, name) for name in marks})


def run(model, rows):
    return model(inputs.input_ids[rows], inputs.attention_mask[rows], labels=labels[rows])


order = torch.randperm(len(pairs), generator=torch.Generator().manual_seed(0))
unseen, seen = order[:200], order[200:]
ax = plt.figure(figsize=(6.4, 3.0), layout="constrained").subplots()
for name, config, style in ("BART", bart, "o-"), ("T5", t5, "s--"):
    torch.manual_seed(0)
    model, right = AutoModelForSeq2SeqLM.from_config(config, dtype=torch.float64), {}
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0, total_iters=80)
    for step in range(1, 81):
        run(model, seen[torch.randint(len(seen), (32,))]).loss.backward()
        optimizer.step(), schedule.step(), optimizer.zero_grad()
        if step % 20 == 0:
            with torch.no_grad():
                guess = run(model, unseen).logits.argmax(dim=-1)
            hit = (guess == labels[unseen]) | (labels[unseen] == -100)
            right[step] = hit.all(dim=1).float().mean().item()
    print(f"{name:4}", *(f"{share:.2f}" for share in right.values()))
    print(f"{name.lower()}_parameters = {model.num_parameters():,}")
    print(f"{name.lower()}_right = {right[80]:.2f}")
    ax.plot(right.keys(), right.values(), style, label=name)
ax.set(xlabel="training steps of 32 translations", ylabel="share right of those set aside")
ax.legend()
plt.show()
