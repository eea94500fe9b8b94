import torch

from snippets.a_real_encoder.vectors import embed, load, mean_pool

tokenizer, model = load()
for name, text in {"empty": " ", "long": "a very " * 150 + "long text"}.items():
    try:
        embed([text], tokenizer, model)
    except ValueError as error:
        print(f"{name}: {error}")

text = "The cat sleeps on the mat. " * 100
encoded = tokenizer(text, return_tensors="pt", verbose=False)
try:
    model(**encoded)
except RuntimeError as error:
    print(f"\nthe library, {encoded.input_ids.shape[1]} tokens: {type(error).__name__}")

cut = tokenizer(text, truncation=True, return_tensors="pt")
print(f"with truncation=True: {cut.input_ids.shape[1]} tokens, and no word about the rest")

filler, answer = "The weather was fine and nothing happened. ", "Bees make honey."
print("\ntokens before “Bees make honey.”   cosine with it, cut at 256")
for n in (0, 5, 10, 20, 27, 40):
    ids = tokenizer(filler * n + answer, truncation=True, max_length=256, return_tensors="pt")
    before = len(tokenizer.tokenize(filler * n))
    with torch.no_grad():
        hidden = model(**ids).last_hidden_state
    vector = mean_pool(hidden, ids.attention_mask)
    cosine = torch.cosine_similarity(vector, embed([answer], tokenizer, model))
    print(f"{before:34}   {cosine.item():.2f}")
