"""What the benchmarks share: sites of any size, timing, tables, the machine in general words."""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))
PORTS_A_PANEL = 20
BATCH_S = 0.2
"""Shorter batches are not timed: processor clocks may tick in hundredths of a second."""
MOST_CALLS = 4**9
VEHICLES_A = (16.0, 24.0, 30.0, 32.0, 40.0, 48.0, 64.0, 80.0)


def panels_site(ports: int) -> str:
    """A site file with panels of twenty 80 A ports under one supply that all together overload."""
    panels = max(1, ports // PORTS_A_PANEL)
    each = min(ports, PORTS_A_PANEL)
    lines = [
        "[site]\nnec = 2023\n",
        f'[supplies.U]\nkind = "service"\nrating = "{200 * panels} A"\nsystem = "480Y/277"\n',
        f'[supplies.T]\nkind = "transformer"\nrating = "{130 * panels} kVA"\nsystem = "208Y/120"\nfed_from = "U"\n',
    ]
    lines += [
        f'[panels.P{number}]\nfed_from = "T"\nmain = "{300 + 25 * (number % 9)} A"\n'
        f'[circuits.C{number}_]\npanel = "P{number}"\ncount = {each}\nbreaker = "100 A"\n'
        f'[stations.S{number}_]\ncount = {each}\nmax_current = "80 A"\ncircuits = "C{number}_"\n'
        f'[groups.P{number}]\non = "P{number}"\n'
        for number in range(panels)
    ]
    return "".join(lines)


def one_circuit_site(ports: int) -> str:
    """A site file with some ports on one 100 A circuit."""
    return (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\n'
        '[circuits.C]\npanel = "U"\nbreaker = "100 A"\nphases = "AB"\n'
        f'[stations.S]\ncount = {ports}\nmax_current = "80 A"\ncircuit = "C"\n[groups.C]\non = "C"\n'
    )


def shared_garage_site(ports: int, transformer_kva: int = 300) -> str:
    """A site file with panels of 25 ports of 32 A, four behind each transformer, every panel and transformer shared.

    Full panels fill a transformer of 300 kVA; one of 500 kVA can never be full, so that each panel is for itself.
    """
    lines = [f'[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "{6 * ports} A"\nsystem = "480Y/277"\n']
    for number in range(ports // 25):
        transformer = f"T{number // 4}"
        if number % 4 == 0:
            lines.append(
                f'[supplies.{transformer}]\nkind = "transformer"\nrating = "{transformer_kva} kVA"\n'
                f'system = "208Y/120"\nfed_from = "U"\n[groups.{transformer}]\non = "{transformer}"\n'
            )
        lines.append(
            f'[panels.P{number}]\nfed_from = "{transformer}"\nmain = "225 A"\n[groups.P{number}]\non = "P{number}"\n'
            f'[circuits.C{number}_]\npanel = "P{number}"\ncount = 25\nbreaker = "40 A"\n'
            f'[stations.S{number}_]\ncount = 25\nmax_current = "32 A"\ncircuits = "C{number}_"\n'
        )
    return "".join(lines)


def caltech_site() -> str:
    """The garage of the examples: 54 ports of 32 A behind one transformer."""
    return (ROOT / "examples" / "caltech-garage.toml").read_text()


def vehicles(ports: tuple[str, ...], seed: int = 1) -> dict[str, float]:
    """What each vehicle accepts [A]: a mix of what cars on the road take."""
    dice = random.Random(seed)
    return {port: dice.choice(VEHICLES_A) for port in ports}


def best_s(function, *, least: int = 3) -> float:
    """Processor time of one call [s]: the best of some batches, each long enough for the clock."""
    calls, best, batches = 1, float("inf"), 0
    while batches < least:
        start = time.process_time()
        for _ in range(calls):
            function()
        took = time.process_time() - start
        if took < BATCH_S and calls < MOST_CALLS:
            calls *= 4
            continue
        best, batches = min(best, took / calls), batches + 1
    return best


def shown(seconds: float | None) -> str:
    """A time in the unit that suits it."""
    if seconds is None:
        return "-"
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def times(one: float | None, other: float | None) -> str:
    """How many times `other` goes into `one`."""
    if one is None or other is None:
        return "-"
    ratio = one / other
    return f"{ratio:,.0f} x" if ratio >= 10 else f"{ratio:.2g} x"


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Print a Markdown table."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    print(f"\n### {title}\n")
    for number, row in enumerate([head, *rows]):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    sys.stdout.flush()


def machine() -> str:
    """The machine in general words: processor, cores, system, Python and NumPy."""
    import numpy as np

    model = next(
        (line.split(":", 1)[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.machine()
    )
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, {versions}; load average at the start {load:.1f}"


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def arguments(description: str, **flags: str) -> argparse.Namespace:
    """Command line of a benchmark: only flags."""
    parser = argparse.ArgumentParser(description=description)
    for name, text in flags.items():
        parser.add_argument("--" + name.replace("_", "-"), action="store_true", help=text)
    return parser.parse_args()
