# tolerance: 0.004 (spread 0)
import sys

from snippets.bayes_rule_or_a_head.chosen import setting
from snippets.bayes_rule_or_a_head.kinds import COUNTERS, KINDS, count, learn, quarter
from snippets.bayes_rule_or_a_head.shifts import draw, joint, quality, with_prior
from snippets.lab.measure import reviews
from snippets.lab.objectives import word_rows

seed, m, steps, last = map(int, sys.argv[1:] or (0, 128, 32, 1))
shifts = {  # what is learned from, and what is asked
    "mark": (joint(mark=0.9), joint()),  # the mark goes with the label, then it says nothing
    "thing": (joint(things=("movie", "book")), joint(things=("song", "restaurant"))),
}
every = reviews()[0]
rows = word_rows(every)
measures = {}
for shift, (learned, asked) in list(shifts.items())[:last]:
    texts, y = draw(learned, m, seed)
    share = y[: quarter(y)].mean()
    found = {name: count(name, texts, y, setting(name, m)).log_odds(every) for name in COUNTERS}
    for name, kind in KINDS.items():
        rate = setting(f"scratch_{name}", m)
        found[name] = learn(kind, texts, y, seed, steps, rate).log_odds(rows)
    for where, shares in (("home", learned), ("away", asked)):
        measures[f"{shift}_{where}_bayes"] = shares.max(axis=0).sum()
        for name, log_odds in found.items():
            log_odds = with_prior(name, log_odds, share, share)
            for measure, value in quality(log_odds, shares).items():
                measures[f"{name}_{shift}_{where}_{measure}"] = value

    best = [f"{measures[f'{shift}_{where}_bayes']:.3f}" for where in ("home", "away")]
    print(f"{shift}: Bayes accuracy {best[0]} at home, {best[1]} away")
    print("           accuracy: home   away     calibration: home   away")
    for name in found:
        keys = [f"{name}_{shift}_{where}" for where in ("home", "away")]
        row = "".join(f"{measures[f'{key}_accuracy']:7.3f}" for key in keys)
        row += " " * 13 + "".join(f"{measures[f'{key}_calibration_error']:7.3f}" for key in keys)
        print(f"{name:18}{row}")
