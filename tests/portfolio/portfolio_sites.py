"""Sites of a portfolio, and what to run for them that goes wrong on purpose: importable where workers are."""

import os
import signal
import time
from pathlib import Path

from evsite.portfolio.cases import Case
from evsite.portfolio.work import failure, work_out
from evsite.studies.portfolio.failure_kinds import STUDY

SITE = """\
[site]
name = "{name}"
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.EV1]
fed_from = "U"
main = "400 A"
bus = "400 A"
[circuits.C]
panel = "EV1"
count = {ports}
breaker = "40 A"
[stations.S]
count = {ports}
max_current = "32 A"
circuits = "C"
[groups.EV1]
on = "EV1"
limit = "{limit_a} A"
"""
BROKEN = {
    "no-toml": b"[site\nnec = 2023\n",
    "no-text": b"\xff\xfe\x00",
    "empty": b"",
    "wrong-words": b'[site]\nnec = 1999\n[panel.X]\nmain = "four"\n',
    "overloaded": SITE.format(name="overloaded", ports=12, limit_a=4000).encode(),
}


def site_text(name, ports=4, limit_a=100):
    return SITE.format(name=name, ports=ports, limit_a=limit_a)


def write_sites(folder, contents):
    """Write sites by name, and give their cases."""
    cases = []
    for name, content in contents.items():
        path = Path(folder) / f"{name}.site.toml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        cases.append(Case(str(path)))
    return cases


def some_sites(folder, number=6):
    """Sites that are well, and every kind of broken one."""
    sound = {f"s{place}": site_text(f"site {place}", 4 + place) for place in range(number)}
    return write_sites(folder, sound | BROKEN)


def quick(task):
    """An answer that takes no time."""
    return failure(task, STUDY, "not worked out")


def deadly(task):
    """Ends the process that works on a site whose text says so, as a crash would."""
    if b"deadly" in task.content:
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(task)


def deadly_once(task):
    """The same, where the file that the site is called after is not there yet; then works it out."""
    if b"deadly" in task.content:
        died = Path(task.path).with_suffix(".died")
        if not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return work_out(task)


def endless_or_deadly(task):
    """Never ends for a site whose text says so, or ends its process."""
    while b"endless" in task.content:
        time.sleep(0.05)
    return deadly(task)


def faulty(task):
    """Has a bug that a site meets."""
    if b"faulty" in task.content:
        raise ZeroDivisionError("by a site")
    return work_out(task)
