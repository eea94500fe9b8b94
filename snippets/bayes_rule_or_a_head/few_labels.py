# tolerance: 0.004 (spread 0)
import sys

from snippets.bayes_rule_or_a_head.chosen import setting
from snippets.bayes_rule_or_a_head.kinds import COUNTERS, KINDS, count, gpt_bayes, learn, quarter
from snippets.bayes_rule_or_a_head.shifts import joint, quality, with_prior
from snippets.lab.measure import bayes_accuracy, labelled, reviews
from snippets.lab.objectives import word_rows

seed, pretrained, least, most, steps = map(int, sys.argv[1:] or (0, 0, 128, 128, 32))
NEW = 0.2  # P(positive) after the prior has moved
every = reviews()[0]
rows = word_rows(every)
measures = {"bayes": bayes_accuracy(), "bayes_moved": joint(NEW).max(axis=0).sum()}


def report(name, m, log_odds, learned):
    same = with_prior(name, log_odds, learned, learned)
    print(f"{name:10}{m:5}", end="")
    for measure, value in quality(same, joint()).items():
        measures[f"{name}_{m}_{measure}"] = value
        print(f"{value:9.3f}", end="")
    for how, moved in (("kept", same), ("moved", with_prior(name, log_odds, learned, NEW))):
        for measure, value in quality(moved, joint(NEW)).items():
            measures[f"{name}_{m}_{how}_{measure}"] = value
        print(f"{measures[f'{name}_{m}_{how}_accuracy']:9.3f}", end="")
    print()


print(f"Bayes accuracy {measures['bayes']:.3f}, {measures['bayes_moved']:.3f} after the shift")
print("            m accuracy   excess   calib.     kept    moved")
if pretrained:  # it has read labelled reviews in its text: no further label is needed
    report("gpt_bayes", 0, gpt_bayes.log_odds(gpt_bayes.new(seed, True), rows), 0.5)
for m in (m for m in (32, 128, 512, 2048) if least <= m <= most):
    texts, y = labelled(m, seed)
    share = y[: quarter(y)].mean()  # of positive labels, among those that are learned from
    for name in COUNTERS:
        report(name, m, count(name, texts, y, setting(name, m)).log_odds(every), share)
    for name, kind in KINDS.items():
        rate = setting(f"{'pretrained' if pretrained else 'scratch'}_{name}", m)
        found = learn(kind, texts, y, seed, steps, rate, bool(pretrained))
        measures |= {f"{name}_{m}_step": found.step}
        report(name, m, found.log_odds(rows), share)
