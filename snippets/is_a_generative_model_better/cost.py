import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import BertConfig, BertModel, GPT2Config, GPT2Model

text = torch.arange(32)[None]  # (1, 32 tokens)


@torch.no_grad()
def megaflops(model, input_ids):
    model.eval().set_attn_implementation("eager")
    with FlopCounterMode(display=False) as counter:
        model(input_ids)
    return counter.get_total_flops() / 1e6


print("width  BERT reads  GPT reads  GPT, 4 labels")
for width in (48, 96, 192):
    size = {"hidden_size": width, "intermediate_size": 4 * width}
    bert_config = BertConfig(num_hidden_layers=2, **size)
    bert = BertModel(bert_config, add_pooling_layer=False)
    gpt = GPT2Model(GPT2Config(n_embd=width, n_layer=2))
    bert_reads, gpt_reads = megaflops(bert, text), megaflops(gpt, text)
    four_labels = megaflops(gpt, text.repeat(4, 1))
    print(f"{width:5} {bert_reads:11.2f} {gpt_reads:10.2f} {four_labels:14.2f}")

print(f"same_cost_to_read = {bert_reads == gpt_reads}")
print(f"cost_of_four_labels = {four_labels / gpt_reads:.0f}")
