"""A site is plain resolved data: nothing of the file is in it but its text, and every default is applied."""

import ast
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import FunctionType, MethodType, ModuleType

import pytest

import evsite
from effort import for_each
from evsite.model.conductor import InstalledConductor
from evsite.model.records import MeterData, MeteredRecord
from evsite.model.settings import Ignore, SiteSettings
from evsite.model.site import Site
from evsite.rules import check_loaded
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import read

ROOT = Path(evsite.__file__).parent
PROJECT = Path(__file__).parent.parent.parent
EXAMPLES = sorted([*(PROJECT / "examples").glob("*.toml"), PROJECT / "examples/broken/overloaded-panel.toml"])
MODEL = sorted((ROOT / "model").glob("*.py"))

SITE = """\
[site]
nec = 2023
{site}
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
{supply}
[panels.P]
fed_from = "U"
main = "200 A"
{panel}
[circuits.C]
panel = "P"
breaker = "40 A"
{circuit}
[stations.S]
max_current = "32 A"
circuits = "C"
{station}
{more}
"""
NONE = dict.fromkeys(("site", "supply", "panel", "circuit", "station", "more"), "")


def site_with(**parts: str) -> Site:
    return evsite.loads(SITE.format(**{**NONE, **parts}))


def objects_in(start: object):
    """Everything that can be reached from an object through attributes and containers, each once, with a way there."""
    waiting, seen = [("site", start)], set()
    while waiting:
        way, value = waiting.pop()
        if id(value) in seen or value is None or isinstance(value, (str, int, float, complex, bytes, type)):
            continue
        seen.add(id(value))
        yield way, value
        if isinstance(value, dict):
            waiting += [(f"{way}[{key!r}]", each) for pair in value.items() for key, each in (pair, pair[::-1])]
        elif isinstance(value, (list, tuple, set, frozenset)):
            waiting += [(f"{way}[]", each) for each in value]
        else:
            slots = [slot for kind in type(value).__mro__ for slot in getattr(kind, "__slots__", ())]
            names = (
                {*slots, *(field.name for field in fields(value)), *vars_of(value)}
                if is_dataclass(value)
                else {*slots, *vars_of(value)}
            )
            waiting += [(f"{way}.{name}", getattr(value, name)) for name in names if hasattr(value, name)]


def vars_of(value: object):
    return vars(value) if hasattr(value, "__dict__") else {}


def imports_of(path: Path):
    """Modules that a module imports, wherever in it, also those that only type checkers read."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@for_each("path", MODEL, ids=[path.stem for path in MODEL])
def test_the_model_imports_nothing_of_the_site_file(path):
    assert [name for name in imports_of(path) if name.startswith(("evsite.sitefile", "tomli"))] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_no_object_of_a_site_is_of_the_site_file(path):
    found = list(objects_in(evsite.load(path)))
    assert len(found) > 20
    kinds = {way: type(value) for way, value in found}
    assert {way for way, kind in kinds.items() if kind.__module__.startswith("evsite.sitefile")} == set()
    assert {way for way, value in found if isinstance(value, (FunctionType, MethodType, ModuleType))} == set()


def test_a_walk_finds_what_it_looks_for():
    loaded = LoadedSite.of(site_with())
    assert any(type(value).__module__ == "evsite.sitefile.document" for _, value in objects_in(loaded))


def test_what_a_file_leaves_out_counts_as_the_schema_says():
    site = site_with()
    assert site.settings == SiteSettings(miles_per_kwh=3.0)
    panel, station = site.panels["P"], site.stations["S"]
    assert (panel.spaces, panel.working_condition, panel.rated_100_percent) == (42, 2, False)
    assert (site.circuits["C"].poles, site.circuits["C"].conductor) == (2, None)
    declared = station.installation
    assert (declared.connection, declared.listed, declared.bidirectional, declared.dual_feed) == (
        "hardwired",
        None,
        False,
        False,
    )
    assert declared.disconnect is declared.gfci is declared.outdoors is declared.receptacle_a is None


def test_what_a_file_says_is_reported_in_one_unit():
    site = site_with(
        site='efficiency = "4 mi/kWh"\nmin_power = "3300 W"\nhours_plugged_in = "480 min"\nmiles_needed = "30 mi"\n'
        'emergency_shutoff_distance = "10 m"\nprofile = "menlo-park"',
        supply='primary_breaker = "1 kA"\nsecondary_length = "120 in"\navailable_fault = "22 kA"',
        panel='interrupting = "22 kA"\nworking_space = "42 in"\nworking_condition = 3',
        circuit='conductor = { size = "8 AWG", length = "60 ft", ambient = "104 °F", terminal = "75 °C" }',
        station='coupler_height = "24 in"\ncable_length = "18 ft"\nconnection = "plug"\nreceptacle = "50 A"',
    )
    settings = site.settings
    assert (settings.miles_per_kwh, settings.min_power_kw, settings.hours_plugged_in_h) == (4, 3.3, 8)
    assert (settings.miles_needed, settings.profile) == (30, ("menlo-park",))
    assert settings.emergency_shutoff_distance_ft == pytest.approx(32.808, abs=0.001)
    supply, panel = site.supplies["U"], site.panels["P"]
    assert (supply.primary_breaker_a, supply.secondary_length_ft, supply.available_fault_a) == (1000, 10, 22000)
    assert (panel.interrupting_a, panel.working_space_ft, panel.working_condition) == (22000, 3.5, 3)
    conductor = site.circuits["C"].conductor
    assert isinstance(conductor, InstalledConductor)
    assert (conductor.length_ft, conductor.terminal_c, conductor.ambient_c) == (60, 75, pytest.approx(40))
    declared = site.stations["S"].installation
    assert (declared.coupler_height_ft, declared.cable_length_ft, declared.receptacle_a) == (2, 18, 50)
    assert declared.connection == "plug"


@pytest.mark.parametrize(
    ("peak", "kva"),
    [
        ('peak = "100 kVA"', 100),
        ('peak = "100 A"', 100 * 208 * 3**0.5 / 1000),
        ('peak = "90 kW"\npower_factor = 0.9', 100),
        ('peak = "90 kW"', None),
    ],
)
def test_the_peak_of_a_meter_is_apparent_power(peak, kva):
    metered = site_with(more=f"[supplies.U.metered]\n{peak}\ndays = 365").supplies["U"].metered
    apparent = None if kva is None else pytest.approx(kva)
    # amperes are those of a line, power that of all lines together
    assert metered == MeteredRecord(peak_kva=apparent, days=365, by_line=peak == 'peak = "100 A"')


def test_whether_a_key_was_written_is_a_fact_of_its_own():
    assert site_with().stations["S"].installation.setting_given is False
    set_low = site_with(station='setting = "24 A"').stations["S"]
    assert (set_low.installation.setting_given, set_low.setting_a) == (True, 24)
    # the breaker asks for a setting of this model, which nobody has written
    toml = SITE.format(**NONE).replace('"40 A"', '"30 A"').replace('max_current = "32 A"', 'model = "CT4011"')
    asked = evsite.loads(toml)
    station = asked.stations["S"]
    assert (station.installation.setting_given, station.setting_a) == (False, 24)


def test_panels_whose_breakers_all_say_their_phases_have_room_for_them():
    for count, spaces in ((21, 42), (22, 54), (60, 120)):
        site = site_with(circuit=f'phases = "AB"\ncount = {count}', station=f"count = {count}")
        assert site.panels["P"].spaces == spaces
        assert not [finding for finding in evsite.check(site).findings if finding.code == "EV107"]


def test_ignores_and_profiles_are_resolved():
    site = site_with(
        more='[profiles.here]\nmin_power = "3 kW"\n\n[[ignore]]\nrule = "EV112"\npath = "circuits.C"\nreason = "old"\n'
    )
    assert site.ignores == (Ignore("EV112", "circuits.C", "old"),)
    assert (site.profiles["here"].min_power_kw, site.profiles["here"].min_power_kva) == (3, None)


def test_a_load_knows_its_conductors_and_where_its_record_is_from():
    site = site_with(
        circuit='phases = "A"', more='[loads.L]\non = "C"\ncurrent = "5 A"\n[loads.M]\non = "P"\npower = "1 kW"'
    )
    assert (site.loads["L"].connection, site.loads["M"].connection) == ("AN", "ABC")
    assert site.loads["L"].data is None
    recorded = evsite.load(PROJECT / "examples" / "load-study.toml").loads
    assert all(isinstance(load.data, MeterData) for load in recorded.values() if load.measured is not None)
    assert any(load.recorded for load in recorded.values())


INTERLEAVED = """\
[site]
nec = 2023
[stations.S2]
max_current = "32 A"
circuits = "C2"
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[stations.S1]
max_current = "80 A"
circuits = "C1"
[circuits.C2]
panel = "P"
breaker = "35 A"
[panels.P]
fed_from = "U"
main = "200 A"
bus = "100 A"
[circuits.C1]
breaker = "20 A"
panel = "P"
"""


def test_findings_stand_in_the_order_of_the_file_whoever_asks(tmp_path):
    path = tmp_path / "site.toml"
    path.write_text(INTERLEAVED)
    loaded = read(path)
    findings = evsite.check(evsite.loads(INTERLEAVED)).findings
    lines = [loaded.document.locate(finding).line for finding in findings]
    assert lines == sorted(lines)
    assert len(set(lines)) > 4
    assert findings == check_loaded(loaded).findings
