"""Tariffs as a JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.from_result import from_result
from evsite.output.json.contract.tariffs import DemandChargeFigures, TariffFigures, TariffsDocument
from evsite.output.json.serialize import document_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.tariffs.model import DemandCharge, Tariff


def tariffs_document(tariffs: Iterable[Tariff]) -> dict[str, Any]:
    """Tariffs with their prices, dates, marks and sources; None is not known."""
    return document_json(TariffsDocument(tariffs=tuple(map(_tariff, tariffs))))


def _tariff(tariff: Tariff) -> TariffFigures:
    demand = None if tariff.demand is None else tuple(map(_charge, tariff.demand))
    return from_result(TariffFigures, tariff, tariff=tariff.name, energy=tariff.periods, demand=demand)


def _charge(charge: DemandCharge) -> DemandChargeFigures:
    return from_result(DemandChargeFigures, charge, charge=charge.name)
