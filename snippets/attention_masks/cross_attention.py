import torch
from transformers import BartConfig, BartModel, T5Config, T5Model

torch.manual_seed(0)
shared = {"d_model": 16, "vocab_size": 32, "attn_implementation": "eager"}
bart = BartConfig(**shared, encoder_layers=2, decoder_layers=2, max_position_embeddings=16)
t5 = T5Config(**shared, num_layers=2, num_heads=2, d_kv=8, d_ff=32)
source_mask = torch.tensor([[1, 1, 1, 1, 0]])  # the last source token is padding
source = torch.randn(1, 5, 16, dtype=torch.float64, requires_grad=True)
target = torch.randn(1, 3, 16, dtype=torch.float64, requires_grad=True)


def sees(outputs, inputs):
    rows = [torch.autograd.grad(row[0], inputs, retain_graph=True)[0] for row in outputs[0]]
    return torch.stack(rows)[:, 0].abs().sum(dim=-1) > 0  # (query, key)


real = source_mask.bool()  # (1, source)
expected = {
    "encoder self": real.expand(5, 5) | torch.eye(5, dtype=torch.bool),
    "decoder self": torch.ones(3, 3, dtype=torch.bool).tril(),
    "cross": real.expand(3, 5),
}
for name, model in {"BART": BartModel(bart), "T5": T5Model(t5)}.items():
    model = model.double().eval()
    output = model(inputs_embeds=source, attention_mask=source_mask, decoder_inputs_embeds=target)
    encoded, decoded = output.encoder_last_hidden_state, output.last_hidden_state
    seen = {
        "encoder self": sees(encoded, source),
        "decoder self": sees(decoded, target),
        "cross": sees(decoded, encoded),
    }
    for mask in expected:
        words = f"{name.lower()}_{mask.replace(' ', '_')}"
        print(f"{words}_as_masked =", torch.equal(seen[mask], expected[mask]))
