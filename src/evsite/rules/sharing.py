"""How far power is stretched: ratios, the guide's chart, and whether drivers get home."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.codebook.formulas import exceeds
from evsite.codebook.tables import number, rows
from evsite.model.finding import Severity
from evsite.rules.equipment import modelled
from evsite.rules.minimums import holder_anchor, shared
from evsite.rules.registry import GUIDE, Example, Problem, not_checked, rule
from evsite.rules.setpoints import limit_path, limit_text
from evsite.rules.snippets import circuit, group, site
from evsite.toml_text import assignment
from evsite.words import alternatives, amount, amps, count, kw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.oversubscription import Oversubscription
    from evsite.analysis.site_analysis import Holder, Survey
    from evsite.model.site import Group, Port

ADVISED_RATIO = 4.0
"""The vendor guide: rarely above 4:1."""
_MILES_PER_KWH = 3.0


def _ratio(survey: Survey, item: Group) -> Oversubscription:
    from evsite.analysis.oversubscription import oversubscription

    return oversubscription(survey.site, item, survey.network)


def _ratio_text(value: float) -> str:
    return f"{amount(value)}:1"


@rule(
    "EV410",
    "oversubscription",
    "connected power is at most four times the limit of a group",
    Severity.WARNING,
    asks="The rated power of a group's ports over its limit is at most 4:1.",
    why="The further power is stretched, the slower a full site charges; the vendor advises 4:1 at most, and "
    "asks to be "
    "consulted beyond. Its own chart goes further for long stays.",
    guide=f"{GUIDE}, Oversubscription and Minimum Power Levels",
    inputs=("groups.*.limit", "stations.*.max_current"),
    failing=Example(shared(5)),
    passing=Example(shared(4)),
)
def oversubscription(survey: Survey) -> Iterator[Problem]:
    """Groups that stretch power further than advised."""
    for item in survey.site.groups.values():
        ratio = _ratio(survey, item).power
        if ratio is not None and exceeds(ratio, ADVISED_RATIO):
            fewer = int(len(item.ports) * ADVISED_RATIO / ratio * (1 + 1e-9))
            limit = item.limit_a if item.limit_a is not None else item.limit_kw or 0.0
            unit = "A" if item.limit_a is not None else "kW"
            parts = [f"at most {count(fewer, 'port')}"] if _one_rating(survey, item) and fewer else []
            needed = limit * ratio / ADVISED_RATIO
            room = survey.room_a(item) if unit == "A" else None
            if not parts or room is None or not exceeds(needed, room):
                parts.append(f"a limit of at least {amount(math.ceil(needed * 10 * (1 - 1e-9)) / 10)} {unit}")
            yield Problem(
                f"group {item.name}: {count(len(item.ports), 'port')} on {limit_text(item)} are "
                f"{_ratio_text(ratio)} of rated power to limit, advised is {_ratio_text(ADVISED_RATIO)}",
                limit_path(item),
                anchor="value" if item.limit_given else "header",
                remedy=alternatives(parts),
            )


def _one_rating(survey: Survey, item: Group) -> bool:
    return len({survey.site.ports[name].max_a for name in item.ports}) == 1


def _ten(ports: int, application: str) -> str:
    return site(
        circuit(breaker="100 A")
        + modelled("cp6011b-80a", f'circuit = "C"\ncount = {ports}\ndisconnect = true')
        + group("C", 'on = "C"\nlimit = "80 A"'),
        site_keys=assignment("application", application),
    )


@rule(
    "EV411",
    "oversubscription-chart",
    "a group stays within the vendor's chart for what the cars do there",
    Severity.WARNING,
    asks="Ports per port at full power are at most what the guide's chart recommends for the application and station.",
    why="The longer cars stay, the further power can be stretched. The chart's long-term row is 4 A a port: it "
    "works only by "
    "rotation.",
    guide=f"{GUIDE}, Oversubscription Ratio Recommendations",
    inputs=("site.application", "stations.*.model", "groups.*"),
    failing=(Example(_ten(11, "all-day-parking")), Example(_ten(4, "short-term-parking"))),
    passing=(Example(_ten(10, "all-day-parking")), Example(_ten(3, "short-term-parking"))),
)
def oversubscription_chart(survey: Survey) -> Iterator[Problem]:
    """Groups beyond the vendor's chart."""
    application = survey.site.table.application
    for item in survey.site.groups.values():
        classes = {_station_class(survey, name) for name in item.ports}
        if len(classes) != 1 or None in classes:
            continue
        ratio = _ratio(survey, item).ports
        if ratio is None or not exceeds(ratio, 1.0):
            continue
        if application is None:
            yield not_checked('application = "..."', ("site",), what="oversubscription against the guide's chart")
            return
        (station_class,) = classes
        row = next(
            entry
            for entry in rows("oversubscription_chart")
            if entry["application"] == application and entry["station_class"] == station_class
        )
        yield from _against(survey, item, ratio, row)


def _station_class(survey: Survey, port: str) -> str | None:
    model = survey.station_of(survey.site.ports[port]).model
    if model is None or model.market != "NA":
        return None
    return next(
        (
            row["station_class"]
            for row in rows("oversubscription_chart")
            if model.id.lower().startswith(row["model_prefixes"])
        ),
        None,
    )


def _against(survey: Survey, item: Group, ratio: float, row: dict[str, str]) -> Iterator[Problem]:
    most = number(row["ratio"])
    words = row["application"].replace("-", " ")
    place = limit_path(item)
    anchor = "value" if item.limit_given else "header"
    if most is None:
        yield Problem(
            f"group {item.name}: the guide does not recommend sharing {row['station_class']} stations for "
            f"{words}, here it is "
            f"{_ratio_text(ratio)}",
            place,
            anchor=anchor,  # type: ignore[arg-type]
            remedy="stations of 50 A or 80 A, or a circuit for each port",
        )
    elif exceeds(ratio, most):
        fewer = int(len(item.ports) * most / ratio * (1 + 1e-9))
        voltage_v = min(survey.site.ports[name].voltage_v for name in item.ports)
        share_a = 0.8 * float(row["circuit_a"]) / most
        yield Problem(
            f"group {item.name}: {_ratio_text(ratio)} ports to ports at full power, the chart says "
            f"{_ratio_text(most)} for "
            f"{row['station_class']} in {words}",
            place,
            anchor=anchor,  # type: ignore[arg-type]
            remedy=f"at most {count(fewer, 'port')}",
            notes=(
                (
                    f"{_ratio_text(most)} is {amps(share_a)} a port: "
                    f"{amount(share_a * voltage_v / 1000 * _MILES_PER_KWH)} mi/h at "
                    f"{amount(voltage_v)} V; the chart prints {row['printed_range_mi_per_h']}, which fits "
                    f"{row['printed_fits_v']} V"
                ),
            ),
        )


_STAY = 'hours_plugged_in = "8 h"\nmiles_needed = "40 mi"'


@rule(
    "EV412",
    "dwell",
    "a car gets the range it needs while it is plugged in",
    Severity.WARNING,
    asks="Range per hour with every port in use, times the hours plugged in, is at least the miles needed.",
    why="A share that looks small is plenty overnight, and a share that looks large is not for an hour.",
    guide=f"{GUIDE}, Oversubscription Ratio Recommendations",
    inputs=("site.application", "site.hours_plugged_in", "site.miles_needed", "site.efficiency"),
    failing=Example(shared(10, site_keys=_STAY)),
    passing=Example(shared(9, site_keys=_STAY)),
)
def dwell(survey: Survey) -> Iterator[Problem]:
    """Groups whose cars leave with less than they need."""
    if not survey.site.groups:
        return
    table = survey.site.table
    stay = _stay(survey)
    if isinstance(stay, str):
        yield not_checked(stay, ("site",), what="range gained while plugged in")
        return
    hours, miles, assumed = stay
    per_kwh = table.efficiency.value if table.efficiency is not None else _MILES_PER_KWH
    by_holder: dict[str, tuple[Holder, list[Port]]] = {}
    for port in survey.site.ports.values():
        if port.name not in survey.guaranteed_a or not exceeds(miles, _miles(survey, port, per_kwh) * hours):
            continue
        holder = survey.holder(port)
        if holder is not None:
            by_holder.setdefault(holder.title, (holder, []))[1].append(port)
    for holder, short in by_holder.values():
        yield _dwell_problem(survey, holder, short, (hours, miles, assumed), per_kwh)


def _miles(survey: Survey, port: Port, per_kwh: float) -> float:
    """Range per hour that a port is sure to give [mi/h]."""
    return survey.guaranteed_a.get(port.name, 0.0) * port.output_kw_per_a * per_kwh


def _stay(survey: Survey) -> tuple[float, float, str] | str:
    """Hours plugged in, miles needed, and where they are from; or what is missing."""
    table = survey.site.table
    row = next((entry for entry in rows("applications") if entry["application"] == table.application), None)
    hours = table.hours_plugged_in.value if table.hours_plugged_in else number(row["hours_plugged_in"]) if row else None
    miles = table.miles_needed.value if table.miles_needed else number(row["miles_needed"]) if row else None
    missing = [
        key for key, value in (('hours_plugged_in = "..."', hours), ('miles_needed = "..."', miles)) if value is None
    ]
    if hours is None or miles is None:
        return " and ".join(missing)
    assumed = "" if (table.hours_plugged_in and table.miles_needed) or row is None else row["source"]
    return hours, miles, assumed


def _dwell_problem(
    survey: Survey, item: Holder, short: list[Port], stay: tuple[float, float, str], per_kwh: float
) -> Problem:
    hours, miles, assumed = stay
    worst = min(short, key=lambda port: _miles(survey, port, per_kwh))
    range_mi = _miles(survey, worst, per_kwh) * hours
    got_a = survey.guaranteed_a[worst.name]
    needed_a = got_a * miles / range_mi if range_mi else 0.0
    parts = []
    if item.group is not None and _one_rating(survey, item.group) and _one_pair(survey, item.group):
        fewer = int(len(item.group.ports) * range_mi / miles * (1 + 1e-9))
        parts += [f"at most {count(fewer, 'port')}"] if fewer else []
    if needed_a:
        parts.append(f"{amount(needed_a + 0.05)} A for each port")
    if range_mi:
        parts.append(f"{amount(hours * miles / range_mi + 0.05)} h plugged in")
    return Problem(
        f"{item.title}: {amps(got_a)} ({kw(got_a * worst.output_kw_per_a)} at {amount(worst.voltage_v)} V) for "
        f"{amount(hours)} h is {amount(range_mi)} mi for {count(len(short), 'port')}, needed are {amount(miles)} mi",
        item.path,
        anchor=holder_anchor(item),
        remedy=alternatives(parts),
        notes=(f"hours and miles assumed for the application, {assumed}",) if assumed else (),
    )


def _one_pair(survey: Survey, item: Group) -> bool:
    return len({survey.site.ports[name].connection for name in item.ports}) == 1
