"""How full raceways are: what lies in them by the site file, and how much room they have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.analysis.neutral_load import neutral_a
from evsite.codebook.conductors import NIPPLE_FT
from evsite.codebook.raceways import (
    NIPPLE_PERCENT,
    conductor_area_in2,
    most_percent,
    smallest_trade_size,
    trade_sizes,
)
from evsite.model.remedy import Edit
from evsite.rounding import exceeds, fits

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.codebook.conductors import Conductor

_LIVE = {"line to line": 2, "line to neutral": 1, "three-phase": 3}


@dataclass(frozen=True, slots=True)
class RacewayFill:
    """What lies in a raceway, and how much room there is.

    `phases`, `neutrals` and `grounds` are numbers of conductors, of `size`, `neutral` and `ground`. `others` of
    `current_carrying` are conductors of other circuits, whose sizes the file does not say.
    """

    kind: str
    trade_size: str
    phases: int
    size: str
    neutrals: int
    neutral: str
    grounds: int
    ground: str
    others: int
    ground_known: bool
    area_in2: float
    """What the conductors of the run itself take."""
    likely_in2: float
    """The same with the others as large as its own phase conductors."""
    room_in2: float
    nipple: bool

    @property
    def known(self) -> int:
        """How many conductors the file names."""
        return self.phases + self.neutrals + self.grounds

    @property
    def percent(self) -> float:
        """Most that the conductors may fill [%]; where some are not named, of three and more, which is the most."""
        if self.nipple:
            return NIPPLE_PERCENT
        return most_percent(self.known if self.ground_known and not self.others else max(3, self.known + self.others))

    @property
    def filled_percent(self) -> float:
        """How much of it is filled, the others as large as the phase conductors of the run [%]."""
        return 100 * self.likely_in2 / self.room_in2

    @property
    def allowed_in2(self) -> float:
        """What they may fill [in2]."""
        return self.room_in2 * self.percent / 100

    @property
    def overfull(self) -> bool:
        """Whether what the file names is too much already."""
        return exceeds(self.area_in2, self.allowed_in2)

    @property
    def likely_overfull(self) -> bool:
        """Whether it is too much with the conductors of other circuits as large as its own."""
        return exceeds(self.likely_in2, self.allowed_in2)

    def next_trade_size(self) -> str | None:
        """The smallest trade size of this kind that takes everything; None where none does."""
        return smallest_trade_size(self.kind, self.likely_in2, self.percent)


def raceway_fill(run: Run, conductor: Conductor | None = None, egc: str | None = None) -> RacewayFill | None:
    """How full the raceway of a run is, with its conductors or with others, or another grounding one, in their place.

    None where the kind or the trade size of the raceway is not stated, or where the table does not have a conductor.
    Grounding conductors count as insulated like the others, and conductors in parallel as one set in each raceway.
    """
    installed, conductor = run.installed, conductor or run.conductor
    if installed is None or conductor is None or installed.raceway_kind is None or installed.trade_size is None:
        return None
    phases = _LIVE[run.wiring]
    neutral = installed.neutral or (conductor.size if run.wiring == "line to neutral" else None)
    ground = (egc or installed.egc) if run.kind in {"circuit", "feeder", "primary"} else None
    names = [conductor.size] * phases + [size for size in (neutral, ground) if size is not None]
    areas = [conductor_area_in2(size, installed.insulation) for size in names]
    if None in areas:
        return None
    area = sum(area for area in areas if area is not None)
    own = phases + (neutral is not None)
    others = max(0, (installed.current_carrying or 0) - own)
    return RacewayFill(
        kind=installed.raceway_kind,
        trade_size=installed.trade_size,
        phases=phases,
        size=conductor.size,
        neutrals=int(neutral is not None),
        neutral=neutral or "",
        grounds=int(ground is not None),
        ground=ground or "",
        others=others,
        ground_known=ground is not None,
        area_in2=area,
        likely_in2=area + others * (areas[0] or 0.0),
        room_in2=trade_sizes(installed.raceway_kind)[installed.trade_size],
        nipple=installed.length_ft is not None and fits(installed.length_ft, NIPPLE_FT),
    )


def filled(run: Run, kind: str, trade_size: str | None) -> RacewayFill | None:
    """How full a raceway of a kind is with the conductors of a run; without a trade size the smallest that takes them.

    None where none takes them, or where the table does not have a conductor.
    """
    assert run.installed is not None
    if trade_size is None:
        any_size = next(iter(trade_sizes(kind)))
        fill = filled(run, kind, any_size)
        trade_size = None if fill is None else fill.next_trade_size()
        if trade_size is None:
            return None
    return raceway_fill(replace(run, installed=replace(run.installed, raceway_kind=kind, trade_size=trade_size)))


def missing_keys(analysis: SiteAnalysis, run: Run) -> tuple[str, ...]:
    """Keys of conductors that must lie in the raceway of a run, and that the file does not give.

    A grounding conductor in raceways of plastic; a neutral where one is needed or, to a service, where there is one.
    """
    installed = run.installed
    assert installed is not None
    missing = []
    if (
        installed.neutral is None
        and run.wiring != "line to neutral"
        and analysis.system(run.node).neutral_v is not None
    ):
        missing += ["neutral"] if run.kind == "service" or neutral_a(analysis, run) else []
    if installed.egc is None and installed.raceway == "pvc" and run.kind in {"circuit", "feeder", "primary"}:
        missing.append("egc")
    return tuple(missing)


def larger_raceway(run: Run, conductor: Conductor | None = None, egc: str | None = None) -> Edit | None:
    """The edit to a raceway that takes other conductors in place of those of a run; None where the one there does."""
    fill = raceway_fill(run, conductor, egc)
    if fill is None or not fill.likely_overfull:
        return None
    size = fill.next_trade_size()
    return None if size is None else Edit((*run.path, "conductor", "trade_size"), size)
