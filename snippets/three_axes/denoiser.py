import torch
from transformers import BartConfig, BartForConditionalGeneration

torch.manual_seed(0)
sentences = ["the cat sat on the mat", "a dog lay by my door", "one hen ran up that road"]
vocabulary = ["<pad>", "<s>", "</s>", "<mask>", *sorted(set(" ".join(sentences).split()))]
ids = torch.tensor([[vocabulary.index(w) for w in s.split()] + [2] for s in sentences])  # (3, 7)

size = {"d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "max_position_embeddings": 16}
more = {"encoder_attention_heads": 2, "decoder_attention_heads": 2, "dropout": 0.0}
width = {"encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "vocab_size": len(vocabulary)}
special = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2}
model = BartForConditionalGeneration(BartConfig(**size, **more, **width, **special))
optimizer = torch.optim.AdamW(model.parameters(), lr=0.005)
for _ in range(120):
    labels = ids.repeat(8, 1)  # (24, 7)
    damaged = labels.masked_fill((torch.rand(labels.shape) < 0.3) & (labels > 3), 3)
    optimizer.zero_grad()
    model(input_ids=damaged, labels=labels).loss.backward()
    optimizer.step()

damaged = ids.clone()
damaged[:, [1, 5]] = 3
restored = torch.full((3, 1), 2)  # decoding starts at </s>, BART's own habit
for _ in range(6):
    logits = model.eval()(input_ids=damaged, decoder_input_ids=restored).logits
    restored = torch.cat([restored, logits[:, -1:].argmax(-1)], dim=1)
for before, after in zip(damaged, restored, strict=True):
    print(" ".join(vocabulary[i] for i in before[:-1]))
    print("  ->", " ".join(vocabulary[i] for i in after[1:]))
right = (restored[:, 1:] == ids[:, :-1])[damaged[:, :-1] == 3]
print("blanks_restored =", right.sum().item(), "of", len(right))
