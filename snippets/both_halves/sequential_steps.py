import torch
from transformers import MarianConfig, MarianMTModel

torch.manual_seed(0)
sizes = {
    "d_model": 32,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "pad_token_id": 0,
    "decoder_start_token_id": 0,
}
heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2}
widths = {"encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "vocab_size": 50}
transformer = MarianMTModel(MarianConfig(**sizes, **heads, **widths)).eval()
cell = torch.nn.LSTMCell(32, 32)


def chain(tensor):
    """Return how many operations have to wait for one another: the deepest path of the graph."""
    depth, stack = {}, [tensor.grad_fn]
    while stack:
        inputs = [node for node, _ in stack[-1].next_functions if node is not None]
        if waiting := [node for node in inputs if node not in depth]:
            stack += waiting
        else:
            node = stack.pop()
            depth[node] = 1 + max((depth[i] for i in inputs), default=0)
    return depth[tensor.grad_fn]


chains = {}
print("tokens   LSTM   Transformer")
for tokens in (8, 16, 32, 64):
    x = torch.randn(1, tokens, 32)
    state = None
    for t in range(tokens):
        state = cell(x[:, t], state)  # needs the state before it
    logits = transformer(inputs_embeds=x, decoder_inputs_embeds=x).logits
    chains[tokens] = chain(state[0]), chain(logits)
    print(f"{tokens:6}{chains[tokens][0]:7}{chains[tokens][1]:14}")
lstm, attention = zip(*chains.values(), strict=True)
print(
    f"lstm_grows = {lstm[-1] / lstm[0]:.1f}\nattention_grows = {attention[-1] / attention[0]:.1f}"
)
