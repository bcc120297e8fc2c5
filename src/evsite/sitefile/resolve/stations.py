"""Stations: families spelt out, circuits taken, and their ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.model.description import NO_IDENTITY
from evsite.model.site import Port, Station
from evsite.model.stated import unseen
from evsite.sitefile import problems
from evsite.sitefile.resolve.assumptions import StationAssumptions
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.resolve.current_steps import steps_of
from evsite.sitefile.resolve.descriptions import station_description
from evsite.sitefile.resolve.identities import Identities
from evsite.sitefile.resolve.installation import installation_of
from evsite.sitefile.resolve.schedules import resolve_charging
from evsite.sitefile.resolve.station_circuits import CircuitPools
from evsite.sitefile.resolve.station_ratings import port_rating
from evsite.sitefile.resolve.station_tables import station_kinds
from evsite.sitefile.wording import header_of

if TYPE_CHECKING:
    from evsite.model.catalog import Catalog
    from evsite.model.current_steps import CurrentSteps
    from evsite.model.distribution import Circuit
    from evsite.model.stated import UnseenValue
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.resolve.station_kind import StationKind
    from evsite.sitefile.resolve.station_ratings import PortRating
    from evsite.sitefile.tables.stations import StationTable


def resolve_stations(context: ResolveContext, catalog: Catalog, unusable: set[str]) -> None:
    """Resolve every station and its ports; those that cannot be are left out and marked as broken.

    `unusable` holds the ids of catalogue tables with problems, so that stations that name them are not told again.
    """
    kinds = station_kinds(context, catalog, unusable)
    pools = CircuitPools(context, kinds)
    assumptions, identities = StationAssumptions(), Identities(context)
    for kind in kinds:
        _resolve(context, kind, pools, assumptions, identities)
    assumptions.report(context)


def _resolve(
    context: ResolveContext,
    kind: StationKind,
    pools: CircuitPools,
    assumptions: StationAssumptions,
    identities: Identities,
) -> None:
    taken, identity = pools.of(kind), identities.of(kind)
    if taken is None:
        context.broken["stations"].add(str(kind.path[1]))
        return
    table, model = kind.table, kind.model
    ratings: dict[object, PortRating | None] = {}
    steps: dict[object, CurrentSteps | None] = {}
    unseen_values = _unseen_minimum(kind)
    min_a, dc, jumper, path = _min_a(kind), kind.dc, kind.one_feed, kind.path
    indices = range(1, kind.ports + 1)
    charging = resolve_charging(context, path, table.charging)
    installation, description = installation_of(table), station_description(table)
    for name, circuits in zip(kind.names, taken, strict=True):
        ports: list[Port] = []
        rating: PortRating | None = None
        for index in indices:
            circuit = context.circuits[circuits[index - 1 if len(circuits) > 1 else 0]] if circuits else None
            # circuits alike give ratings alike
            key = circuit and (circuit.connection, id(circuit.system), circuit.breaker_a)
            if key not in ratings:
                rating = port_rating(context, kind, circuit, assumptions, own=_has_own(kind, circuit, pools))
                ratings[key] = rating
                unseen_values = tuple(dict.fromkeys(unseen_values + (() if rating is None else rating.unseen)))
            rating = ratings[key]
            if rating is not None and key not in steps:
                steps[key] = steps_of(context, kind, least_a=min_a, rated_a=rating.rated_a, max_a=rating.max_a)
            if rating is None:
                context.broken["stations"].add(str(path[1]))
                return
            own_steps = steps[key]
            port = Port(
                name=f"{name}.{index}",
                station=name,
                index=index,
                circuit=None if circuit is None else circuit.name,
                connection=rating.connection,
                voltage_v=rating.voltage_v,
                dc=dc,
                rated_a=rating.rated_a,
                max_a=rating.max_a,
                min_a=min_a if own_steps is None else own_steps.least_a,
                input_kw_per_a=rating.input_kw_per_a,
                output_kw_per_a=rating.output_kw_per_a,
                limit_kw_per_a=rating.limit_kw_per_a,
                steps=own_steps,
            )
            ports.append(port)
            context.ports[port.name] = port
        assert rating is not None
        context.stations[name] = Station(
            name=name,
            model=model,
            circuits=circuits,
            jumper=jumper,
            setting_a=rating.setting_a,
            jumper_total_a=rating.total_a,
            ports=tuple(ports),
            path=path,
            installation=installation,
            charging=charging,
            fallback_a=_fallback_a(table, ports[0]),
            unseen=unseen_values,
            description=description,
            identity=identity.get(name, NO_IDENTITY),
        )
    if model is not None and unseen_values:
        assumptions.unseen(path, model, unseen_values)
    if table.circuit is None and table.circuits is None:
        message = f"{header_of(kind.path)} is on no circuit: only limits in kW hold it"
        context.notice(
            problems.NO_CIRCUIT, message, kind.path, anchor="header", remedy='add circuits = "C", or circuit = "C1"'
        )


def _fallback_a(table: StationTable, port: Port) -> float | None:
    """What a port draws when its station cannot be reached [A], if the file says so."""
    if table.fallback is None:
        return None
    return table.fallback.value / (1.0 if table.fallback.unit == "A" else port.output_kw_per_a)


def _has_own(kind: StationKind, circuit: Circuit | None, pools: CircuitPools) -> bool:
    """Whether the circuit serves this port (or this one-feed station) alone, so that its breaker sets it."""
    if circuit is None:
        return False
    if kind.table.circuit is None:
        return True
    return pools.shared[circuit.name] == 1 and (kind.ports == 1 or kind.one_feed)


def _unseen_minimum(kind: StationKind) -> tuple[UnseenValue, ...]:
    """The least current of the model, where it counts and is not confirmed it in a document."""
    if kind.model is None or kind.dc or kind.table.min_current is not None:
        return ()
    return unseen([("min_a", kind.model.min_a)])


def _min_a(kind: StationKind) -> float | None:
    given = value_of(kind.table.min_current)
    if given is not None or kind.dc:
        return given
    known = None if kind.model is None else kind.model.min_a
    return J1772_MINIMUM_A if known is None else known
