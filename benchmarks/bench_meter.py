"""How reading a meter's file and studying it grow with its rows: time and memory a row, each in a process of its own.

A record in kW of one reading a minute, in a plain text file with stamps of UTC.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import arguments, machine, shown, table, times

ROWS = (25_000, 100_000, 400_000)
SITE = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "800 A"\nsystem = "208Y/120"\n'


def written(folder: Path, rows: int) -> Path:
    """A file of so many rows."""
    dice = random.Random(1)
    moment, minute = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), dt.timedelta(minutes=1)
    path = folder / "meter.csv"
    with path.open("w") as file:
        file.write("timestamp,kW\n")
        for number in range(rows):
            file.write(f"{moment + number * minute:%Y-%m-%dT%H:%M:%SZ},{100 + 50 * dice.random():.2f}\n")
    return path


def measure(path: str) -> dict[str, float]:
    """Processor time of reading and of the study [s], and the peak of the process before and after [MB]."""
    import evsite
    from evsite.metering.options import ReadingOptions
    from evsite.metering.reading import read_interval_files
    from evsite.studies.load_study import load_study

    site, options = evsite.loads(SITE), ReadingOptions(timezone="America/Los_Angeles")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    series = read_interval_files([path], options)
    middle = time.process_time()
    load_study(site, "U", series=series, power_factor=0.9)
    end = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"read": middle - start, "study": end - middle, "before": before, "peak": peak}


def main() -> None:
    """Print the table."""
    asked = arguments(__doc__ or "", quick="up to 100,000 rows")
    print(machine())
    rows: list[list[str]] = []
    last = None
    for count in ROWS[:-1] if asked.quick else ROWS:
        with tempfile.TemporaryDirectory() as folder:
            path = written(Path(folder), count)
            code = f"import json, sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import bench_meter; "
            code += f"print(json.dumps(bench_meter.measure({str(path)!r})))"
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        took = json.loads(done.stdout)
        each = (took["read"] + took["study"]) / count
        grown = "-" if last is None else times(each, last)
        figures = [shown(took["read"]), shown(took["study"]), shown(each), grown]
        rows.append([f"{count:,}", *figures, f"{took['before']:.0f} MB", f"{took['peak']:.0f} MB"])
        last = each
    table("A record of a meter", ["rows", "read", "study", "a row", "against the line above", "before", "peak"], rows)


if __name__ == "__main__":
    main()
