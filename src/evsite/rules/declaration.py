"""What a rule is that asks for a declaration alone: a key of stations or groups has a value that will do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from evsite.model.remedy import Alternative, Edit, remedy
from evsite.rules.example_site import PANEL, SINGLE
from evsite.rules.rule import Problem, Rule, not_checked
from evsite.rules.stations.by_table import by_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path, Severity
    from evsite.model.remedy import Way
    from evsite.model.site import Group, Site
    from evsite.rules.example_site import Example

    Asked = Callable[[Site, Supply], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A key, the value that will do, and what is reported where the file says another.

    `unknown` is what nobody knows where the file says nothing; without it silence will do. `beside` is what has to be
    so besides the value, `instead` what may be done instead. `denied` are the values that will not do; None among
    them makes silence as bad. `editions` are those of the NEC that it is for, all unless given; `severity` is
    another one than the rule's.
    """

    key: str
    good: str | bool
    message: str
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
            who, f"{declaration.message}", (*station.path, key), remedy=remedy(*declaration.way_out(station.path))
        )


def of_groups(declarations: Sequence[Declaration], analysis: SiteAnalysis) -> Iterator[Problem]:
    """A problem for each group that equipment relies on and that denies something; one "not checked" for the silent."""
    for declaration in declarations:
        if declaration.editions and analysis.site.nec not in declaration.editions:
            continue
        yield from _declaration_problems(declaration, [(f"group {item.name}", item) for item in analysis.relied_on])


def of_supplies(declaration: Declaration, requested: Asked, analysis: SiteAnalysis) -> Iterator[Problem]:
    """The same for each service or transformer that a rule asks."""
    chosen = [(item.name, item) for item in analysis.site.supplies.values() if requested(analysis.site, item)]
    return _declaration_problems(declaration, chosen)


def _declaration_problems(declaration: Declaration, items: Sequence[tuple[str, Group | Supply]]) -> Iterator[Problem]:
    silent = []
    for who, item in items:
        value = getattr(item, declaration.key)
        if value in declaration.denied:
            yield Problem(
                who,
                f"{declaration.message}",
                (*item.path, declaration.key),
                severity=declaration.severity,
                remedy=remedy(*declaration.way_out(item.path)),
            )
        elif value is None:
            silent.append(item)
    if silent and declaration.unknown:
        yield not_checked(
            declaration.unknown,
            silent[0].path,
            missing=[Edit((*item.path, declaration.key), declaration.good) for item in silent],
            anchor="header",
            remedy=remedy(*declaration.way_out(*(item.path for item in silent))),
        )


def station_rule(declaration: Declaration, *, code: str, name: str, title: str, fails: str, severity: Severity,
                 asks: str, why: str, topics: tuple[str, ...]) -> Rule:  # fmt: skip
    """The rule that stations declare something."""
    return Rule(
        code, name, title, severity, asks, why,
        inputs=(f"stations.*.{declaration.key}",),
        failing=(SINGLE.edited("stations.S", **{declaration.key: not declaration.good}),),
        passing=(SINGLE.edited("stations.S", **{declaration.key: declaration.good}),),
        topics=topics,
        fails=fails,
        check=partial(of_stations, declaration),
    )  # fmt: skip


def group_rule(*declarations: Declaration, code: str, name: str, title: str, fails: str, severity: Severity,
               asks: str, why: str, topics: tuple[str, ...], otherwise: str = "") -> Rule:  # fmt: skip
    """The rule that groups on which equipment relies declare something."""
    failing = (
        _example(declarations, edition, {each.key: value})
        for each in declarations
        for edition in each.shown_in[:1]
        for value in (*each.denied, *([None] if each.unknown else []))
    )
    passing = (_example(declarations, edition, {}) for each in declarations for edition in each.shown_in)
    return Rule(
        code, name, title, severity, asks, why,
        inputs=tuple(dict.fromkeys(f"groups.*.{each.key}" for each in declarations)),
        failing=tuple(dict.fromkeys(failing)),
        passing=tuple(dict.fromkeys(passing)),
        topics=topics,
        otherwise=otherwise,
        fails=fails,
        check=partial(of_groups, declarations),
    )  # fmt: skip


def supply_rule(declaration: Declaration, requested: Asked, example: Example, *, others: Sequence[Example], code: str,
                name: str, title: str, fails: str, severity: Severity, asks: str, why: str, topics: tuple[str, ...],
                otherwise: str = "") -> Rule:  # fmt: skip
    """The rule that services or transformers declare something; `others` are sites of which it asks nothing."""
    return Rule(
        code, name, title, severity, asks, why,
        inputs=(f"supplies.*.{declaration.key}", "site.dwelling", "supplies.*.kind", "supplies.*.fed_from"),
        failing=(example.edited("supplies.U", **{declaration.key: not declaration.good}), example),
        passing=(example.edited("supplies.U", **{declaration.key: declaration.good}), *others),
        topics=topics,
        otherwise=otherwise,
        fails=fails,
        check=partial(of_supplies, declaration, requested),
    )  # fmt: skip


def _example(declarations: Sequence[Declaration], edition: int, stated: Mapping[str, str | bool | None]) -> Example:
    good = {each.key: each.good for each in declarations if not each.editions or edition in each.editions}
    keys = {key: value for key, value in {**good, **stated}.items() if value is not None}
    return PANEL.edited("site", nec=edition).edited("groups.EV1", **keys)
