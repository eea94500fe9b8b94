from transformers import T5Tokenizer


def corrupt(words, spans):
    """Return (source, target); a span is (first word, number of words)."""
    source, target, at = [], [], 0
    for n, (start, length) in enumerate(spans):
        sentinel = f"<extra_id_{n}>"
        source += [*words[at:start], sentinel]
        target += [sentinel, *words[start : start + length]]
        at = start + length
    return source + words[at:], [*target, f"<extra_id_{len(spans)}>"]


sentence = "the cat sat on the mat because it was tired"
words = sentence.split()
source, target = corrupt(words, spans=[(2, 2), (7, 1)])
print("source:", *source)
print("target:", *target)

pieces = [("<pad>", 0), ("</s>", 0), ("<unk>", 0), *((f"▁{w}", 0) for w in sorted(set(words)))]
sentinels = [(f"<extra_id_{i}>", 0) for i in range(99, -1, -1)]
tokenizer = T5Tokenizer(vocab=pieces + sentinels)
input_ids = tokenizer(" ".join(source)).input_ids
print("tokens:", *tokenizer.convert_ids_to_tokens(input_ids))
print("ids:   ", *input_ids)
first = tokenizer.convert_tokens_to_ids("<extra_id_0>")
print(f"first_sentinel_is_last_id = {first == len(tokenizer) - 1}")
print(f"bart_target_words = {len(words)}")
print(f"t5_target_tokens = {len(target)}")
