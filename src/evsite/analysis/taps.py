"""Feeder taps: conductors that start without a device of their own, NEC 240.21(B)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from evsite.codebook.conductors import ampacity_a
from evsite.codebook.ocpd import next_lower_standard_a
from evsite.codebook.sizing import is_protected
from evsite.model.distribution import Panel
from evsite.model.remedy import Edit
from evsite.network.limits import line_rating_a
from evsite.rounding import exceeds, fits
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_loads import SiteLoads
    from evsite.codebook.conductors import Conductor
    from evsite.codebook.sizing import Duty

SHORT_TAP_FT, LONG_TAP_FT = 10.0, 25.0
"""Lengths up to which 240.21(B)(1) and (2) allow taps [ft]."""
SHORT_TAP_PART, LONG_TAP_PART = 10, 3
"""The device ahead of a short tap that leaves the enclosure, and of a long one, over the ampacity of the tap."""

Lacks = Literal["the length of the conductor", "main or bus"]


@dataclass(frozen=True, slots=True)
class Tap:
    """A feeder tap, what its ampacity has to be and for what reasons.

    `needs` has ampacities [A] with the reason for each; `no_end` marks a tap above 10 ft that does not end in one
    device; `lacks` is what the file does not say and the rules need.
    """

    run: Run
    conductor: Conductor
    ahead_a: float
    length_ft: float | None
    needs: tuple[tuple[float, str], ...] = ()
    no_end: bool = False
    lacks: Lacks | None = None

    @property
    def ampacity_a(self) -> float:
        """Ampacity of its conductors [A]."""
        return ampacity_a(self.conductor)

    @property
    def too_long(self) -> bool:
        """Whether it is longer than any tap may be."""
        return self.length_ft is not None and exceeds(self.length_ft, LONG_TAP_FT)

    @property
    def unmet(self) -> tuple[tuple[float, str], ...]:
        """The needs that its ampacity does not meet; nothing is rounded up to a standard rating (240.21(B))."""
        return tuple(need for need in self.needs if exceeds(need[0], self.ampacity_a))

    def ended(self) -> Edit | None:
        """The device that would have to be at the end of a tap that has none; None where no standard one would do."""
        if not self.no_end or self.unmet:
            return None
        size_a = next_lower_standard_a(self.ampacity_a, self.run.duty.edition)
        if size_a is None or not fits(self.run.duty.sized_a, size_a):
            return None
        return Edit((*self.run.path[:2], "main"), amps(size_a))

    def duty(self) -> Duty:
        """What conductors have to do that would pass at its length."""
        if self.too_long or self.no_end:
            return self.run.duty
        least_a = max(need_a for need_a, _ in self.needs)
        return replace(self.run.duty, ocpd_a=least_a, round_up=False)


def tap_of(loads: SiteLoads, run: Run, conductor: Conductor) -> Tap | None:
    """What the tap rules ask of a run; None where it is no tap, or where the device ahead protects it (240.4)."""
    if not run.tap or run.device is None or is_protected(conductor, run.duty):
        return None
    assert run.installed is not None
    ahead_a, length_ft = run.device.rating_a, run.installed.length_ft
    tap = Tap(run, conductor, ahead_a, length_ft)
    end_a, supplied_a, leaves = _end(loads, run)
    if length_ft is None:
        return replace(tap, lacks="the length of the conductor")
    if tap.too_long:
        return tap
    load = (run.duty.sized_a, "the load")
    if fits(length_ft, SHORT_TAP_FT):
        least_a = supplied_a if end_a is None else end_a
        if least_a is None:
            return replace(tap, lacks="main or bus")
        what = "the rating of what it supplies" if end_a is None else "the device at its end"
        part = [(ahead_a / SHORT_TAP_PART, "a tenth of the device ahead")] if leaves else []
        return replace(tap, needs=(load, (least_a, what), *part))
    third = (ahead_a / LONG_TAP_PART, "a third of the device ahead")
    if end_a is None:
        return replace(tap, needs=(load, third), no_end=run.kind != "primary")
    return replace(tap, needs=(load, third, (end_a, "the device at its end")))


def _end(loads: SiteLoads, run: Run) -> tuple[float | None, float | None, bool]:
    """The device at the end of a tap [A], the rating of what it supplies [A], and whether it leaves the enclosure."""
    node = loads.site.panels.get(run.node) or loads.site.supplies[run.node]
    assert node.feeder is not None
    leaves = node.feeder.leaves_enclosure
    if isinstance(node, Panel):
        return node.main_a, node.bus_a, leaves
    rated_a = node.rating_a if node.rating_kva is None else None
    if node.primary is not None:
        kva = node.rating_kva if rated_a is None else rated_a / line_rating_a(1.0, node.system)
        rated_a = None if kva is None else line_rating_a(kva, node.primary)
    return node.primary_breaker_a, rated_a, leaves
