"""What varying load leaves, by the quarter of an hour: a week and a year on a site of 100 ports, beside one allocation.

The load is drawn at random on each of three phases, so that no two quarters are alike and nothing is worked out once
for several. All times are of one process on one core; the ratio is what counts.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import tempfile
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from common import arguments, best_s, machine, panels_site, shown, table, times

QUARTERS = {"a week": 672, "a year": 35_040}


def metered_site(folder: Path, quarters: int, ports: int = 100) -> Path:
    """A site file with a record of so many quarters of an hour, taken off the limit of the site."""
    dice = random.Random(1)
    rows = ["timestamp,amps_a,amps_b,amps_c"]
    for number in range(quarters):
        day, minute = divmod(number * 15, 1440)
        amps = ",".join(f"{500 + 300 * dice.random():.3f}" for _ in range(3))
        rows.append(f"{_date(day)} {minute // 60:02}:{minute % 60:02},{amps}")
    (folder / "meter.csv").write_text("\n".join(rows) + "\n")
    text = panels_site(ports).replace("[site]\n", "[site]\nsite_meter = true\n")
    text += '[groups.All]\non = "T"\nlimit = "1500 A"\n'
    text += '[loads.Building]\non = "T"\ndata = "meter.csv"\ntimezone = "-08:00"\n'
    path = folder / "site.toml"
    path.write_text(text)
    return path


def _date(day: int) -> str:
    return (dt.date(2024, 1, 1) + dt.timedelta(days=day)).isoformat()


def main() -> None:
    """Print the table."""
    asked = arguments(__doc__ or "", quick="the week only")
    from evsite.allocation.allocator import Allocator
    from evsite.sitefile.loading import load
    from evsite.studies.left_over import left_over

    print(machine())
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, quarters in QUARTERS.items():
            if asked.quick and quarters > 672:
                continue
            path = metered_site(Path(folder), quarters)
            read = best_s(lambda path=path: load(str(path)), least=1)
            site = load(str(path))
            allocator = Allocator(site)
            moment = allocator.moment()
            one = best_s(lambda a=allocator, m=moment: a.shares(m))
            took = best_s(lambda site=site: left_over(site), least=3 if quarters <= 672 else 1)
            found = left_over(site)
            assert found is not None
            states = f"{found.states:,}"
            rows.append([name, states, shown(read), shown(took), shown(took / quarters), shown(one), times(took, one)])
    head = ["record", "different states", "reading", "what is left", "a quarter", "one allocation", "all / one"]
    table("What is left for 100 ports beside a metered load", head, rows)


if __name__ == "__main__":
    main()
