"""Rules on the record itself, one row each: that it can be read, has each port once, and no field is open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.as_built.columns import COMPARED
from evsite.analysis.as_built.comparison import IDENTITIES
from evsite.model.as_built import BY_KEY, RECORD_COLUMNS
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rules.as_built.as_built_rule import AS_TEXT, RECORD, as_built_rule, names_text, quoted, unread, where
from evsite.rules.rule import Problem, Problems, SiteAnalysis
from evsite.words import count, enumeration, listed

if TYPE_CHECKING:
    from evsite.model.as_built import AsBuiltRecord

_MOST_NOTES = 20
_LIMITS = '"320 A" or "90 kW"'


def unreadable(analysis: SiteAnalysis) -> Problems:
    """A record that cannot be read."""
    record = analysis.site.as_built
    if record is not None and record.problem:
        file = quoted(record.file)
        way = f"evsite as-built FILE --table ports -o {file} writes one to be filled in"
        yield Problem(file, record.problem, RECORD, remedy=way)


def columns(analysis: SiteAnalysis) -> Problems:
    """Headings that are not known, columns that are there twice, and columns that are not there."""
    if analysis.as_built is None:
        return
    record, missing = analysis.as_built.record, analysis.as_built.not_there
    parts = []
    if record.unknown:
        known = [_unknown(record, heading) for heading in record.unknown[:4]]
        more = len(record.unknown) - len(known)
        parts.append(f"not read: {enumeration([*known, f'{more:,} more'] if more else known)}")
    if record.repeated:
        parts.append(f"twice, the first counts: {enumeration(list(dict.fromkeys(record.repeated)))}")
    if missing:
        parts.append(f"not there, and not compared: {enumeration(missing)}")
    if parts:
        yield Problem(
            "",
            f"columns of {quoted(record.file)} {'; '.join(parts)}",
            RECORD,
            remedy=f"headings of the table ports: {', '.join(column.key for column in RECORD_COLUMNS)}",
        )


def _unknown(record: AsBuiltRecord, heading: str) -> str:
    meant = record.meant.get(heading)
    return quoted(f"'{heading}'") + (f" (did you mean '{meant}'?)" if meant else "")


def missing(analysis: SiteAnalysis) -> Problems:
    """Ports that no row is about, by the table of their stations."""
    if analysis.as_built is None:
        return
    by_table: dict[tuple[str | int, ...], list[str]] = {}
    for each in analysis.as_built.missing:
        by_table.setdefault(each.station.path, []).append(each.port.name)
    for path, ports in by_table.items():
        file = quoted(analysis.as_built.record.file)
        who = names_text(analysis, ports)
        fewer = analysis.as_built.fewer_stations(path)
        yield Problem(
            who,
            f"in no row of {file}",
            path,
            "header",
            remedy=remedy(fewer and replace(fewer, noun="station"), f"a row for {who}"),
        )


def unknown(analysis: SiteAnalysis) -> Problems:
    """Rows of ports that the design has not."""
    found = [] if analysis.as_built is None else analysis.as_built.strangers
    if analysis.as_built is not None and found:
        more = analysis.as_built.more_stations()
        yield Problem(
            "",
            f"no port of the design: {unread(analysis, found)}",
            RECORD,
            remedy=remedy(
                more and replace(more, noun="station"),
                "names of ports like those of `evsite as-built`, or stations that the site file has",
            ),
        )


def twice(analysis: SiteAnalysis) -> Problems:
    """Ports with several rows."""
    if analysis.as_built is None:
        return
    for name, rows in analysis.as_built.more.items():
        file = quoted(analysis.as_built.record.file)
        yield Problem(
            name,
            f"in rows {enumeration([str(row) for row in rows])} of {file}; the first is compared",
            analysis.as_built.designs.ports[name].station.path,
            "header",
            remedy="one row for each port",
        )


def misread(analysis: SiteAnalysis) -> Problems:
    """Fields that are not understood, by column."""
    if analysis.as_built is None:
        return
    for key, found in analysis.as_built.unread.items():
        if key == "mac":
            continue
        if key in IDENTITIES:
            way = f"all of its digits, {AS_TEXT}: a spreadsheet has rounded it"
            yield Problem("", f"{BY_KEY[key].name} is not understood: {unread(analysis, found)}", RECORD, remedy=way)
            continue
        compared = COMPARED.get(key)
        accepted = _LIMITS if key.endswith("_limit") else '"40 A" or "40"' if compared is None else compared.accepted
        yield Problem("", f"{BY_KEY[key].name} is not understood: {unread(analysis, found)}", RECORD,
                      remedy=f"a value like {accepted}")  # fmt: skip


def blank(analysis: SiteAnalysis) -> Problems:
    """Fields that are not filled in, all columns together."""
    if analysis.as_built is None or not analysis.as_built.blanks:
        return
    found = analysis.as_built.blanks
    number = sum(map(len, found.values()))
    titles = [BY_KEY[key].name for key in found]
    notes = [
        f"{BY_KEY[key].name} of {names_text(analysis, (place.port for place in places))}"
        for key, places in list(found.items())[:_MOST_NOTES]
    ]
    yield Problem(
        "",
        f"{quoted(analysis.as_built.record.file)} has {count(number, 'blank')}: {listed(titles, 'and')}",
        RECORD,
        notes=tuple(notes),
        remedy="the fields filled in",
    )


def deviation(analysis: SiteAnalysis) -> Problems:
    """What was noted as a deviation from the design."""
    if analysis.as_built is None:
        return
    for text, places in analysis.as_built.deviations.items():
        ports = names_text(analysis, (place.port for place in places))
        yield Problem(
            ports,
            f"noted as a deviation: '{quoted(text)}' ({where(analysis, places)})",
            RECORD,
            remedy="the design changed to what was built, where it matters",
        )


RECORD_RULES = (
    as_built_rule(
        "EV701",
        "as-built-file",
        "the as-built record can be read",
        "as-built record not readable",
        Severity.ERROR,
        "The file that `as_built` names is CSV with a header, with commas, semicolons or tabs, of 16 MiB at most.",
        "A record that cannot be read confirms nothing.",
        unreadable,
    ),
    as_built_rule(
        "EV702",
        "as-built-columns",
        "the as-built record has its columns, each once",
        "wrong columns in the as-built record",
        Severity.WARNING,
        "The record has the columns of the table of ports of `evsite as-built`, by their keys or their titles.",
        "What is in no column, or under a heading that is not known, is not compared.",
        columns,
    ),
    as_built_rule(
        "EV703",
        "as-built-port-missing",
        "every port is in the as-built record",
        "port missing from the as-built record",
        Severity.ERROR,
        "The record has a row for each port of the design.",
        "A station that is not in the record is not activated, and a group is enabled only with all of its stations.",
        missing,
    ),
    as_built_rule(
        "EV704",
        "as-built-port-unknown",
        "the as-built record has ports of the design alone",
        "unknown port in the as-built record",
        Severity.ERROR,
        "Every row of the record names a port of the design: S1.2, or the station with the number of the port.",
        "A station that was added on site draws on a limit that was worked out without it.",
        unknown,
    ),
    as_built_rule(
        "EV705",
        "as-built-port-twice",
        "the as-built record has each port once",
        "port twice in the as-built record",
        Severity.ERROR,
        "No two rows of the record name the same port.",
        "One of the rows is that of another port, which is missing then.",
        twice,
    ),
    as_built_rule(
        "EV706",
        "as-built-field",
        "every field of the as-built record can be read",
        "field that cannot be read",
        Severity.ERROR,
        "Numbers, breakers, spaces, phases and limits of the record can be understood, with or without their units.",
        "What cannot be understood cannot be compared.",
        misread,
    ),
    as_built_rule(
        "EV707",
        "as-built-blank",
        "the as-built record is filled in",
        "blanks in the as-built record",
        Severity.WARNING,
        "No field of the record is blank, save for the SIM, photos, and deviations.",
        "Stations are activated by their serial numbers and MAC addresses; tests show that settings were made.",
        blank,
    ),
    as_built_rule(
        "EV708",
        "as-built-deviation",
        "deviations that were noted are reported",
        "deviation noted",
        Severity.INFO,
        "Whatever stands in the column of deviations is reported.",
        "It was noted for those who have to judge whether the design still holds.",
        deviation,
    ),
)
"""The rules on the record itself."""
