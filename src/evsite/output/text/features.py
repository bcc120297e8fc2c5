"""`evsite catalog features` for people: what the vendor guide says, with its conflicts below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.products import FeatureSupport, PlanFeature
    from evsite.output.text.terminal_style import TerminalStyle

_WORDS = {"limited-release": "limited", "not-stated": "-", "conflict": "yes?"}


class _Notes:
    """Notes by number; the same words have one number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, note: str) -> str:
        """The number of a note, to be put behind what it is about; nothing for no note."""
        if not note:
            return ""
        return f" ({self._numbers.setdefault(note, len(self._numbers) + 1)})"

    def lines(self, terminal: TerminalStyle) -> list[str]:
        """The notes, one a line."""
        return [terminal.prose(f"({number}) {note}") for note, number in self._numbers.items()]


def render_features(support: Sequence[FeatureSupport], plans: Sequence[PlanFeature], terminal: TerminalStyle) -> str:
    """Both matrices of the guide, with notes where it is unclear or contradicts itself."""
    notes = _Notes()
    blocks = [
        "Which stations support which feature",
        _hardware(support, notes, terminal),
        "",
        "Which cloud plan includes which feature",
        _plans(plans, notes, terminal),
        "",
        terminal.prose(f"- the guide does not say; from {', '.join(dict.fromkeys(cell.source for cell in support))}"),
        *notes.lines(terminal),
    ]
    return "\n".join(blocks) + "\n"


def _hardware(cells: Sequence[FeatureSupport], notes: _Notes, terminal: TerminalStyle) -> str:
    families = list(dict.fromkeys(cell.family for cell in cells))
    table = Table([Column("feature"), *(Column(family) for family in families)])
    for feature in dict.fromkeys(cell.feature for cell in cells):
        row = {cell.family: cell for cell in cells if cell.feature == feature}
        table.add(
            next(iter(row.values())).title,
            *(
                _WORDS.get(row[family].support, row[family].support) + notes.mark(row[family].note)
                for family in families
            ),
        )
    return table.render(terminal)


def _plans(cells: Sequence[PlanFeature], notes: _Notes, terminal: TerminalStyle) -> str:
    row_group: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for plan in dict.fromkeys(cell.plan for cell in cells):
        column = tuple((cell.included, cell.note) for cell in cells if cell.plan == plan)
        row_group.setdefault(column, []).append(plan)
    columns = list(row_group.values())
    table = Table([Column("feature"), *(Column(", ".join(plans)) for plans in columns), Column("sold separately")])
    for feature in dict.fromkeys(cell.feature for cell in cells):
        row = {cell.plan: cell for cell in cells if cell.feature == feature}
        add_ons = dict.fromkeys(cell.add_on for cell in row.values() if cell.add_on)
        table.add(
            next(iter(row.values())).title,
            *(
                _WORDS.get(row[plans[0]].included, row[plans[0]].included) + notes.mark(row[plans[0]].note)
                for plans in columns
            ),
            ", ".join(add_ons),
        )
    return table.render(terminal)
