"""The limits of a site and a plan beside each other, by plain sums of complex numbers, one step after the other."""

import itertools
import math

from evsite.model.moments import site_at
from evsite.network.limits import site_limits
from evsite.network.phasors import line_vector, to_primary
from evsite.network.places import members_place, node_place, primary_place
from evsite.sitefile.quantities import read_quantity


def worst_excess(site, plan, *, loads=None, fallback_a=None):
    """By how much the plan exceeds a limit, a window or a need at most, as a part of each; draws below it too."""
    worst = 0.0
    calendar = plan.trips.calendar
    measured = {
        node: read_quantity(text, ("current", "power", "apparent_power")) for node, text in (loads or {}).items()
    }
    for number, trip in enumerate(plan.trips.trips):
        gained = 0.0
        for step, power_kw in enumerate(plan.power_kw[number].tolist()):
            begin, end = plan.edge_s[step], plan.edge_s[step + 1]
            there_h = max(0.0, min(end, trip.depart_s) - max(begin, trip.arrive_s)) / 3600
            assert power_kw >= 0
            if power_kw > 0:
                assert there_h > 0
                port = site.ports[plan.ports[number]]
                most_a = port.max_a
                for pool in site.pools:
                    if port.name in pool.ports:
                        most_a = pool.port_modules * pool.module_kw / port.output_kw_per_a
                most_kw = min(most_a * port.input_kw_per_a, math.inf if trip.max_kw is None else trip.max_kw)
                worst = max(worst, power_kw / most_kw - 1)
            gained += trip.efficiency * power_kw * there_h
        worst = max(worst, (gained - trip.need_kwh) / max(1.0, trip.need_kwh))
        assert abs(gained - plan.delivered_kwh[number]) < 1e-9 * max(1.0, gained)
    for step in range(len(plan.edge_s) - 1):
        drawn_a = dict(fallback_a or {})
        for number, name in enumerate(plan.ports):
            power_kw = float(plan.power_kw[number, step])
            if power_kw > 0 and name not in (fallback_a or {}):
                drawn_a[name] = drawn_a.get(name, 0.0) + power_kw / site.ports[name].input_kw_per_a
        minutes = {
            int(calendar.week_minute(at_s))
            for at_s in range(math.ceil(plan.edge_s[step]), math.ceil(plan.edge_s[step + 1]), 60)
        }
        for minute in minutes:
            now = site_at(site, minute, measured, by_record=True)
            worst = max(worst, excess_at(now, drawn_a))
    return worst


def excess_at(site, drawn_a):
    """The greatest excess over a limit of a site at a moment, as a part of it, for every draw up to some amperes."""
    worst = 0.0
    for limit in site_limits(site):
        loads = {}
        for name, amps in drawn_a.items():
            load = amps * counted(site, site.ports[name], limit)
            if load:
                angle = round(math.atan2(load.imag, load.real), 6)
                loads[angle] = loads.get(angle, 0j) + load
        most = 0.0
        for size in range(1, len(loads) + 1):
            for some in itertools.combinations(loads.values(), size):
                most = max(most, abs(sum(some)))
        if most > 0:
            worst = max(worst, most / limit.value - 1 if limit.value else math.inf)
    return worst


def counted(site, port, limit):
    """What an ampere of a port adds to a limit: a phasor, or kW."""
    if limit.id.kind == "modules":
        pool = next(pool for pool in site.pools if pool.stations[0] == limit.id.owner)
        return port.output_kw_per_a + 0j if port.name in pool.ports else 0j
    if limit.id.kind == "jumper":
        return 1 + 0j if port.station == limit.id.owner else 0j
    if limit.id.kind == "circuit" and any(pool.paired and port.name in pool.ports for pool in site.pools):
        # the feed of a paired station carries its own modules alone, whichever port they serve
        return 0j
    circuit = site.circuits[port.circuit]
    vector = line_vector(circuit.system.currents(circuit.connection))
    below = {}
    for node in site.way_up(port.circuit):
        below[node_place(node)] = vector
        supply = site.supplies.get(node)
        if supply is not None and supply.primary is not None:
            vector = to_primary(supply, vector)
            below[primary_place(supply.name)] = vector
    if limit.group is not None and site.groups[limit.group].on is None:
        if port.name not in site.groups[limit.group].ports:
            return 0j
        below[members_place(limit.group)] = line_vector(circuit.system.currents(circuit.connection))
    if limit.place not in below:
        return 0j
    if limit.unit == "kW":
        return port.counted_kw_per_a(apparent=limit.apparent) + 0j
    if limit.leg is None:
        return 1 + 0j
    return dict(below[limit.place]).get(limit.leg, 0j)
