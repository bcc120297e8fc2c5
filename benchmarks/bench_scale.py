"""How time and memory grow with the size of a site: reading, compiling, checking, one allocation."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from common import arguments, best_s, machine, panels_site, shown, table

SIZES = (100, 1_000, 10_000, 100_000)


def measure(ports: int) -> dict[str, float]:
    """Times [s] and memory [MB] of one site, in a process of its own."""
    from evsite.allocation.allocator import Allocator
    from evsite.network.compile import compile_network
    from evsite.rules import check
    from evsite.sitefile.loading import loads

    text = panels_site(ports)
    loads(panels_site(20))  # models are built on first use
    check(loads(panels_site(20)))
    gc.collect()
    before = _resident_mb()
    found: dict[str, float] = {}
    start = time.process_time()
    site = loads(text)
    found["loads"] = time.process_time() - start
    start = time.process_time()
    network = compile_network(site)
    found["compile"] = time.process_time() - start
    start = time.process_time()
    allocator = Allocator(site, network=network)
    found["arrays"] = time.process_time() - start
    moment = allocator.moment()
    found["shares"] = best_s(lambda: allocator.shares(moment))
    found["memory"] = _resident_mb() - before
    start = time.process_time()
    check(site)
    found["check"] = time.process_time() - start
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    """Print time and memory per port, and how they grew from a thousand ports."""
    options = arguments("growth with the size of a site", quick="up to 10,000 ports")
    print(machine())
    sizes = SIZES[:3] if options.quick else SIZES
    found = {}
    for ports in sizes:
        code = f"import json, sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import bench_scale; "
        code += f"print(json.dumps(bench_scale.measure({ports})))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        found[ports] = json.loads(done.stdout)
    steps = ("loads", "compile", "arrays", "check", "shares")
    rows, each = [], []
    for ports in sizes:
        took = found[ports]
        megabytes = [f"{took[name]:.0f} MB" for name in ("memory", "peak")]
        rows.append([f"{ports:,}", *(shown(took[step]) for step in steps), *megabytes])
        growth = {step: took[step] / ports / (found[1000][step] / 1000) for step in steps}
        cells = [f"{shown(took[step] / ports)} ({growth[step]:.2f})" for step in steps]
        each.append([f"{ports:,}", *cells, f"{took['memory'] * 1e6 / ports:,.0f} B"])
    table("Time by size of the site", ["ports", *steps, "memory", "peak of the process"], rows)
    table("The same per port, and against 1,000 ports", ["ports", *steps, "memory"], each)


if __name__ == "__main__":
    main()
