"""A site as its labels show it: where things are fed from, where that is, and what of it the file does not say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.documents.model import Number, Verify
from evsite.documents.schedule.positions import Positions

if TYPE_CHECKING:
    from evsite.codebook.labels import Label
    from evsite.documents.model import Cell
    from evsite.documents.schedule.positions import Position
    from evsite.model.distribution import Panel, Supply
    from evsite.model.site import Site

OPEN = "____"
"""What a label has where a value is to be verified: room to write it."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A label that is needed at one thing: on which equipment, where that is, and the values of its text."""

    label: Label
    on: str
    where: Cell
    values: dict[str, Cell]

    def text(self, *, dwelling: bool) -> str:
        """The text of the label; what is to be verified is left open."""
        return self._template(dwelling=dwelling).format(
            **{name: _cell_text(cell) for name, cell in self.values.items()}
        )

    def used(self, *, dwelling: bool) -> list[Cell]:
        """The values that stand in its text."""
        template = self._template(dwelling=dwelling)
        return [cell for name, cell in self.values.items() if f"{{{name}}}" in template]

    def _template(self, *, dwelling: bool) -> str:
        return (dwelling and self.label.text_dwelling) or self.label.text


def _cell_text(cell: Cell) -> str:
    if isinstance(cell, Number):
        return f"{cell.value:,.{cell.digits}f}{f' {cell.unit}' if cell.unit else ''}"
    return cell if isinstance(cell, str) else OPEN


class Labelled:
    """What labels and directories ask of a site.

    Parameters
    ----------
    site
        The site.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.positions = Positions(site)
        self.analysis = self.positions.analysis

    @cached_property
    def small_dwelling(self) -> bool:
        """Whether the site is at a one- or two-family dwelling, by the file."""
        return self.site.settings.one_or_two_family is True

    @cached_property
    def position_of(self) -> dict[str, Position]:
        """What feeds each circuit, panel and transformer, where it starts."""
        starts = dict.fromkeys(name for each in self._nodes if (name := each.fed_from) is not None)
        starts |= dict.fromkeys(circuit.fed_from for circuit in self.site.circuits.values())
        return {each.name: each for node in starts for each in self.positions.at(node) if each.kind != "load"}

    @property
    def _nodes(self) -> tuple[Panel | Supply, ...]:
        return (*self.site.supplies.values(), *self.site.panels.values())

    def node(self, name: str) -> Panel | Supply:
        """A panel or a supply by its name."""
        return self.site.panels.get(name) or self.site.supplies[name]

    def noun(self, name: str) -> str:
        """A panel or a supply with what it is: "panel EV1", "service U", "transformer T1"."""
        supply = self.site.supplies.get(name)
        return f"{'panel' if supply is None else supply.kind} {name}"

    def source(self, name: str) -> str | None:
        """What feeds a circuit, a panel or a supply; None at the utility."""
        circuit = self.site.circuits.get(name)
        return self.node(name).fed_from if circuit is None else circuit.fed_from

    def source_words(self, name: str) -> Cell:
        """What a circuit or a panel is fed from, with its circuit number there: "panel MSB, circuit 1, 3, 5"."""
        source = self.source(name)
        if source is None:
            return "utility"
        position = self.position_of[name]
        if source not in self.site.panels or position.place == "tap":
            return f"{self.noun(source)}{', tap' if position.place == 'tap' else ''}"
        if not position.spaces:
            return position.place if isinstance(position.place, Verify) else self.noun(source)
        return f"{self.noun(source)}, circuit {', '.join(map(str, position.spaces))}"

    def source_location(self, name: str) -> Cell:
        """Where what feeds something is."""
        source = self.source(name)
        return "utility" if source is None else self.location(source)

    def location(self, name: str) -> Cell:
        """Where a panel or a supply is."""
        node = self.node(name)
        return node.description.location or Verify("location", name, (*node.path, "location"))
