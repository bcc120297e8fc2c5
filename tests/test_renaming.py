"""Names mean nothing: an object may be called anything, and tables may stand in any order, and every number stays.

And one of scale: whatever limits, ceilings, minimums and fallbacks are multiplied by, every share is too.
"""

import dataclasses
import shutil
import tomllib
from pathlib import Path

import pytest
import tomli_w

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.fallback import fallbacks_a
from evsite.documents.as_built.document import as_built
from evsite.documents.load_calc.document import load_calc
from evsite.documents.model import Number
from evsite.documents.one_line.document import one_line_document
from evsite.documents.schedule.document import schedule
from evsite.model.limit_id import LimitId
from evsite.network.compile import compile_network
from evsite.network.limits import site_limits
from evsite.network.titles import limit_title
from evsite.proofs.guarantee import guarantees
from evsite.proofs.occupancy import occupancy_table
from evsite.sitefile.document import LoadedSite
from evsite.studies.diagnosis import diagnose
from evsite.studies.load_study import load_study
from evsite.studies.policies import compare_policies
from evsite.studies.takeoff.bill import bill_of_materials
from evsite.studies.takeoff.runs import Allowances

EXAMPLES = Path(__file__).parent.parent / "examples"
SITES = sorted(EXAMPLES.glob("*.toml")) + sorted(EXAMPLES.glob("broken/[!w]*.toml"))
SECTIONS = ("supplies", "panels", "circuits", "stations", "groups", "loads", "fleets", "catalog")
REFERENCES = {"fed_from", "panel", "on", "circuit", "circuits", "members", "paired", "model", "ports"}
AWKWARD = [
    "primary",
    "secondary B",
    "A",
    "group",
    "panel P phase A",
    "C",
    "a - b: c",
    "\\0 station",
    "配电盘",
    "🔌 1 phase B",
    "kVA",
    "S1+S2 modules",
    "load on P",
    "first come first served",
    "vehicle",
    "rotation (group C)",
    "no vehicle",
]
TEXTS = {"notes", "snippet", "message", "premise"}
"""Fields of results that are prose: names stand in the middle of it."""
LITERALS = {
    *("leg", "duration_line", "unit", "pair", "phases", "side", "kind", "state", "policy", "system", "proof"),
    "verdict",
}
"""Fields that no object is named in, though one may be called the same."""


# --- the same file with other names, and in another order -------------------------------------------------------------


def tables_of(path):
    """A site file as plain tables."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def new_names(tables, site, start):
    """What everything is called instead, from the awkward names on from `start`: tables, what they expand to, ports."""
    old = list(dict.fromkeys(name for section in SECTIONS for name in tables.get(section, {})))
    fresh = [f"{name}{'' if turn == 0 else ' again' * turn}" for turn in range(9) for name in _turned(AWKWARD, start)]
    names = dict(zip(old, fresh, strict=False))
    # stations of a family A may be called like the table of a circuit A1
    for objects in (site.stations, site.circuits):
        for item in objects.values():
            table = str(item.path[1])
            names[item.name] = names[table] + item.name.removeprefix(table)
    for port in site.ports.values():
        names[port.name] = names[port.station] + port.name.removeprefix(port.station)
    return names


def _turned(items, start):
    return items[start % len(items) :] + items[: start % len(items)]


def renamed(value, names, key=""):
    """Tables with every name of an object replaced, where it is given and where it is referred to."""
    if isinstance(value, list):
        return [renamed(each, names, key) for each in value]
    if isinstance(value, dict):
        inside = key in SECTIONS
        return {(names[k] if inside else k): renamed(v, names, "" if inside else k) for k, v in value.items()}
    return names.get(value, value) if key in REFERENCES and isinstance(value, str) else value


def reordered(tables):
    """Tables in the opposite order, but for circuits, which fill a panel as they come, and stations, which queue."""
    kept = ("circuits", "stations")
    return {
        section: tables[section]
        if section in kept or section not in SECTIONS
        else dict(reversed(list(tables[section].items())))
        for section in reversed(tables)
    }


def loaded(tables, folder):
    """The site of tables, beside the data of the examples."""
    if not (folder / "data").exists():
        shutil.copytree(EXAMPLES / "data", folder / "data")
    file = folder / "site.toml"
    file.write_text(tomli_w.dumps(tables), encoding="utf-8")
    return evsite.load(file)


# --- every answer, as plain data --------------------------------------------------------------------------------------


def plain(value, names, *, ordered=True):
    """A result as plain data with other names in it; prose is left out, and order too where it is not to count."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if dataclasses.is_dataclass(value):
        fields = [field.name for field in dataclasses.fields(value) if field.name not in TEXTS]
        return {
            name: plain(getattr(value, name), {} if name in LITERALS else names, ordered=ordered) for name in fields
        }
    if isinstance(value, dict):
        found = {names.get(k, k): plain(v, names, ordered=ordered) for k, v in value.items()}
        return found if ordered else sorted(found.items(), key=repr)
    if isinstance(value, LimitId):
        # the side and the leg of a conductor are no names
        return value._replace(
            owner=names.get(value.owner, value.owner), partner=names.get(value.partner, value.partner)
        )
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return tuple(plain(each, names, ordered=ordered) for each in value)
    if value is None or isinstance(value, (bool, int)):
        return value
    found = [plain(each, names, ordered=ordered) for each in value]
    return found if ordered else sorted(found, key=repr)


def findings_of(site):
    """Code, severity and place of each finding but those about names themselves."""
    found = evsite.check(site).findings
    return [(each.code, each.severity, each.path) for each in found if each.name != "name-characters"]


def numbers_of_schedules(site):
    """The numbers in the rows of all breakers and totals; which spaces feeders take may follow the order of tables."""
    tables = [table for sheet in schedule(site).sheets for table in sheet.tables if table.key in {"breakers", "totals"}]
    return [[cell.value for cell in row if isinstance(cell, Number)] for table in tables for row in table.rows]


def numbers_of_records(site):
    """The numbers in the rows of all ports and groups of the as-built record."""
    tables = [table for sheet in as_built(site).sheets for table in sheet.tables if table.key in {"ports", "groups"}]
    return [[cell.value for cell in row if isinstance(cell, Number)] for table in tables for row in table.rows]


def numbers_of_bill(site):
    """Every item of the bill with its quantity, and the home runs."""
    bill = bill_of_materials(site, Allowances(5.0, 5.0, "EMT"))
    items = [(line.quantity.item.category, line.quantity.use, line.number) for line in bill.lines]
    return sorted(items), [(each.runs, each.phase_ft, each.unknown_runs) for each in bill.lengths]


def numbers_of_load_calculations(site):
    """The numbers and verdicts of load calculations; rows follow the order of tables."""
    tables = [table for sheet in load_calc(site).sheets for table in sheet.tables]
    verdicts = [row[1:4] for table in tables if table.key == "verdict" for row in table.rows]
    return sorted([cell.value for cell in row if isinstance(cell, Number)] for t in tables for row in t.rows), sorted(
        verdicts
    )


def numbers_of_one_line(site):
    """The numbers in every line of the one-line: how many of each are drawn, how many there are, and their ports."""
    outline = next(t for sheet in one_line_document(site).sheets for t in sheet.tables if t.key == "one_line")
    return sorted([cell.value for cell in row if isinstance(cell, Number)] for row in outline.rows)


def answers(site):
    """What the commands have to say of a site."""
    yield "check", findings_of(site)
    yield "report", evsite.report(site)
    yield "allocate", evsite.allocate(site)
    some = list(site.ports)[::2]
    yield "allocate offline", evsite.allocate(site, offline=some)
    yield "compare-policies", compare_policies(site)
    yield "schedule", numbers_of_schedules(site)
    yield "draw", numbers_of_one_line(site)
    yield "as-built", numbers_of_records(site)
    yield "bom", numbers_of_bill(site)
    yield "load-calc", numbers_of_load_calculations(site)
    yield "table", list(occupancy_table(site)) if len(site.ports) < 50 else ()
    if any(load.recorded for load in site.loads.values()):
        node = next(load.on for load in site.loads.values() if load.recorded)
        yield "load-study", load_study(site, node)


@pytest.mark.slow
@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_whatever_objects_are_called_every_number_and_code_stays(path, tmp_path):
    tables, site = tables_of(path), evsite.load(path)
    names = new_names(tables, site, SITES.index(path))
    other = loaded(renamed(tables, names), tmp_path)
    assert list(other.ports) == [names[port] for port in site.ports]
    for (question, before), (_, after) in zip(answers(site), answers(other), strict=True):
        assert plain(before, names) == plain(after, {}), question


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1, len(AWKWARD), 2))
@pytest.mark.parametrize("name", ["campus", "caltech-garage", "load-study", "paired-express", "dynamic-load"])
def test_findings_and_shares_stay_under_every_awkward_name(name, start, tmp_path):
    path = EXAMPLES / f"{name}.toml"
    tables, site = tables_of(path), evsite.load(path)
    names = new_names(tables, site, start)
    other = loaded(renamed(tables, names), tmp_path)
    assert plain(findings_of(site), names) == plain(findings_of(other), {})
    assert plain(evsite.allocate(site), names) == plain(evsite.allocate(other), {})


@pytest.mark.slow
@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_in_whatever_order_tables_stand_every_number_and_code_stays(path, tmp_path):
    site, other = evsite.load(path), loaded(reordered(tables_of(path)), tmp_path)
    for (question, before), (_, after) in zip(answers(site), answers(other), strict=True):
        # one of several tables that are to blame together is the first in the file
        short = 2 if question == "check" else None
        one, two = ([each[:short] for each in found] if short else found for found in (before, after))
        assert plain(one, {}, ordered=False) == plain(two, {}, ordered=False), question


# --- scale ------------------------------------------------------------------------------------------------------------


def twice(site):
    """A site in which every limit, ceiling, minimum, fallback and other load is twice as much."""

    def double(item, *fields):
        given = {name: getattr(item, name) for name in fields}
        return dataclasses.replace(item, **{name: value and 2 * value for name, value in given.items()})

    ports = {name: double(port, "rated_a", "max_a", "min_a") for name, port in site.ports.items()}
    return dataclasses.replace(
        site,
        supplies={name: double(each, "rating_a", "rating_kva") for name, each in site.supplies.items()},
        panels={name: double(each, "main_a", "bus_a") for name, each in site.panels.items()},
        circuits={name: double(each, "breaker_a") for name, each in site.circuits.items()},
        stations={
            name: dataclasses.replace(
                double(each, "setting_a", "jumper_total_a", "fallback_a"),
                ports=tuple(ports[p.name] for p in each.ports),
            )
            for name, each in site.stations.items()
        },
        groups={name: double(each, "limit_a", "limit_kw", "min_a") for name, each in site.groups.items()},
        loads={
            name: dataclasses.replace(
                double(each, "power_kva"), line_a={leg: 2 * amps for leg, amps in each.line_a.items()}
            )
            for name, each in site.loads.items()
        },
        pools=tuple(double(pool, "module_kw") for pool in site.pools),
        ports=ports,
    )


@pytest.mark.parametrize("policy", ["equal", "proportional", "fcfs"])
@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_twice_the_limits_are_twice_the_shares(path, policy):
    site = evsite.load(path)
    offline = {name: amps for name, amps in list(fallbacks_a(site).items())[::3] if amps}
    for away in ({}, offline):
        found = []
        for factor, each in ((1, site), (2, twice(site))):
            allocator = Allocator(each, policy, compile_network(each, offline=bool(away)))
            moment = allocator.moment(offline_a={name: factor * amps for name, amps in away.items()})
            answer = allocator.allocate(moment)
            found.append(
                {
                    "shares": [(s.current_a / factor, (s.average_current_a or 0) / factor) for s in answer.shares],
                    "reasons": [(s.state, s.limited_by) for s in answer.shares],
                    "fullness": [use.fullness for use in answer.limits],
                    "slots": [[(s.port, s.current_a / factor) for s in slot.shares] for slot in answer.slots],
                }
            )
        assert plain(found[0], {}) == plain(found[1], {})


@pytest.mark.parametrize("path", [path for path in SITES if path.stem != "campus"], ids=lambda path: path.stem)
def test_twice_the_limits_are_twice_the_guarantees(path):
    site = evsite.load(path)
    fallback = fallbacks_a(site)
    before = guarantees(site, fallback_a=fallback)
    after = guarantees(twice(site), fallback_a={name: 2 * amps for name, amps in fallback.items()})
    for name, one in before.items():
        assert after[name].current_a == pytest.approx(2 * one.current_a, rel=1e-6)
        assert after[name].with_offline_current_a == pytest.approx(2 * one.with_offline_current_a, rel=1e-6)
        assert (after[name].limit, after[name].exact) == (one.limit, one.exact)


# --- names that once were read for what they are not ------------------------------------------------------------------

STUDY = """
[site]
name = "Study"
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels."{panel}"]
fed_from = "U"
main = "200 A"
[circuits."{circuit}"]
panel = "{panel}"
breaker = "60 A"
phases = "BC"
[stations.S]
max_current = "32 A"
circuit = "{circuit}"
[loads.B]
on = "{node}"
data = "meter.csv"
power_factor = 1.0
"""


@pytest.mark.parametrize("panel", ["P", "EV primary panel", "x primary A"])
@pytest.mark.parametrize("circuit", ["C", "A", "phase B"])
@pytest.mark.parametrize("on", ["panel", "circuit"])
def test_a_load_study_counts_vehicles_on_the_lines_that_they_are_on(panel, circuit, on, tmp_path):
    node = {"panel": panel, "circuit": circuit}[on]
    rows = "\n".join(f"2025-01-{day:02d}T{hour:02d}:00:00Z,2.0" for day in range(1, 32) for hour in range(24))
    (tmp_path / "meter.csv").write_text(f"time,kW\n{rows}\n")
    (tmp_path / "site.toml").write_text(STUDY.format(panel=panel, circuit=circuit, node=node))
    study = load_study(evsite.load(tmp_path / "site.toml"), node)
    expected = {"A": 0, "B": 32, "C": 32} if on == "panel" else {"B": 32, "C": 32}
    assert {line.leg: line.vehicles_a for line in study.lines} == expected


PAIR = """
[site]
name = "Pair"
nec = 2023
[supplies.U]
kind = "service"
rating = "800 A"
system = "480Y/277"
[panels.P]
fed_from = "U"
main = "600 A"
[circuits.C]
panel = "P"
count = 4
poles = 3
breaker = "100 A"
[stations.S]
model = "cpe250"
count = 2
circuits = "C"
paired = true
[stations."{other}"]
type = "dc"
ports = 2
max_power = "20 kW"
max_current = "30 A"
circuit = "C3"
jumper = true
"""


def test_a_station_may_be_called_like_a_pair():
    """The jumper of station "S1+S2" and the modules of the pair S1 and S2 are two limits."""
    one, other = (evsite.loads(PAIR.format(other=name)) for name in ("T", "S1+S2"))
    found = [[share.current_a for share in evsite.allocate(site).shares] for site in (one, other)]
    assert found[0] == found[1]
    kinds = {(limit.id.kind, limit.id.owner) for limit in site_limits(other) if not limit.equipment}
    assert kinds == {("jumper", "S1+S2"), ("modules", "S1")}
    titles = {limit_title(other, limit.id) for limit in site_limits(other)}
    assert {"S1+S2 jumper", "S1+S2 modules"} <= titles


MIXED = """
[site]
name = "Mixed"
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
[circuits.C]
panel = "P"
count = 2
breaker = "60 A"
phases = "AB"
[stations.S]
max_current = "48 A"
count = 2
circuits = "C"
[groups.G]
{place}
limit = "{limit}"
[[groups.G.schedule]]
from = "08:00"
to = "12:00"
limit = "{window}"
"""


@pytest.mark.parametrize("place", ['on = "P"', 'members = "S"'])
@pytest.mark.parametrize(("limit", "window"), [("40 A", "20 kW"), ("20 kW", "40 A"), ("80 A", "8.32 kW")])
def test_a_group_limited_now_in_amperes_and_now_in_power_has_both_limits_at_its_lowest(place, limit, window):
    site = evsite.loads(MIXED.format(place=place, limit=limit, window=window))
    report = evsite.report(site)
    # 40 A, or 8.32 kW at 208 V, for two
    assert {name: one.current_a for name, one in report.guarantees.items()} == pytest.approx({"S1.1": 20, "S2.1": 20})
    loads = {load.limit.leg: load.load for load in report.fallbacks if load.group == "G" and load.unit == "A"}
    floor_a = fallbacks_a(site)["S1.1"]
    assert {leg: loads[leg] for leg in "AB"} == pytest.approx(dict.fromkeys("AB", 2 * floor_a))


def test_a_load_of_the_file_stays_beside_one_that_is_measured_elsewhere():
    text = MIXED.format(place='on = "P"', limit="40 A", window="20 A").replace("[groups.G]", "{load}[groups.G]")
    load = '[loads."{name}"]\non = "U"\ncurrent = "100 A"\n'
    found = []
    for name in ("Shop", "load on P", "load on P now"):
        site = evsite.loads(text.replace("{load}", load.format(name=name)))
        allocation = evsite.allocate(site, loads={"P": "10 A"})
        found.append([(use.limit, use.limit_a) for use in allocation.limits])
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("name", ["mine", "cp6000-mine", "cpe250x", "CT4000 of ours"])
@pytest.mark.parametrize("base", ["", 'base = "cp6011b-80a"\n'])
def test_what_a_model_of_the_file_is_called_says_nothing_of_what_it_can_do(name, base):
    """What it can do is told by the entry of the catalogue that it starts from, if any."""
    text = MIXED.format(place='on = "P"', limit="10 A", window="12 A").replace('max_current = "48 A"', 'model = "{}"')
    text += f'[catalog."{name}"]\n{base}maker = "ChargePoint"\nmax_current = "48 A"\n'
    text = text.replace("nec = 2023", 'nec = 2023\napplication = "short-term-parking"')
    found = [finding.code for finding in evsite.check(evsite.loads(text.format(name))).findings]
    plain_name = [f.code for f in evsite.check(evsite.loads(text.replace(name, "own").format("own"))).findings]
    assert found == plain_name


@pytest.mark.slow
@pytest.mark.parametrize("name", ["campus", "paired-express", "dynamic-load"])
def test_causes_and_their_figures_stay_under_awkward_names(name, tmp_path):
    path = EXAMPLES / f"{name}.toml"
    tables, site = tables_of(path), evsite.load(path)
    names = new_names(tables, site, 1)
    other = loaded(renamed(tables, names), tmp_path)
    assert plain(causes(site), names) == plain(causes(other), {})


def causes(site):
    """Every cause of a diagnosis with its answer and its figures."""
    return [
        (each.symptom, cause.cause, cause.answer, cause.evidence)
        for each in diagnose(LoadedSite.of(site)).symptoms
        for cause in each.causes
        if cause.cause != "names"
    ]
