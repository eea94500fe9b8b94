# --8<-- [start:decoding]
def apply_temperature(logits, temperature):
    return logits / temperature


def keep_top_k(logits, k):
    kth_largest = logits.sort(descending=True).values[k - 1]
    return logits.masked_fill(logits < kth_largest, float("-inf"))


def keep_top_p(logits, p):
    ordered, ids = logits.sort(descending=True)
    share = ordered.softmax(dim=-1)
    before = share.cumsum(dim=-1) - share  # what the likelier words hold already
    return logits.index_fill(0, ids[before >= p], float("-inf"))


# --8<-- [end:decoding]
