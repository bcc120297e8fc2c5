"""`evsite diagnose` for people: the answer first, then the causes of each symptom, those that the site has first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import limited_by_title
from evsite.output.text import figures
from evsite.output.text.diagnosis_line import held_by, power, wait
from evsite.output.text.diagnosis_words import evidence_lines
from evsite.output.text.group_rows import group_rows
from evsite.output.text.headline_words import less_words, stay_words
from evsite.output.text.names import positions, summarize_names
from evsite.output.text.terminal_style import TerminalStyle, assumed, noted, notice, printable
from evsite.studies.diagnosis.sharing import limit_without_leg
from evsite.studies.diagnosis.titles import CAUSE_TITLES, SYMPTOM_TITLES
from evsite.words import count, digits_apart, enumeration, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evsite.allocation.result import Share
    from evsite.model.site import Site
    from evsite.studies.diagnosis.results import (
        Answer,
        Case,
        Cause,
        CauseName,
        Diagnosis,
        FoundRemedy,
        Symptom,
        SymptomCauses,
    )
    from evsite.studies.headline import Headline

_MOST_LINES = 6
"""So many lines are shown of a cause, and how many more there are."""
_WORDS: dict[Answer, tuple[str, str]] = {
    "yes": ("yes", "yellow"),
    "check-on-site": ("check", "cyan"),
    "no": ("no", "dim"),
}
_INDENT = " " * 9
_SHOWN_WHERE_ABSENT: frozenset[CauseName] = frozenset(
    {"oversubscription", "shared-power", "unreachable-stations", "vehicle"}
)
"""Causes whose figures are shown also where the site has not the cause."""

ABSENT: Mapping[tuple[Symptom, CauseName], str] = {
    ("slow", "oversubscription"): "power is not stretched further than advised",
    ("slow", "shared-power"): "no port has to leave power to others",
    ("slow", "limits-that-bind"): "with every port in use no limit holds any of them",
    ("slow", "schedule"): "no schedule lowers a limit",
    ("slow", "metered-load"): "no metered load takes power from a group",
    ("slow", "jumper"): "no station has the jumper",
    ("slow", "power-select"): "no port is set below what it is built for",
    ("slow", "shared-modules"): "no modules are shared",
    ("slow", "vehicle"): "the vehicle is not what holds",
    ("zero", "below-1.5-kw"): "no port that shares offers less than 1.5 kW",
    ("zero", "no-power"): "no port that shares is left without power",
    ("zero", "turns"): "no port takes turns with every port in use",
    ("zero", "first-come"): "no group serves in order of arrival",
    ("zero", "schedule"): "no schedule shuts a port out at any time",
    ("zero", "metered-load"): "no metered load leaves a group nothing",
    ("zero", "unreachable-stations"): "stations out of reach still give something, and leave something to others",
    ("not-enabled", "unsupported-stations"): "every model in a group supports power sharing",
    ("not-enabled", "plan"): "the cloud plan has what the design uses",
    ("not-enabled", "no-group"): "every port is in a group",
    ("not-enabled", "names"): "every name can be entered as it is",
    ("not-enabled", "as-built"): "the record of what was built agrees with the file",
}
"""What is so where a site has not a cause."""
TO_LOOK_AT: Mapping[tuple[Symptom, CauseName], str] = {
    ("slow", "unreachable-stations"): "whether stations are out of reach at times; connectivity is mended first",
    ("slow", "vehicle"): "what the vehicle takes on DC; that depends on its battery, and is not listed",
    ("slow", "station-setting"): "whether what was entered at the stations is this",
    ("zero", "unreachable-stations"): "whether stations are out of reach",
    ("zero", "vehicle-full"): "whether the vehicle is full; there is nothing to remedy",
    ("zero", "vehicle-overheated"): "whether the vehicle has paused to cool down",
    ("zero", "breaker"): "whether a breaker has tripped; by the file none can be overloaded",
    ("not-enabled", "unreachable-stations"): "whether every station is reached",
    ("not-enabled", "unsupported-stations"): "whether these models support power sharing; confirm it with their maker",
    ("not-enabled", "plan"): "which cloud plan the site has",
    ("not-enabled", "as-built"): "whether the site was built as designed; the file names no as-built record",
    ("not-enabled", "group-setup"): "whether each step of setting up is done",
    ("not-enabled", "organization-properties"): "whether the vendor has set these for the organization",
}
"""What to look at that no file can show."""


def render_diagnosis(site: Site, found: Diagnosis, terminal: TerminalStyle, *, every: bool = False) -> str:
    """The answer for each symptom in a line or two, then its causes; `every` shows all lines of a cause."""
    parts = [_lead(site, found, terminal)]
    if found.case is not None:
        parts.append(_case(site, found.case, terminal, every=every))
    reported: set[FoundRemedy] = set()
    parts += [_symptom(site, each, reported, terminal, every=every) for each in found.symptoms]
    if found.premise is not None:
        parts.append(terminal.prose(f"the guarantees assume that {printable(found.premise)}"))
    parts += [*noted(found.notes, terminal), *assumed(site, terminal), notice(terminal)]
    return "\n\n".join(parts) + "\n"


def _lead(site: Site, found: Diagnosis, terminal: TerminalStyle) -> str:
    lines = [terminal.title(printable(site.name))]
    if len(found.ports) < len(site.ports):
        about = summarize_names(found.ports, positions(site.ports))
        lines.append(terminal.prose(f"about {about}, {len(found.ports):,} of {count(len(site.ports), 'port')}"))
    lines.append(terminal.prose(_sure(site, found.headline)))
    side = max(len(each.symptom) for each in found.symptoms)
    for each in found.symptoms:
        title = f"{each.symptom:<{side}}"
        text = terminal.prose(f"{title}  {_in_short(each)}", " " * (side + 2))
        lines.append(text.replace(title, terminal.styled(title, "bold"), 1))
    return "\n".join(lines)


def _in_short(found: SymptomCauses) -> str:
    """Causes that the site has, and how many are to be checked."""
    having = [CAUSE_TITLES[cause.cause] for cause in found.having("yes")]
    check = len(found.having("check-on-site"))
    reported = enumeration(having) if having else "no cause in the file"
    return f"{reported}; {count(check, 'cause')} to check on site" if check else reported


def _sure(site: Site, found: Headline) -> str:
    """What every driver is sure of, whether it is enough for the stay, and what limits it."""
    got = found.guaranteed
    if not site.ports:
        return "there are no charging ports"
    if got is None:
        return (
            "who comes first is served first, so nothing is promised to who comes last"
            if found.in_order
            else "no port is in a power-sharing group, so no power is guaranteed to a driver"
        )
    whose = "every driver" if found.sharing == len(site.ports) else f"each of {count(found.sharing, 'port')} that share"
    stated = f"{whose} is sure of {power(got.current_a, got.power_kw, got.voltage_v)}, "
    stated += f"{figures.miles(got.range_mi_per_h)}{wait(got.longest_wait_h)}"
    gained, needed = found.guaranteed_mi, found.stay.miles_needed
    if gained is not None:
        digits = None if needed is None else digits_apart(gained, needed)
        stated += f"; {format_number(gained, digits)} mi in {stay_words(found)}"
        if needed is not None:
            stated += f", {format_number(needed)} needed: {'enough' if found.enough else 'not enough'}"
    held = dict.fromkeys(
        each if each.limit is None else each._replace(limit=limit_without_leg(each.limit)) for each in found.limited_by
    )
    stated += f"; limited by {summarize_names(limited_by_title(site, each) for each in held)}"
    return "; ".join([stated, *less_words(found)])


def _symptom(
    site: Site, found: SymptomCauses, reported: set[FoundRemedy], terminal: TerminalStyle, *, every: bool
) -> str:
    lines = [terminal.title(f"{found.symptom}: {SYMPTOM_TITLES[found.symptom]}", "  ")]
    for cause in (*found.having("yes"), *found.having("check-on-site")):
        lines += _cause(site, found.symptom, cause, reported, terminal, every=every)
    absent = found.having("no")
    shown = [cause for cause in absent if cause.cause in _SHOWN_WHERE_ABSENT and cause.evidence]
    for cause in shown:
        lines += _cause(site, found.symptom, cause, reported, terminal, every=every)
    others = [_title(found.symptom, cause) for cause in absent if cause not in shown]
    if others:
        lines.append(_marked("no", "; ".join(others), terminal))
    return "\n".join(lines)


def _title(symptom: Symptom, cause: Cause) -> str:
    titles = {"check-on-site": TO_LOOK_AT, "no": ABSENT}.get(cause.answer, {})
    return titles.get((symptom, cause.cause), CAUSE_TITLES[cause.cause])


def _marked(answer: Answer, stated: str, terminal: TerminalStyle) -> str:
    word, style = _WORDS[answer]
    mark = f"{word:<5}"
    return terminal.prose(f"  {mark}  {stated}", _INDENT).replace(mark, terminal.styled(mark, style), 1)


def _cause(
    site: Site, symptom: Symptom, cause: Cause, reported: set[FoundRemedy], terminal: TerminalStyle, *, every: bool
) -> Iterator[str]:
    """A cause, what its answer rests on, and what to change; `reported` are findings that stand above."""
    yield _marked(cause.answer, _title(symptom, cause), terminal)
    yield from _some(evidence_lines(site, cause.evidence), terminal, every=every)
    fresh = [each for each in cause.remedies if each not in reported]
    few = len(fresh) <= _MOST_LINES
    found = group_rows(fresh, lambda each: (each.code, each.remedy), every=every or few)
    lines = [
        f"{each.first.code} {each.first.message}" + (f"; change: {each.first.remedy}" if each.first.remedy else "")
        for each in found
    ]
    above = dict.fromkeys(each.code for each in cause.remedies if each in reported)
    lines += [f"{code}, see above" for code in above]
    reported.update(fresh)
    yield from _some(list(map(printable, lines)), terminal, every=every)


def _some(lines: Sequence[str], terminal: TerminalStyle, *, every: bool, indent: str = _INDENT) -> Iterator[str]:
    shown = lines if every else lines[:_MOST_LINES]
    for line in shown:
        yield terminal.prose(f"{indent}{line}", indent + "  ")
    if len(shown) < len(lines):
        yield terminal.prose(f"{indent}and {len(lines) - len(shown):,} more; --all lists them", indent + "  ")


def _case(site: Site, found: Case, terminal: TerminalStyle, *, every: bool) -> str:
    """What ports get at the moment that is asked about."""
    when = f" at {printable(found.at)}" if found.at is not None else ""
    title = terminal.title(f"the moment: {found.in_use:,} of {count(len(site.ports), 'port')} in use{when}", "  ")
    order = positions(site.ports)
    reported: dict[str, list[str]] = {}
    for share in found.shares:
        reported.setdefault(_share(site, share), []).append(share.port)
    lines = [f"{summarize_names(names, order)}: {stated}" for stated, names in reported.items()]
    return "\n".join([title, *_some(lines, terminal, every=every, indent="  "), *noted(found.notes, terminal)])


def _share(site: Site, share: Share) -> str:
    current_a, power_kw, range_mi = share.current_a, share.power_kw, share.range_mi_per_h
    if share.average_current_a is not None:
        assert share.average_power_kw is not None
        assert share.average_range_mi_per_h is not None
        current_a, power_kw, range_mi = share.average_current_a, share.average_power_kw, share.average_range_mi_per_h
    got = f"{power(current_a, power_kw, site.ports[share.port].voltage_v)}, {figures.miles(range_mi)}"
    state = "" if share.state == "charging" else f"{share.state}: "
    return f"{state}{got}{wait(share.longest_wait_h)}; limited by {held_by(site, share.limited_by)}"
