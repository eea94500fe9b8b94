import torch
from transformers import AutoTokenizer, BartForConditionalGeneration

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
model.set_attn_implementation("eager")
model.double()  # so that a forbidden gradient is an exact zero

inputs = tokenizer("translate : hello world =", return_tensors="pt", padding="max_length")
source_ids, source_mask = inputs.input_ids[:, :8], inputs.attention_mask[:, :8]  # one [PAD]
target_ids = torch.tensor([tokenizer.convert_tokens_to_ids(["[BOS]", "bonjour", "monde"])])
source = model.get_input_embeddings()(source_ids).detach().requires_grad_()
target = model.get_input_embeddings()(target_ids).detach().requires_grad_()
output = model(inputs_embeds=source, attention_mask=source_mask, decoder_inputs_embeds=target)
encoded = output.encoder_last_hidden_state  # (1, source, d)


def sees(outputs, inputs):
    rows = [torch.autograd.grad(row.sum(), inputs, retain_graph=True)[0] for row in outputs[0]]
    return torch.stack(rows)[:, 0].abs().sum(dim=-1) > 0  # (query, key)


real = source_mask.bool()
masks = {
    "encoder": (sees(encoded.sin(), source), real.expand(8, 8) | torch.eye(8, dtype=torch.bool)),
    "decoder": (sees(output.logits.sin(), target), torch.ones(3, 3, dtype=torch.bool).tril()),
    "cross": (sees(output.logits.sin(), encoded), real.expand(3, 8)),
}
source_words, target_words = map(tokenizer.convert_ids_to_tokens, (source_ids[0], target_ids[0]))
for name, (seen, expected) in masks.items():
    print(f"{name}: as masked {torch.equal(seen, expected)}")
    for word, row in zip(source_words if name == "encoder" else target_words, seen, strict=True):
        print(f"  {word:10}", *("✓" if cell else "✗" for cell in row))
