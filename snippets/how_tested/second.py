import json
import math
from pathlib import Path

from snippets.studies.experiments import summaries

rows = json.loads(Path("snippets/how_tested/second.json").read_text("utf-8"))
print("study                  systems  measures  moved  furthest, in half-widths")
furthest = {}
for study in dict.fromkeys(row[0] for row in rows):
    recorded = summaries(study)
    here = [row[1:] for row in rows if row[0] == study]
    moved = [row for row in here if not math.isclose(row[3], row[4], rel_tol=1e-4, abs_tol=1e-9)]
    widths = {  # how far each moved, against half its interval over the seeds (or 1%, if wider)
        f"{system} {measure}": abs(now - then) / max(recorded[system][measure][1], abs(then) / 100)
        for system, _, measure, then, now in moved
    }
    name = max(widths, key=widths.get, default="")
    furthest[study] = widths.get(name, 0.0)
    systems = len({system for system, *_ in here})
    line = f"{study:22} {systems:7} {len(here):9} {len(moved):6}  {furthest[study]:5.2f}  {name}"
    print(line.rstrip())
print(f"\nwithin_half = {sum(width < 0.5 for width in furthest.values())}")
print(f"studies = {len(furthest)}")
