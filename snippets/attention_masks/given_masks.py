import torch
from transformers import BertConfig, BertModel, GPT2Config, GPT2Model

torch.manual_seed(0)
shared = {"hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 2, "vocab_size": 32}
shared |= {"bos_token_id": 0, "eos_token_id": 0, "attn_implementation": "eager"}
bert = BertModel(BertConfig(**shared)).double().eval()
gpt2 = GPT2Model(GPT2Config(**shared)).double().eval()
embeds = torch.randn(1, 6, 16, dtype=torch.float64, requires_grad=True)


def sees(model, attention_mask):
    hidden = model(inputs_embeds=embeds, attention_mask=attention_mask).last_hidden_state
    rows = [torch.autograd.grad(row[0], embeds, retain_graph=True)[0] for row in hidden[0]]
    return torch.stack(rows)[:, 0].abs().sum(dim=-1) > 0  # (output, input)


query, key = torch.arange(6)[:, None], torch.arange(6)[None, :]
itself = query == key
padding = torch.tensor([[1, 1, 1, 1, 0, 0]])
bert_sees = sees(bert, padding)
gpt2_sees = sees(gpt2, padding)
print("BERT + padding, as masked:", torch.equal(bert_sees, (key < 4) | itself))
print("GPT-2 + padding, as masked:", torch.equal(gpt2_sees, (key <= query) & (key < 4) | itself))

prefix_mask = (key <= query) | (key < 3)
lowest = torch.finfo(torch.float64).min
added_to_scores = torch.zeros(6, 6, dtype=torch.float64).masked_fill(~prefix_mask, lowest)
prefix_sees = sees(gpt2, added_to_scores[None, None])  # (1, 1, query, key)
print("GPT-2 + prefix, as masked:", torch.equal(prefix_sees, prefix_mask))
