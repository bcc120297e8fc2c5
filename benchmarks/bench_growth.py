"""How the time of every reader and every rule grows: that of twice the input over that of once.

A cost in proportion takes twice as long, one with the square four times. What is above 2.6 is measured once more, and
marked if it stays there.
"""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import growing_inputs as inputs
from common import arguments, machine, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST = 2.6
START, LARGEST = 250, 16_000
LEAST_S = {False: 0.25, True: 0.06}
"""What the smaller input has to take; shorter times are mostly what does not grow."""
SITES = (
    *(inputs.panels, inputs.circuits, inputs.family, inputs.stations, inputs.groups, inputs.members, inputs.loads),
    *(inputs.chained, inputs.supplies, inputs.starved),
)
ODD = (
    *(inputs.misspelt, inputs.trade, inputs.broken, inputs.texts, inputs.ignored, inputs.catalogue),
    inputs.unknown_models,
)
RULE_SITES = (*SITES, inputs.trade, inputs.ignored)


def once_s(work: Callable[[], object]) -> float:
    """Processor time of one call [s]."""
    # a collection may fall into one call and not into the other
    gc.disable()
    start = time.process_time()
    try:
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def readers(folder: Path) -> Iterable[tuple[str, Callable[[int], Callable[[], object]]]]:
    """Every reader: from a size to a call that reads an input of it."""
    from evsite import loads
    from evsite.metering.options import ReadingOptions
    from evsite.metering.reading import read_interval_files
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.imports.loading import import_files
    from evsite.sitefile.prices import load_prices
    from evsite.sitefile.sessions.loading import load_sessions

    def read_site(make: Callable[[int], str], n: int) -> Callable[[], object]:
        text = inputs.HEAD + inputs.SUPPLY + make(n)

        def read() -> None:
            with contextlib.suppress(SiteFileError):
                loads(text)

        return read

    def read_file(name: str, make: Callable[[int], str], reader: Callable[[Path], object], n: int):
        path = folder / name
        path.write_text(make(n))

        def read() -> None:
            with contextlib.suppress(SiteFileError):
                reader(path)

        return read

    for make in (*SITES, *ODD):
        yield f"site file: {make.__name__}", partial(read_site, make)
    few = loads(inputs.HEAD + inputs.SUPPLY + inputs.panels(20))
    yield "prices", partial(read_file, "prices.toml", inputs.prices, load_prices)
    yield "sessions", partial(read_file, "arrivals.csv", inputs.arrivals, lambda path: load_sessions(path, few))
    for make in (inputs.panel_schedule, inputs.station_list):
        yield f"import: {make.__name__}", partial(read_file, "import.csv", make, lambda path: import_files([str(path)]))
    options = ReadingOptions(timezone="UTC")

    def meter(path: Path) -> object:
        return read_interval_files([str(path)], options)

    yield "meter: a reading a row", partial(read_file, "rows.csv", inputs.interval_rows, meter)
    yield "as-built record", partial(as_built, folder)
    yield "meter: a day a row", partial(read_file, "days.csv", partial(inputs.interval_rows, wide=True), meter)


def as_built(folder: Path, n: int) -> Callable[[], object]:
    """A site of so many ports beside the record of them, as `evsite as-built` writes it."""
    from evsite import load

    text = inputs.HEAD + inputs.SUPPLY + inputs.panels(n)
    site, record = folder / "built.toml", folder / "built.csv"
    site.write_text(text)
    command = [sys.executable, "-m", "evsite", "as-built", str(site), "--table", "ports", "-o", str(record)]
    subprocess.run(command, check=True, capture_output=True)
    site.write_text(text.replace("[site]", '[site]\nas_built = "built.csv"'))
    return lambda: load(site)


def sizes_of(make: Callable[[int], Callable[[], object]], least_s: float) -> tuple[int, float, float]:
    """A size that takes long enough, the time of it, and of twice as much [s]."""
    n = START
    while True:
        took = once_s(make(n))
        if took >= least_s or 2 * n >= LARGEST:
            break
        n *= 2
    twice = once_s(make(2 * n))
    if twice > MOST * took:
        took, twice = min(took, once_s(make(n))), min(twice, once_s(make(2 * n)))
    return n, took, twice


def row(name: str, n: int, once: float, twice: float) -> list[str]:
    """One line of a table."""
    ratio = twice / once if once else 0.0
    return [
        name,
        f"{n:,}",
        shown(once),
        shown(twice),
        f"{ratio:.2f}",
        "more than in proportion" if ratio > MOST else "",
    ]


def rules(*, quick: bool) -> Iterator[list[str]]:
    """The rules that take longest or grow most on each kind of site; the others are below what can be measured."""
    from evsite import loads
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.analysis.suppression import HOUSEKEEPING
    from evsite.rules.rule_list import RULES

    n = 500 if quick else 2_000
    least_s = 0.02 if quick else 0.05
    asked = [rule for rule in RULES if not rule.code.startswith(HOUSEKEEPING)]

    def measured(text: str) -> dict[str, float]:
        analysis = SiteAnalysis(loads(text))
        return {rule.code: once_s(lambda rule=rule: list(rule.findings(analysis))) for rule in asked}

    for make in RULE_SITES:
        gc.collect()
        once, twice = (measured(inputs.HEAD + inputs.SUPPLY + make(size)) for size in (n, 2 * n))
        steep = [code for code in once if twice[code] > max(MOST * once[code], least_s)]
        if steep:
            again, more = (measured(inputs.HEAD + inputs.SUPPLY + make(size)) for size in (n, 2 * n))
            once.update({code: min(again[code], once[code]) for code in steep})
            twice.update({code: min(more[code], twice[code]) for code in steep})
            steep = [code for code in steep if twice[code] > max(MOST * once[code], least_s)]
        yield row(f"{make.__name__}: all {len(asked)} rules", n, sum(once.values()), sum(twice.values()))
        yield from (row(f"{make.__name__}: {code}", n, once[code], twice[code]) for code in steep)


def growth(*, quick: bool) -> Iterator[list[str]]:
    """A line for each reader, then for the rules on each kind of site, as soon as it is measured."""
    with TemporaryDirectory() as name:
        for title, make in readers(Path(name)):
            yield row(title, *sizes_of(make, LEAST_S[quick]))
    yield from rules(quick=quick)


def main() -> None:
    """Print the table, line by line."""
    options = arguments(__doc__ or "", quick="smaller inputs")
    print(machine())
    print("\n| what | n | time at n | at 2n | ratio | |\n|------|---|-----------|-------|-------|-|", flush=True)
    for line in growth(quick=options.quick):
        print("| " + " | ".join(line) + " |", flush=True)


if __name__ == "__main__":
    main()
