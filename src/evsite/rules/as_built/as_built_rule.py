"""What rules on as-built records share: their sources and inputs, places in the record, and the words for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Rule
from evsite.words import count, enumeration, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.analysis.as_built.comparison import Place, Unread
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Severity
    from evsite.rules.rule import Check

RECORD = ("site", "as_built")
"""Where the site file names the record."""
AS_TEXT = "in cells formatted as text before it is typed"
"""How numbers keep their digits and zeros in a spreadsheet."""
_MOST = 4
_LONGEST = 60


def as_built_rule(
    code: str, name: str, title: str, fails: str, severity: Severity, asks: str, why: str, check: Check
) -> Rule:
    """A rule on the record. Its failing cases are records, which no example of a site file has in it."""
    return Rule(
        code=code,
        name=name,
        title=title,
        fails=fails,
        severity=severity,
        asks=asks,
        why=why,
        guide=f"{GUIDE}, How is Power Sharing Configured?",
        inputs=(".".join(RECORD),),
        failing=(),
        passing=(SHARED,),
        check=check,
    )


def where(analysis: SiteAnalysis, places: Iterable[Place]) -> str:
    """Rows of the record: "as-built.csv, rows 2 to 5 and 9"."""
    record = analysis.site.as_built
    assert record is not None
    rows = sorted({place.row for place in places})
    return f"{quoted(record.file)}, row{'' if len(rows) == 1 else 's'} {names(map(str, rows))}"


def names_text(analysis: SiteAnalysis, items: Iterable[str]) -> str:
    """Names of ports, stations, circuits or groups, runs of neighbours by the first and the last."""
    listed = list(dict.fromkeys(items))
    ports = all(name in analysis.site.ports for name in listed)
    return names(listed, analysis.number_of_port if ports else None)


def unread(analysis: SiteAnalysis, found: Sequence[Unread]) -> str:
    """Some fields by what stands in them, and how many more there are."""
    shown = [f"'{quoted(each.text)}' ({where(analysis, [each.place])})" for each in found[:_MOST]]
    more = len(found) - len(shown)
    return enumeration([*shown, count(more, "more field")] if more else shown)


def quoted(text: str) -> str:
    """A text of the record for a message: not too long, and without what steers a terminal."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return "".join(
        letter if letter.isprintable() else " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}" for letter in short
    )
