"""What keeps drivers from more, in rows that text and page share: limits, waits for a port, and what lifting brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.network.titles import equipment_title, unit_of
from evsite.output.policy_words import policy_words
from evsite.output.text.group_rows import group_rows
from evsite.output.text.names import limit_shape, summarize_names
from evsite.rounding import first_least

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.limit_id import LimitId
    from evsite.model.site import Site
    from evsite.studies.service.results import ServiceReport
    from evsite.studies.simulation.results import LimitRun

NO_LIMIT = "no limit that ports share keeps any vehicle from more"
LIFTED_ALONE = (
    "each lifted alone, with all other limits as they are; what holds the same ports to the same is lifted with it"
)
_MOST_LIMITS = 8


def limit_rows(site: Site, report: ServiceReport, *, every: bool) -> tuple[list[tuple[str, ...]], int]:
    """Rows of equipment that binds, what binds longest first, and how many limits are left out.

    Each has the equipment, the hours that it binds under each policy, its peak and its limit.

    Parameters
    ----------
    site
        The site.
    report
        What the policies come to.
    every
        Whether each limit has a row of its own, and none is left out.
    """
    hours = [{each.limit: each.bound_h for each in level.bound} for level in report.policies]
    owners = dict.fromkeys(limit for each in hours for limit in each)
    rows = [_Binding(limit, tuple(each.get(limit, 0.0) for each in hours), _fullest(report, limit)) for limit in owners]
    binding = sorted((row for row in rows if any(row.bound_h)), key=lambda row: -max(row.bound_h))
    sets = group_rows(binding, _Binding.key, every=every)
    shown = sets if every else sets[:_MOST_LIMITS]
    found = []
    for row_group in shown:
        first = row_group.first
        top = first.fullest
        found.append(
            (
                summarize_names([equipment_title(row.limit) for row in row_group.items]),
                *(f"{hours:,.1f}" for hours in first.bound_h),
                "-" if top is None else f"{top.peak_load:,.1f}",
                "-" if top is None else f"{top.value:,.1f} {unit_of(site, top.limit, top.unit)}",
            )
        )
    return found, sum(len(row_group.items) for row_group in sets[len(shown) :])


def wait_rows(report: ServiceReport) -> tuple[list[tuple[str, ...]], str]:
    """A row for each policy, and what the columns mean; no row where nobody waits for a port."""
    if not any(level.ports.waited or level.ports.gave_up for level in report.policies):
        return [], ""
    rows = []
    for level in report.policies:
        ports, wait = level.ports, level.ports.wait
        minutes = ["-"] * 3 if wait is None else [f"{h * 60:.1f}" for h in (wait.mean_h, wait.p95_h, wait.longest_h)]
        counts = (f"{number:,}" for number in (level.plugged_in, ports.gave_up, ports.waited))
        rows.append((policy_words(level.policy).short, *counts, *minutes))
    words = (
        "no port: left before one was free; mean and P95 are over all that plug in, with 0 for those that find one free"
    )
    if not any(level.ports.waited for level in report.policies):
        words = "no port: found none free; nobody got one after a wait (--waitlist fifo lets drivers wait)"
    return rows, words


def lifted_rows(report: ServiceReport) -> Iterator[tuple[str, ...]]:
    """A row for each limit that was lifted, what brings most first."""
    for each in sorted(report.lifted, key=lambda each: -each.gained_kwh):
        yield (
            summarize_names([equipment_title(limit) for limit in each.limits]),
            policy_words(each.policy).short,
            f"{each.bound_h:,.1f}",
            f"{each.gained_kwh:+,.1f}",
            f"{each.gained_full:+,}",
        )


class _Binding(NamedTuple):
    """Equipment, the hours that it binds under each policy, and the fullest that a line of it was."""

    limit: LimitId
    bound_h: tuple[float, ...]
    fullest: LimitRun | None

    def key(self) -> tuple[object, ...]:
        """What rows that read the same have in common."""
        top = self.fullest
        figures = None if top is None else (round(top.peak_load, 1), round(top.value, 1), top.unit)
        return (*(round(hours, 1) for hours in self.bound_h), figures, limit_shape(self.limit))


def _fullest(report: ServiceReport, owner: LimitId) -> LimitRun | None:
    """The fullest that a line of some equipment was under any policy."""
    lines = [
        run for level in report.policies for run in level.limits if run.limit._replace(side=None, leg=None) == owner
    ]
    if not lines:
        return None

    def spare(run: LimitRun) -> float:
        return -run.peak_load / run.value if run.value else 0.0

    # of lines that are as full the first one, whatever rounding makes of them, where it carries most
    line = first_least(lines, spare).limit
    return first_least((run for run in lines if run.limit == line), spare, lambda run: -run.peak_load)
