"""What is compared where the existing load of a service is known by a meter, or by the calculation of a dwelling."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.beside_meter import beside_meters
from evsite.analysis.devices import service_rating_a
from evsite.analysis.dwelling_service import at_125_va, calculated_facts, dwelling_service, measured_beside
from evsite.analysis.existing_load import existing_loads, measured_fits
from evsite.analysis.node_demand import vehicles_a
from evsite.rounding import exceeds
from evsite.studies.load_calculation_results import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Supply
    from evsite.network.loads import OtherLoad


def metered_checks(analysis: SiteAnalysis, supply: Supply, new: OtherLoad) -> Iterator[Check]:
    """A metered peak at 125 % with the new load in full, with 125 % on that too, and with all that may be new."""
    rating_a = service_rating_a(supply)
    managed = existing_loads(analysis, supply)
    if not managed:
        yield from recorded_checks(analysis, supply.name, rating_a, supply.kind, new)
        return
    unmanaged = existing_loads(analysis, supply, managed=False)
    whole = Check(
        kind="metered",
        noun=supply.kind,
        rating=rating_a,
        unit="A",
        topics=("existing-load",),
        existing={load.line.leg: load.line.factored_a for load in managed},
        unmanaged={load.line.leg: load.total_a for load in unmanaged},
        managed={load.line.leg: load.total_a for load in managed},
    )
    yield whole
    yield replace(
        whole,
        kind="metered at 125 %",
        topics=("existing-load", "evse-overcurrent"),
        unmanaged={load.line.leg: load.total_at_125_a for load in unmanaged},
        managed={load.line.leg: load.total_at_125_a for load in managed},
        strict=False,
    )
    if analysis.calculated.least_below(supply.name):
        yield replace(
            whole,
            kind="metered, by value",
            topics=("existing-load", "evse-load-value"),
            unmanaged={load.line.leg: load.total_counted_a for load in unmanaged},
            managed={load.line.leg: load.total_counted_a for load in managed},
        )
    if any(load.status_unknown_a for load in managed):
        yield replace(
            whole,
            kind="metered, all new",
            unmanaged={load.line.leg: load.total_if_new_a for load in unmanaged},
            managed={load.line.leg: load.total_if_new_a for load in managed},
            strict=False,
        )


def recorded_checks(analysis: SiteAnalysis, node: str, rating_a: float, noun: str, new: OtherLoad) -> Iterator[Check]:
    """Recorded load at 125 % with all else in full, where load on the node comes from a meter's record."""
    lines = beside_meters(analysis.site, node, rating_a)
    if not lines:
        return
    connected, managed = analysis.connected(node), vehicles_a(analysis, node)
    yield Check(
        kind="metered",
        noun=noun,
        rating=rating_a,
        unit="A",
        topics=("existing-load",),
        existing={line.leg: line.factored_a + line.other_a - new.total_a(line.leg) for line in lines},
        unmanaged={line.leg: line.factored_a + line.other_a + connected.line_a(line.leg) for line in lines},
        managed={line.leg: line.factored_a + line.other_a + managed[line.leg] for line in lines},
    )


def dwelling_checks(analysis: SiteAnalysis, supply: Supply) -> Iterator[Check]:
    """The calculated load of a dwelling, unless its metered demand is enough."""
    dwelling = analysis.site.dwelling
    if dwelling is None or dwelling.on != supply.name:
        return
    found = dwelling_service(analysis)
    assert found is not None
    facts, nec = calculated_facts(analysis), analysis.site.nec
    connected_a = at_125_va(found.connected, facts, nec) / found.va_per_a
    doubtful = measured_beside(analysis, supply) or not exceeds(found.least_a, found.rating_a)
    yield Check(
        kind="dwelling",
        noun="service",
        rating=found.rating_a,
        unit="A",
        topics=(),
        existing=dict.fromkeys(supply.system.legs, found.existing_a),
        unmanaged=dict.fromkeys(supply.system.legs, connected_a),
        managed=dict.fromkeys(supply.system.legs, found.managed_at_125_a),
        strict=not doubtful,
        sections=(found.managed.section,),
        superseded=measured_fits(analysis, supply),
    )
