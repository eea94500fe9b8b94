from snippets.bayes_rule_or_a_head.chosen import CHOSEN
from snippets.bayes_rule_or_a_head.kinds import COUNTERS, KINDS, TRIES, quarter
from snippets.lab.measure import labelled
from snippets.studies.bayes_rule_or_a_head import STEPS, TUNING

share = f"{quarter(labelled(2048, 0)[1]):,} of 2,048"
for start, steps in (("scratch", STEPS), ("pretrained", TUNING)):
    rows = {}
    for name, kind in KINDS.items():
        model = kind.new(0, start == "pretrained")
        c = model.config
        wide = c.intermediate_size if name == "bert_head" else c.n_inner or 4 * c.n_embd
        dropped = [value for key, value in c.to_dict().items() if key.endswith(("pdrop", "_prob"))]
        few, all_of_them = CHOSEN[f"{start}_{name}"]
        for setting, value in {
            "parameters": f"{model.num_parameters():,}",
            "layers, heads, width": (c.num_hidden_layers, c.num_attention_heads, c.hidden_size),
            "inner width (FFN)": wide,
            "initialiser": c.initializer_range,
            "dropout": max(dropped),
            "norm": "after each sum" if name == "bert_head" else "before each layer",
            "learns from": share,
            "rates tried": len(TRIES[name]),
            "rate, up to 512 labels": few,
            "rate, 2,048 labels": all_of_them,
            "steps at most": steps,
        }.items():
            rows.setdefault(setting, []).append(str(value).strip("()"))
    print(f"{start:24}" + "".join(f"{name:>19}" for name in KINDS))
    for setting, values in rows.items():
        mark = " " if len({*values}) == 1 else "≠"
        print(f"{mark} {setting:22}" + "".join(f"{value:>19}" for value in values))
for name, what in zip(COUNTERS, ("added to counts", "C"), strict=True):
    few, all_of_them = CHOSEN[name]
    print(f"{name}: {what} {few:g} up to 512 labels, {all_of_them:g} with 2,048;", end=" ")
    print(f"tried {len(TRIES[name])}; learns from {share}")
at_an_end = [  # its least or its greatest try
    value in TRIES[key.split("_", 1)[-1]][::3] for key, chosen in CHOSEN.items() for value in chosen
]
print(f"choices = {len(at_an_end)}\nat_an_end = {sum(at_an_end)}")
