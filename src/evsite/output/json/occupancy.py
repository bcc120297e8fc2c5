"""`evsite table` as JSON: rows, how many vehicles stand where, and the orders whose beginnings the placements are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.from_result import from_result
from evsite.output.json.contract.moment import OccupancyFigures, PlacementFigures, TableDocument
from evsite.output.json.documents import assumed
from evsite.output.json.serialize import document_json
from evsite.proofs.occupancy.port_places import PortPlaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.model.site import Site
    from evsite.proofs.occupancy.placements import Placement
    from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult, ShownRows
    from evsite.studies.vehicles import ListedVehicles, MixTable

JsonObject = dict[str, Any]


def occupancy_document(
    site: Site,
    shown: ShownRows,
    notes: Iterable[str] = (),
    at: str | None = None,
    *,
    vehicles: ListedVehicles | None = None,
    mix: MixTable | None = None,
) -> JsonObject:
    """The rows that are shown; `limited_by` is what holds the placement."""
    rows = shown.rows
    places = PortPlaces(site)
    orders = None if shown.left_out else _Orders(site, rows)

    def placed(result: PlacementResult) -> PlacementFigures:
        order = None if orders is None else orders.number(result.placement)
        return from_result(PlacementFigures, result, placed=places.runs(result.placement), order=order)

    document = TableDocument(
        file=site.source.filename,
        rows=tuple(
            from_result(
                OccupancyFigures,
                row,
                worst=placed(row.worst),
                balanced=placed(row.balanced),
                best=placed(row.best),
            )
            for row in rows
        ),
        rows_left_out=shown.left_out,
        places=places.places,
        orders=None if orders is None else orders.listed,
        vehicles=vehicles,
        notes=(*notes, *assumed(site)),
        mix=mix,
        at=at,
    )
    return document_json(document, site)


class _Orders:
    """The orders of ports that placements are beginnings of, each once and as far as it is needed."""

    def __init__(self, site: Site, rows: Sequence[OccupancyRow]) -> None:
        longest: dict[int, Placement] = {}
        for placement in (result.placement for row in rows for result in (row.worst, row.balanced, row.best)):
            known = longest.setdefault(id(placement.order), placement)
            if len(placement) > len(known):
                longest[id(placement.order)] = placement
        names = list(site.ports)
        numbers: dict[tuple[str, ...], int] = {}
        self._number: dict[int, int] = {}
        for order, placement in longest.items():
            taken = tuple(names[port] for port in placement.order[: len(placement)].tolist())
            self._number[order] = numbers.setdefault(taken, len(numbers))
        self.listed = tuple(numbers)

    def number(self, placement: Placement) -> int:
        """Which of the orders a placement is the beginning of."""
        return self._number[id(placement.order)]
