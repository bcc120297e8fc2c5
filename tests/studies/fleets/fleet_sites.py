"""Sites, trips and tariffs for tests of fleet plans, and the naive sums that a plan is checked with."""

import json
from datetime import datetime
from pathlib import Path

import evsite
from evsite.metering.zones import find_zone
from evsite.model.calendar import Calendar
from evsite.model.fleets import Fleet, Trip, TripSet
from evsite.tariffs.model import SLOTS, DemandCharge, EnergyPeriod, Tariff

CASES = {case["id"]: case for case in json.loads((Path(__file__).parent / "fleet_cases.json").read_text())["cases"]}
SERVICE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "20000 A"
system = "{system}"
"""
PANEL = """
[panels.{name}]
fed_from = "{parent}"
bus = "10000 A"
"""
PORTS = """
[circuits.C{number}]
panel = "{panel}"
breaker = "{breaker} A"
{phases}
[stations.S{number}]
{station}
circuits = "C{number}"
"""
DC = """
[catalog.dc]
type = "dc"
ports = 1
phases = 3
max_power = "200 kW"
efficiency = 1.0
power_factor = 1.0
"""


def case_site(case, *, min_current=None):
    """The site of a case: a panel for every node, a group for its limit, a port for every vehicle."""
    dc = max(vehicle["max_kw"] for vehicle in case["vehicles"]) > 20
    phasors = any("conn" in vehicle for vehicle in case["vehicles"])
    three = dc or phasors or case["id"] == "P10"
    text = SERVICE.format(system="480Y/277" if dc else "208Y/120" if three else "120/240")
    text += DC if dc else ""
    for node in case["nodes"]:
        text += PANEL.format(name=node["id"], parent=node.get("parent", "U"))
        limit = f"{node['limit_a']} A" if "limit_a" in node else f"{node['limit_kw']} kW"
        more = f'min_current = "{min_current}"\n' if min_current else ""
        more += "site_meter = true\n" if node.get("carries_load") else ""
        text += f'[groups."G {node["id"]}"]\non = "{node["id"]}"\nlimit = "{limit}"\n{more}'
    for number, vehicle in enumerate(case["vehicles"]):
        station = 'model = "dc"' if dc else f'ports = 1\nmax_current = "{32 if three else 80} A"'
        phases = f'phases = "{vehicle.get("conn", "AB")}"' if not dc else "poles = 3"
        breaker = 400 if dc else 100
        text += PORTS.format(number=number, panel=vehicle["node"], breaker=breaker, phases=phases, station=station)
    if "load_kw" in case:
        text += load_profile(case)
    return evsite.loads(text)


def load_profile(case):
    """Other load as windows of a quarter of an hour; any other time of the day has none."""
    start = datetime.fromisoformat(case["start"])
    rows = []
    for step, load_kw in enumerate(case["load_kw"]):
        minute = (start.hour * 60 + start.minute + step * case["step_min"]) % (24 * 60)
        until = (minute + case["step_min"]) % (24 * 60)
        rows.append(f'{{ from = "{clock(minute)}", to = "{clock(until)}", power = "{load_kw} kW" }}')
    return f"""
[loads.building]
on = "{case["nodes"][0]["id"]}"
phases = "ABC"
power = "0 kW"
profile = [{", ".join(rows)}]
"""


def clock(minute):
    return f"{minute // 60:02d}:{minute % 60:02d}"


def case_trips(case):
    zone = find_zone(case["timezone"])
    origin_s = int(datetime.fromisoformat(case["start"]).timestamp())

    def seconds(text):
        return datetime.fromisoformat(text).timestamp() - origin_s

    trips = tuple(
        Trip(
            name=f"line {number + 2}",
            vehicle=vehicle["id"],
            fleet=vehicle["fleet"],
            arrive_s=seconds(vehicle["arrive"]),
            depart_s=seconds(vehicle["depart"]),
            need_kwh=vehicle["need_kwh"],
            efficiency=vehicle["eff"],
            port=f"S{number}.1",
            max_kw=vehicle["max_kw"],
        )
        for number, vehicle in enumerate(case["vehicles"])
    )
    fleets = tuple(Fleet(fleet["id"], fleet["rank"], fleet["intent"]) for fleet in case["fleets"])
    return TripSet(trips, Calendar(origin_s, zone, dated=True), fleets)


def case_tariff(case):
    if "energy" not in case:
        return None
    return tariff_of(
        case["start"], case["step_min"], case["energy"], case.get("demand", ()), names=[f"D{n}" for n in range(9)]
    )


def tariff_of(start, step_min, energy, demand=(), names=()):
    """A tariff whose prices and windows are given by steps from a start, the same on every day."""
    begin = datetime.fromisoformat(start)
    slot_0 = (begin.hour * 60 + begin.minute) // 15

    def slots(part):
        first, last = part["from"] * step_min // 15, part["to"] * step_min // 15
        return [(slot_0 + slot) % SLOTS for slot in range(first, last)]

    hours = [0] * SLOTS
    for number, part in enumerate(energy):
        for slot in slots(part):
            hours[slot] = number
    charges = []
    for name, part in zip(names, demand, strict=False):
        inside = [0] * SLOTS
        for slot in slots(part):
            inside[slot] = 1
        charges.append(DemandCharge(name, (part["usd_per_kw"],) * 12, grid(inside)))
    periods = tuple(EnergyPeriod(f"price {number}", part["usd_per_kwh"]) for number, part in enumerate(energy))
    return Tariff("made up", "", "", periods, grid(hours), tuple(charges), None)


def grid(day):
    return ((tuple(day),) * 7,) * 12


def peaks_so_far(case):
    return {
        f"D{number}": part["peak_so_far_kw"]
        for number, part in enumerate(case.get("demand", ()))
        if "peak_so_far_kw" in part
    }
