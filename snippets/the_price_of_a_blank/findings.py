from snippets.studies.experiments import summaries
from snippets.studies.results import check
from snippets.studies.the_price_of_a_blank import SYSTEMS, enough
from snippets.the_price_of_a_blank.blanks import floors

results = summaries("the-price-of-a-blank")
price, middle = results["price"], results["middle"]
for way in ("left", "bert", "tried_16", "tried_32", "tried_250"):
    print(f"mflops_{way} = {price[f'flops_{way}'][0] / 1e6:.1f}")
gaps = [
    run["next_moved"] - run["next_plain"]
    for run in check("the-price-of-a-blank", SYSTEMS[1])["runs"]
]
print(f"harm_least = {min(gaps):.4f}\nharm_most = {max(gaps):.4f}")
both, left = floors()
print(f"floor_both = {both:.3f}\nfloor_left = {left:.3f}\ngap_left = {left - both:.3f}")
k, operations = enough(price), price["flops_bert"][0]
print(f"enough = {k}\nratio = {price[f'flops_tried_{k}'][0] / operations:.0f}")
print(f"ratio_all = {price['flops_tried_250'][0] / operations:.0f}")
print(f"mflops_moved = {middle['flops_moved'][0] / 1e6:.1f}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
