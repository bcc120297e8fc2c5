"""What the service carries: existing load, chargers without load management and with it, and the rating."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.documents.load_calc.calculation import compared_words, needed_words, node_words
from evsite.output.documents.html_parts import html_text
from evsite.output.page.parts import Section, Sign, length, paragraph, sign
from evsite.rounding import exceeds
from evsite.studies.charts.service import deciding_check
from evsite.words import count, enumeration, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.site_page import SitePage
    from evsite.studies.load_calculation_results import Check, NodeCalculation, Outcome

MOST_SHOWN = 6
_PRINTED = 2
_SIGN: dict[Outcome, Sign] = {
    "fits": "good",
    "ask the authority": "open",
    "not established": "open",
    "does not fit": "bad",
}


class _Compared(NamedTuple):
    """A node, what of it is fullest under the load of all chargers, and the line there that carries most."""

    node: NodeCalculation
    check: Check
    leg: str
    also: str = ""
    """The panel on it of which the same is true."""


def service(page: SitePage) -> Section | None:
    """Bars for each supply and the fullest panel on it; nodes with the same figures together."""
    row_group: dict[object, list[_Compared]] = {}
    for each in _compared(page):
        row_group.setdefault(_figures_of(each), []).append(each)
    if not row_group:
        return None
    shown = list(row_group.values())[:MOST_SHOWN]
    body = paragraph(
        "What the load calculation compares: the line that carries most, with every factor that the code asks for. "
        "Without load management every charger counts in full; with it, the limits of the groups do.",
        "more",
    )
    drawn = "".join(_bars(each, printed=place < _PRINTED) for place, each in enumerate(shown))
    body += f'<div class="nodes">\n{drawn}</div>\n'
    left = sum(map(len, row_group.values())) - sum(map(len, shown))
    if left:
        body += paragraph(f"and {count(left, 'comparison')} more; evsite load-calc has them all", "small")
    return Section("service", "What the service carries", body, printed=True, short="Service")


def _compared(page: SitePage) -> Iterator[_Compared]:
    """Supplies with chargers, each with the panel on it that carries chargers and whose load is fullest."""
    for found in page.calculations:
        if not found.chargers:
            continue
        own = _fullest(found.own)
        charging = [node for node in found.nodes[1:] if node.kind == "panel" and node.connected.any]
        panels = [each for node in charging if (each := _fullest(node)) is not None]
        panel = max(panels, key=lambda each: each.check.managed[each.leg] / each.check.rating, default=None)
        if own is not None and panel is not None and _bar_figures(own) == _bar_figures(panel):
            yield own._replace(also=f" and {node_words(panel.node)}")
            continue
        yield from (each for each in (own, panel) if each is not None)


def _fullest(node: NodeCalculation) -> _Compared | None:
    deciding = deciding_check(node)
    return None if deciding is None else _Compared(node, *deciding)


def _bar_figures(each: _Compared) -> tuple[object, ...]:
    """What the bars show of a node, and what comes of it."""
    node, check, leg = each.node, each.check, each.leg
    values = (check.existing[leg], check.unmanaged[leg], check.managed[leg], check.rating)
    needed = "" if node.unmanaged_outcome == "fits" else needed_words(node)
    outcomes = node.outcome, node.unmanaged_outcome, needed, node.reasons, node.has_groups, node.method == "not stated"
    return check.unit, *(round(value, 2) for value in values), *outcomes


def _figures_of(each: _Compared) -> tuple[object, ...]:
    return each.node.kind, each.node.primary, each.check.kind, bool(each.also), *_bar_figures(each)


def _bars(row_group: list[_Compared], *, printed: bool) -> str:
    node, check, leg, also = row_group[0]
    unknown = node.method == "not stated"
    existing, unmanaged, managed = check.existing[leg], check.unmanaged[leg], check.managed[leg]
    full = 1.04 * max(unmanaged, managed, check.rating, existing)
    title = node_words(node) + also + (f" and {count(len(row_group) - 1, 'other')} alike" if len(row_group) > 1 else "")
    rows = [
        ("existing load", "existing", existing, "not in the site file: to be verified" if unknown else ""),
        ("with all chargers, unmanaged", "unmanaged", unmanaged, _over(unmanaged, check)),
    ]
    if node.has_groups:
        rows.append(("with load management", "managed", managed, _over(managed, check)))
    drawn = "".join(_bar(words, kind, value, note, check, full, unknown=unknown) for words, kind, value, note in rows)
    rating = f'<span class="value">{_value(check.rating, check.unit)}</span>'
    drawn += f'<div class="load"><span class="what">rating, the upright mark</span>{rating}</div>\n'
    on_line = "" if leg == "all" else f", line {leg}"
    return (
        f'<div class="node{"" if printed else " more"}">\n<h3>{html_text(title)}</h3>\n'
        f'<p class="small">{html_text(compared_words(check) + on_line)}</p>\n{drawn}{_outcome(node)}</div>\n'
    )


def _over(value: float, check: Check) -> str:
    return "over the rating" if exceeds(value, check.rating) else ""


def _bar(words: str, kind: str, value: float, note: str, check: Check, full: float, *, unknown: bool) -> str:
    mark = length(check.rating, full)
    hidden = kind == "existing" and unknown
    shown = "" if hidden else _value(value, check.unit)
    least = "at least " if unknown and not hidden else ""
    reported = f' <span class="note">{html_text(note)}</span>' if note else ""
    width = length(0.0 if hidden else value, full)
    return (
        f'<div class="load"><span class="what">{html_text(words)}</span>'
        f'<span class="value">{least}{shown}{reported}</span>'
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="rail" width="100" height="10"/><rect class="{kind}" width="{width}" height="10"/>'
        f'<line class="rating" x1="{mark}" y1="0" x2="{mark}" y2="10"/></svg></div>\n'
    )


def _value(value: float, unit: str) -> str:
    return f"{trimmed(value, 2)} {unit}"


def _outcome(node: NodeCalculation) -> str:
    """What comes of it, and what would be needed without load management."""
    stated = [f"{sign(_SIGN[node.outcome])} {html_text('as designed: ' + node.outcome)}"]
    if node.has_groups:
        needed = "" if node.unmanaged_outcome == "fits" else needed_words(node)
        without = f"without load management: {node.unmanaged_outcome}"
        without += f"; that would take {needed}" if needed else ""
        stated.append(f"{sign(_SIGN[node.unmanaged_outcome])} {html_text(without)}")
    lines = "".join(f"<li>{each}</li>\n" for each in stated)
    reasons = paragraph(f"open: {enumeration(node.reasons)}", "small") if node.reasons else ""
    return f'<ul class="outcomes">\n{lines}</ul>\n{reasons}'
