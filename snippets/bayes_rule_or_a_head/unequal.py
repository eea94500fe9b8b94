from snippets.bayes_rule_or_a_head.kinds import KINDS

INNER = ("mlp.c_fc.bias", "intermediate.dense.bias")  # of GPT-2, of BERT

print(f"{'':9} parameters  inner layer  highest rate: from scratch, pretrained  learns from")
for name, kind in KINDS.items():
    model = kind.new(seed=0, pretrained=False)
    inner = next(len(p) for key, p in model.named_parameters() if key.endswith(INNER))
    scratch, pretrained = kind.rates
    lesson = "every word" if kind.generative else "the label"
    print(
        f"{name:9} {model.num_parameters():>10,}  {inner:>11}"
        f"  {scratch:>26g}  {pretrained:>10g}  {lesson}"
    )
