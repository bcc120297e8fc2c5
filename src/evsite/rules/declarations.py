"""Rules that ask for a declaration alone: a key of stations or groups has a value that will do. One row each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Alternative, Edit, remedy
from evsite.rules.example_site import PANEL, SINGLE
from evsite.rules.rule import Problem, Rule, not_checked
from evsite.rules.stations.by_table import by_table
from evsite.words import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Path
    from evsite.model.remedy import Way
    from evsite.rules.example_site import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A key, the value that will do, and what is told where the file says another.

    `unknown` is what nobody knows where the file says nothing; without it silence will do. `beside` is what has to be
    so besides the value, `instead` what may be done instead. `denied` are the values that will not do; None among
    them makes silence as bad. `editions` are those of the NEC that it is for, all unless given.
    """

    key: str
    good: str | bool
    told: str
    unknown: str = ""
    beside: str = ""
    instead: str = ""
    denied: tuple[str | bool | None, ...] = (False,)
    editions: tuple[int, ...] = ()
    severity: Severity | None = None

    @property
    def shown_in(self) -> tuple[int, ...]:
        """The editions that examples are of."""
        return self.editions or (2023,)

    def way_out(self, *tables: Path) -> list[Way]:
        """Say what will do, in all of these tables."""
        edits = tuple(Edit((*table, self.key), self.good) for table in tables)
        return [self.instead, Alternative(edits, self.beside)]


def of_stations(declaration: Declaration, analysis: SiteAnalysis) -> Iterator[Problem]:
    """A problem for each table of stations that denies something."""
    key = declaration.key
    for station, who in by_table(analysis, lambda item: getattr(item.installation, key) in declaration.denied):
        yield Problem(
            f"{who}: {declaration.told}", (*station.path, key), remedy=remedy(*declaration.way_out(station.path))
        )


def of_groups(declarations: Sequence[Declaration], analysis: SiteAnalysis) -> Iterator[Problem]:
    """A problem for each group that equipment relies on and that denies something; one "not checked" for the silent."""
    for declaration in declarations:
        if declaration.editions and analysis.site.nec not in declaration.editions:
            continue
        silent = []
        for item in analysis.relied_on:
            value = getattr(item, declaration.key)
            if value in declaration.denied:
                yield Problem(
                    f"group {item.name}: {declaration.told}",
                    (*item.path, declaration.key),
                    severity=declaration.severity,
                    remedy=remedy(*declaration.way_out(item.path)),
                )
            elif value is None:
                silent.append(item)
        if silent:
            yield not_checked(
                declaration.unknown,
                silent[0].path,
                needs=f"{declaration.key} on {names([item.name for item in silent])}",
                anchor="header",
                remedy=remedy(*declaration.way_out(*(item.path for item in silent))),
            )


def station_rule(declaration: Declaration, *, code: str, name: str, title: str, severity: Severity,
                 asks: str, why: str, topics: tuple[str, ...]) -> Rule:  # fmt: skip
    """The rule that stations declare something."""
    return Rule(
        code, name, title, severity, asks, why,
        inputs=(f"stations.*.{declaration.key}",),
        failing=(SINGLE.edited("stations.S", **{declaration.key: not declaration.good}),),
        passing=(SINGLE.edited("stations.S", **{declaration.key: declaration.good}),),
        topics=topics,
        check=partial(of_stations, declaration),
    )  # fmt: skip


def group_rule(*declarations: Declaration, code: str, name: str, title: str, severity: Severity,
               asks: str, why: str, topics: tuple[str, ...]) -> Rule:  # fmt: skip
    """The rule that groups on which equipment relies declare something."""
    failing = (
        _example(declarations, edition, {each.key: value})
        for each in declarations
        for edition in each.shown_in[:1]
        for value in (*each.denied, None)
    )
    passing = (_example(declarations, edition, {}) for each in declarations for edition in each.shown_in)
    return Rule(
        code, name, title, severity, asks, why,
        inputs=tuple(dict.fromkeys(f"groups.*.{each.key}" for each in declarations)),
        failing=tuple(dict.fromkeys(failing)),
        passing=tuple(dict.fromkeys(passing)),
        topics=topics,
        check=partial(of_groups, declarations),
    )  # fmt: skip


def _example(declarations: Sequence[Declaration], edition: int, said: Mapping[str, str | bool | None]) -> Example:
    good = {each.key: each.good for each in declarations if not each.editions or edition in each.editions}
    keys = {key: value for key, value in {**good, **said}.items() if value is not None}
    return PANEL.edited("site", nec=edition).edited("groups.EV1", **keys)


DECLARATIONS = (
    station_rule(
        Declaration(key="listed", good=True, told="not listed", beside="with a listed station"),
        code="EV306",
        name="station-not-listed",
        title="charging equipment is listed",
        severity=Severity.ERROR,
        asks="Every station is listed.",
        why="An inspector accepts charging equipment by its listing.",
        topics=("evse-listed",),
    ),
    station_rule(
        Declaration(
            key="dual_feed",
            good=False,
            denied=(True,),
            told="fed from more than one source",
            instead="confirm that the unit is identified for it",
        ),
        code="EV308",
        name="several-sources",
        title="a unit with more than one supply is identified for it",
        severity=Severity.WARNING,
        asks="A station that is fed from more than one source is identified for that, and its disconnects say so.",
        why="Whoever opens one disconnect expects the unit to be dead.",
        topics=("multiple-supply",),
    ),
    station_rule(
        Declaration(
            key="bidirectional",
            good=False,
            denied=(True,),
            told="can feed power back, which is not checked here",
            instead="check 705.12 for the bus that it is on",
        ),
        code="EV309",
        name="bidirectional",
        title="stations that feed back are judged as sources too",
        severity=Severity.WARNING,
        asks="A station that can feed power back is also checked as an interconnected source (articles 702, 705).",
        why="What feeds back adds to the bus; evsite counts it as load alone.",
        topics=("interactive",),
    ),
    group_rule(
        Declaration(
            key="listing",
            good="ems",
            denied=("none",),
            told="its load management is not listed",
            unknown="the listing of the load management",
            editions=(2023, 2020, 2017),
        ),
        # from 2026 on a feeder that fits only by its load management stands or falls with the listing
        Declaration(
            key="listing",
            good="pcs",
            denied=("ems", "none", None),
            told="its load management is not declared to be listed as a power control system",
            editions=(2026,),
            severity=Severity.ERROR,
        ),
        code="EV311",
        name="load-management-not-listed",
        title="load management that a feeder relies on is listed",
        severity=Severity.WARNING,
        asks=(
            "2023: listed as a complete system, kit or component. 2026: what is relied on against overload is listed "
            "as a power control system (PCS), and an error where that is not declared."
        ),
        why="The setpoint stands in for a breaker: it has to be as dependable as one.",
        topics=("ems-article", "ems-load"),
    ),
    group_rule(
        Declaration(
            key="restricted_access",
            good=True,
            told="anybody can change its settings",
            unknown="whether settings are restricted",
        ),
        code="EV312",
        name="load-management-unrestricted",
        title="only qualified people can change a setpoint",
        severity=Severity.WARNING,
        asks="Settings are behind a sealable or tool-opened cover, a locked door, a password, or protected software.",
        why="A limit that anybody can raise is no limit.",
        topics=("ems-limits",),
    ),
    group_rule(
        Declaration(
            key="fails_safe",
            good=True,
            told="a fault may leave the current above the limit",
            unknown="what happens when it fails",
        ),
        code="EV313",
        name="load-management-fails-unsafe",
        title="a fault of the load management keeps the limit",
        severity=Severity.WARNING,
        asks="On a malfunction the system brings the current back inside the limit, or stops it.",
        why="Stations that lose contact go on drawing something; what they fall back to has to fit.",
        topics=("ems-limits",),
    ),
    group_rule(
        Declaration(
            key="keeps_shed_controls",
            good=True,
            told="may override the shed controls of emergency systems",
            unknown="whether emergency controls come first",
        ),
        Declaration(
            key="directory",
            good=True,
            told="no directory of its loads is posted",
            unknown="whether the controlled loads are posted",
        ),
        code="EV315",
        name="load-management-duties",
        title="load management leaves emergency controls alone",
        severity=Severity.INFO,
        asks=(
            "The system overrides no shed controls of fire pumps, emergency, legally required standby or critical "
            "operations power, cuts no elevators or hazardous-area ventilation, and a directory of its loads is "
            "posted."
        ),
        why="What saves lives must not wait for a car, and who works there must see what a controller may switch.",
        topics=("ems-limits", "ems-directory"),
    ),
)
"""These rules, in the order of their codes."""
