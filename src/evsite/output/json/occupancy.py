"""`evsite table` as JSON: every number of vehicles, and the orders of ports whose beginnings the placements are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.from_result import from_result
from evsite.output.json.contract.moment import OccupancyFigures, PlacementFigures, TableDocument
from evsite.output.json.documents import assumed
from evsite.output.json.serialize import document_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.model.site import Site
    from evsite.proofs.occupancy.placements import Placement
    from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult
    from evsite.studies.vehicles import ListedVehicles, MixTable

JsonObject = dict[str, Any]


def occupancy_document(
    site: Site,
    rows: Sequence[OccupancyRow],
    notes: Iterable[str] = (),
    at: str | None = None,
    *,
    vehicles: ListedVehicles | None = None,
    mix: MixTable | None = None,
) -> JsonObject:
    """Every number of vehicles; `limited_by` is what holds the placement."""
    orders = _Orders(site, (result.placement for row in rows for result in (row.worst, row.balanced, row.best)))
    document = TableDocument(
        file=site.source.filename,
        rows=tuple(
            from_result(
                OccupancyFigures,
                row,
                worst=orders.placed(row.worst),
                balanced=orders.placed(row.balanced),
                best=orders.placed(row.best),
            )
            for row in rows
        ),
        orders=orders.from_result,
        vehicles=vehicles,
        notes=(*notes, *assumed(site)),
        mix=mix,
        at=at,
    )
    return document_json(document, site)


class _Orders:
    """The orders of ports that placements are beginnings of, each once and as far as it is needed."""

    def __init__(self, site: Site, placements: Iterable[Placement]) -> None:
        longest: dict[int, Placement] = {}
        for placement in placements:
            known = longest.setdefault(id(placement.order), placement)
            if len(placement) > len(known):
                longest[id(placement.order)] = placement
        names = list(site.ports)
        numbers: dict[tuple[str, ...], int] = {}
        self._number: dict[int, int] = {}
        for order, placement in longest.items():
            taken = tuple(names[port] for port in placement.order[: len(placement)].tolist())
            self._number[order] = numbers.setdefault(taken, len(numbers))
        self.from_result = tuple(numbers)

    def placed(self, result: PlacementResult) -> PlacementFigures:
        return from_result(PlacementFigures, result, order=self._number[id(result.placement.order)])
