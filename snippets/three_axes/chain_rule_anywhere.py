import torch
from torch import nn
from transformers import (
    BertConfig,
    BertForMaskedLM,
    GPT2Config,
    GPT2LMHeadModel,
    T5Config,
    T5ForConditionalGeneration,
)

torch.manual_seed(0)
START, MASK = 3, 4  # the words are 0, 1, 2
texts = torch.cartesian_prod(*[torch.arange(3)] * 4)  # (81, 4), all texts of four words
shifted = torch.cat([torch.full((81, 1), START), texts[:, :-1]], dim=1)  # (81, 4)
bigrams = torch.randn(5, 5)
embed, lstm, out = nn.Embedding(5, 16), nn.LSTM(16, 16, batch_first=True), nn.Linear(16, 5)

ends = {"bos_token_id": START, "eos_token_id": None, "initializer_range": 1.0}
gpt2 = GPT2LMHeadModel(GPT2Config(vocab_size=5, n_embd=16, n_layer=1, n_head=2, **ends)).eval()
t5_size = {"d_model": 16, "num_layers": 1, "num_heads": 2, "decoder_start_token_id": START}
t5 = T5ForConditionalGeneration(T5Config(vocab_size=5, **t5_size)).eval()
source = torch.tensor([[0, 2, 1]]).expand(81, 3)
bert_size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
bert_size |= {"intermediate_size": 32, "initializer_range": 1.0}
bert = BertForMaskedLM(BertConfig(vocab_size=5, **bert_size)).eval()
blanked = [texts.index_fill(1, torch.tensor([i]), MASK) for i in range(4)]

logits = {
    "bigrams": bigrams[shifted],
    "lstm": out(lstm(embed(shifted))[0]),
    "gpt2": gpt2(input_ids=shifted).logits,
    "t5": t5(input_ids=source, decoder_input_ids=shifted).logits,
    "bert_blank_by_blank": torch.stack(
        [bert(input_ids=blanked[i]).logits[:, i] for i in range(4)], dim=1
    ),
}
print(f"P(x), summed over all {len(texts)} texts of four words:")
for name, scores in logits.items():
    log_prob = scores[..., :3].log_softmax(-1).gather(-1, texts[..., None]).sum((1, 2))  # (81,)
    print(f"sum_{name} = {log_prob.double().exp().sum():.2f}")
