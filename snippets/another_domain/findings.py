from snippets.studies.another_domain import majority, places, recorded
from snippets.studies.few_labels_and_many import NAMES, ahead, winner
from snippets.studies.real import summaries

data = recorded()
found, always = summaries(data), majority(data)
for these in places(data).values():
    for place in these:
        home, m, domain = place
        where = f"{home}_{domain}"
        for system in NAMES:
            for measure, (mean, half) in found[home, m, system, domain].items():
                if measure in ("accuracy", "macro_f1", "calibration_error"):
                    print(f"{system}_{where}_{measure} = {mean:.3f}")
                    print(f"{system}_{where}_{measure}_half = {half:.3f}")
        for measure in ("accuracy", "macro_f1"):
            print(f"winner_{where}_{measure} = {winner(data, place, measure)}")
            pair = ahead(data, place, "decoder", "encoder", measure)
            print(f"pair_{where}_{measure} = {pair or 'neither'}")
for system in NAMES:
    lost = [
        found[home, m, system, home]["accuracy"][0] - found[other, n, system, home]["accuracy"][0]
        for (home, m, _), (other, n, _) in zip(
            places(data)["at home"], reversed(places(data)["away"]), strict=True
        )
    ]
    print(f"{system}_lost = {sum(lost) / len(lost):.3f}")
for domain in data["data"]:
    print(f"majority_{domain['name']} = {always[domain['name']]:.3f}")
    chance = 1.96 * (0.6 * 0.4 / domain["test"]) ** 0.5
    print(f"chance_half_{domain['name']} = {chance:.3f}")
    for part in ("train", "dev", "test"):
        print(f"{part}_{domain['name']} = {domain[part]:,}")
print(f"runs = {len(data['runs'])}")
print(f"minutes = {sum(run['cpu_seconds'] for run in data['runs']) / 60:.0f}")
