# tolerance: 0.04 (spread 0.01)
import torch
from torch.nn.utils.rnn import pad_sequence
from transformers import BartConfig, BartForConditionalGeneration

pairs = [
    ("translate to French : hello world", "bonjour monde"),
    ("translate to Spanish : hello world", "hola mundo"),
    ("translate to French : good night", "bonne nuit"),
    ("translate to Spanish : good night", "buenas noches"),
    ("translate : hello world", "bonjour monde"),
    ("translate : hello world", "hola mundo"),
]
words = sorted({word for pair in pairs for text in pair for word in text.split()})
words = ["<s>", "<pad>", "</s>", *words]  # BART's own first three
word_id = {word: i for i, word in enumerate(words)}


def encode(texts):
    rows = [torch.tensor([word_id[w] for w in text.split()] + [2]) for text in texts]
    return pad_sequence(rows, batch_first=True, padding_value=1)


torch.manual_seed(0)
size = {"d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "dropout": 0.0}
model = BartForConditionalGeneration(BartConfig(vocab_size=len(words), init_std=0.1, **size))
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
input_ids, labels = (encode(texts) for texts in zip(*pairs, strict=True))
for _ in range(100):
    model(input_ids, input_ids != 1, labels=labels).loss.backward()
    optimizer.step()
    optimizer.zero_grad()

for source, _ in pairs[:2]:
    output = model.generate(encode([source]), max_new_tokens=4)[0]
    print(source, "->", *(words[i] for i in output if i > 2))
bare, start = encode(["translate : hello world"]), torch.tensor([[2]])
p = model(bare, decoder_input_ids=start).logits[0, 0].softmax(-1)
print("p_bonjour =", f"{p[word_id['bonjour']]:.2f}")
print("p_hola =", f"{p[word_id['hola']]:.2f}")
