from snippets.studies.few_labels_and_many import NAMES, places, recorded
from snippets.studies.real import summaries

data = recorded()
found = summaries(data)
home, m, _ = places(data)[-1]
parameters = {run["system"]: run.get("parameters", 0) for run in data["runs"]}
print(f"trained on {m:,} labels, one thread")
print("system   parameters  seconds  ms a text  passes")
for system in NAMES:
    seconds, ms, passes = (
        found[home, m, system, home][name][0] for name in ("cpu_seconds", "ms", "passes")
    )
    weights = f"{parameters[system]:,}" if parameters[system] else "counts"
    print(f"{system:8} {weights:>10}{seconds:9.1f}{ms:11.3f}{passes:8.0f}")
    print(
        f"{system}_seconds = {seconds:.0f}"
        if seconds >= 10
        else f"{system}_seconds = {seconds:.2f}"
    )
    print(f"{system}_ms = {ms:.3f}")
