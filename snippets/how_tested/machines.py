import json
from pathlib import Path

report = json.loads(Path("snippets/how_tested/spreads.json").read_text("utf-8"))
print("as on a machine with                  these settings")
for machine, settings in report["machines"].items():
    said = ", ".join(f"{name}={value}" for name, value in settings.items())
    print(f"{machine:37} {said or 'none'}")
for machine, reason in report["left out"].items():
    count = report["elsewhere"].get(machine)
    print(f"{machine:37}", f"elsewhere, {count} listings" if count else f"left out: {reason}")

print("\nlisting, largest spread of a number   printed    drawn")
for listing, moves in report["listings"].items():
    spread = [
        max((most - least for least, most, *_ in moves.get(part, {}).values()), default=0)
        for part in ("output", "figure")
    ]
    print(f"{listing:37}", *(f"{width:8.3g}" for width in spread))
print(f"\nlistings_that_move = {len(report['listings'])}")
