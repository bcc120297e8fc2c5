"""A regular installation: a circuit for each port, nothing managed, everything as large as all that is connected."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest
import tomli
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import examples
from evsite.model.finding import Severity, SiteFileError
from evsite.rules import check
from evsite.rules.example_site import Example
from evsite.sitefile.document import Document, LoadedSite
from evsite.sitefile.loading import loads, read
from evsite.sitefile.resolve.site import resolve
from evsite.studies.comparison.regular import compare_with_regular
from evsite.studies.comparison.regular_sizes import regular_site
from evsite.studies.load_calculation import load_calculation
from evsite.studies.site_report import report
from evsite.studies.takeoff.bill import bill_of_materials
from evsite.studies.takeoff.runs import Allowances

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
FILES = sorted(path for path in EXAMPLES.rglob("*.toml") if path.stem != "wrong-words")
PLAIN = Allowances(0.0, 0.0, "EMT")


def loaded(text: str) -> LoadedSite:
    document = Document.parse(str(text), str(EXAMPLES / "site.toml"))
    return LoadedSite(resolve(document), document)


def example(name: str) -> Example:
    return Example((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))


def regular(text: str):
    site, document = loaded(text)
    return regular_site(site, document.data, document.filename)


def compared(text: str, allowances: Allowances = PLAIN, prices=None):
    return compare_with_regular(loaded(text), allowances, prices).comparison


def errors(site) -> set[str]:
    found = check(site, remedies=False).findings
    return {finding.code for finding in found if finding.severity is Severity.ERROR}


def in_amperes(site, supply) -> float:
    each = site.supplies[supply]
    return each.rating_a if each.rating_a is not None else each.rating_kva


def assert_never_less(site, made):
    """What a regular installation needs is never less than what the site has."""
    assert all(math.isclose(port.max_a, port.rated_a) for port in made.ports.values())
    assert made.ports.keys() == site.ports.keys()
    assert not made.groups
    wired = [station for station in made.stations.values() if station.circuits]
    used = [name for station in wired for name in station.circuits]
    assert len(used) == len(set(used)), "no circuit is shared"
    assert len(used) >= len({name for station in site.stations.values() for name in station.circuits})
    for name in site.supplies:
        assert in_amperes(made, name) >= in_amperes(site, name)
    lengths = [bill_of_materials(each, PLAIN).lengths for each in (site, made)]
    if all(lengths) and not lengths[1][-1].unknown_runs:
        assert lengths[1][-1].raceway_ft >= lengths[0][-1].raceway_ft - 1e-6


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_regular_installation_of_an_example_is_a_site_without_new_errors(path):
    site, document = read(path)
    made = regular_site(site, document.data, str(path))
    assert not errors(made.site) - errors(site)
    assert not made.too_large
    assert_never_less(site, made.site)


# --- the panel of the vendor guide ---------------------------------------------------------------------------------


AT_120_FT = {"size": "1 AWG", "length": "120 ft", "egc": "8 AWG", "raceway": "EMT"}


@pytest.mark.parametrize(("name", "runs", "feet"), [("office", 20, 4800), ("office-jumpers", 10, 2400)])
def test_the_panel_of_the_guide_has_ten_home_runs_with_jumpers_instead_of_twenty(name, runs, feet):
    found = compared(example(name).edited("circuits.C", conductor=AT_120_FT))
    assert (found.regular.home_runs, found.sharing.home_runs) == (20, runs)
    wire = {each.item: each.length_ft for each in found.regular.materials}
    assert (wire["1 AWG Cu THWN-2"], wire["8 AWG Cu THWN-2"], wire["EMT 1-1/4"]) == (4800, 2400, 2400)
    own = {each.item: each.length_ft for each in found.sharing.materials}
    assert (own["1 AWG Cu THWN-2"], own["8 AWG Cu THWN-2"], own["EMT 1-1/4"]) == (feet, feet / 2, feet / 2)
    assert found.regular.circuits_feet.conductors_ft == 4800
    assert found.sharing.circuits_feet.conductors_ft == feet


def test_tails_and_waste_come_on_top_as_in_the_bill_of_materials():
    found = compared(example("office").edited("circuits.C", conductor=AT_120_FT), Allowances(5.0, 5.0, "EMT"))
    wire = {each.item: each.length_ft for each in found.regular.materials}
    assert wire["1 AWG Cu THWN-2"] == math.ceil(40 * 130 * 1.05)
    assert wire["EMT 1-1/4"] == math.ceil(20 * 120 * 1.05)


@pytest.mark.parametrize("name", ["house", "hotel"])
def test_what_is_there_already_is_not_bought(name):
    text = example(f"designs/{name}")
    bought: dict[str, int] = {}
    for line in bill_of_materials(loaded(text).site, PLAIN).lines:
        item = line.quantity.item
        if line.to_price and item.category in {"wire", "cable", "raceway"}:
            bought[item.name] = bought.get(item.name, 0) + line.number
    assert {each.item: each.length_ft for each in compared(text).sharing.materials} == bought
    assert any(line.quantity.status == "existing" for line in bill_of_materials(loaded(text).site, PLAIN).lines)


def test_the_panel_of_the_guide_becomes_two_and_its_transformer_grows():
    found = compared(example("office-jumpers"))
    # 10 two-pole circuits a panel: 4, 3 and 3 on the pairs, sqrt(16 + 9 + 12) x 80 A x 1.25 = 608 A
    assert [(each.number, each.rating_a) for each in found.regular.panels] == [(2, 800.0)]
    assert [(each.number, each.rating_a) for each in found.sharing.panels] == [(1, 400.0)]
    (supply,) = found.regular.supplies
    # 8, 6 and 6 on the pairs: sqrt(64 + 36 + 48) x 80 A x 1.25 at 208 V on all lines
    assert supply.needed_kva == pytest.approx(math.sqrt(148) * 80 * 1.25 * 208 * math.sqrt(3) / 1000)
    assert supply.rating_kva == 500
    assert supply.connected_kva == pytest.approx(20 * 80 * 0.208)
    assert [(each.number, each.rating_a, each.poles) for each in found.regular.breakers] == [(20, 100.0, 2)]


def test_drivers_keep_what_the_report_guarantees():
    found = compared(example("office-jumpers"))
    (drivers,) = found.drivers
    assert drivers.regular.current_a == 80
    promised = report(loaded(example("office-jumpers")).site).guarantees
    assert drivers.guaranteed.current_a == min(each.current_a for each in promised.values())
    assert (found.typical.vehicles, found.typical.ports) == (10, 20)
    assert found.typical.rate.current_a >= drivers.guaranteed.current_a


# --- sizes by hand -------------------------------------------------------------------------------------------------


def test_a_garage_by_hand():
    # five 40 A ports down a panel: AB 2, CA 2, BC 1: line A carries sqrt(4 + 4 + 4) x 40 A, x 1.25 = 173.2 A
    found = compared(example("multifamily"))
    (supply,) = found.regular.supplies
    assert supply.needed_a == pytest.approx(math.sqrt(12) * 40 * 1.25)
    assert [(each.number, each.rating_a) for each in found.regular.panels] == [(1, 225.0)]
    assert supply.rating_a == 400, "what is large enough stays"
    assert found.regular.home_runs == 5


def test_ten_ports_on_their_own_circuits_by_hand():
    # ten ports of 80 A: 4, 3 and 3 on the pairs would be sqrt(37) x 80 A x 1.25 = 608.3 A; the file is single-phase
    text = Example("""
        [site]
        nec = 2023
        [supplies.U]
        kind = "service"
        rating = "200 A"
        system = "208Y/120"
        [panels.P]
        fed_from = "U"
        main = "200 A"
        [circuits.C]
        panel = "P"
        breaker = "100 A"
        [stations.S]
        model = "CP6021B-80A"
        count = 5
        circuit = "C"
        [groups.G]
        on = "C"
    """)
    found = compared(text)
    (supply,) = found.regular.supplies
    assert supply.needed_a == pytest.approx(math.sqrt(37) * 80 * 1.25)
    assert supply.rating_a == 700, "the next standard rating of 240.6(A)"
    assert [(each.number, each.rating_a) for each in found.regular.panels] == [(1, 800.0)]
    assert (found.regular.home_runs, found.sharing.home_runs) == (10, 1)


def test_a_load_beyond_all_standard_sizes_is_said_with_its_number():
    text = example("office-jumpers").edited("stations.S", count=63).edited("circuits.C", count=63)
    made = regular(text.edited("panels.EV1", spaces=132))
    (said,) = [each for each in made.too_large if each.noun == "transformer"]
    assert (said.node, said.largest_kva, said.needed_a) == ("T1", 2500, None)
    # 126 ports of 80 A; every panel fills from AB on, so the pairs are not quite alike
    assert said.needed_kva == pytest.approx(126 * 80 * 0.208 * 1.25, rel=0.05)
    assert made.site.supplies["T1"].rating_kva >= said.needed_kva


# --- what stays ----------------------------------------------------------------------------------------------------


REGULAR = ("highway-dc", "house")


@pytest.mark.parametrize("name", REGULAR)
def test_a_site_that_shares_nothing_is_its_own_regular_installation(name):
    found = compared(example(f"designs/{name}"))
    assert found.regular == found.sharing


def test_two_ports_on_one_feed_share_it_without_any_group():
    """No controller holds them, but their station does."""
    text = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "200 A"
[circuits.C]
panel = "P"
count = 2
breaker = "40 A"
[stations.S]
count = 2
ports = 2
max_current = "32 A"
circuits = "C"
jumper = true
"""
    (driver,) = compared(text).drivers
    assert (driver.proof, driver.guaranteed.current_a, driver.regular.current_a) == ("none", 16.0, 32.0)


def test_power_select_is_undone():
    text = example("multifamily").edited("stations.S", setting="16 A")
    before, made = loaded(text).site, regular(text).site
    assert {port.max_a for port in before.ports.values()} == {16}
    assert {port.max_a for port in made.ports.values()} == {port.rated_a for port in before.ports.values()}


def test_a_cabinet_with_one_feed_keeps_it():
    site, made = loaded(example("express-plus")).site, regular(example("express-plus")).site
    assert len(made.stations["B"].circuits) == len(site.stations["B"].circuits) == 1


def test_other_load_stays_and_counts():
    text = example("multifamily")
    loaded_too = Example(f'{text}\n[loads.Lift]\non = "House"\ncurrent = "300 A"\n')
    alone, beside = compared(text).regular.supplies[0], compared(loaded_too).regular.supplies[0]
    assert beside.needed_a == pytest.approx(alone.needed_a + 1.25 * 300)
    assert beside.rating_a == 600


def test_an_unknown_length_stays_unknown_and_is_counted():
    found = compared(example("office-jumpers"))
    assert found.regular.circuits_feet.unknown_runs == 20
    assert found.sharing.circuits_feet.unknown_runs == 10


def test_what_was_known_of_equipment_that_gives_way_is_forgotten():
    text = example("office-jumpers").edited("supplies.T1", impedance="4 %", status="existing")
    made = regular(text.edited("panels.EV1", interrupting="22 kA", available_fault="10 kA"))
    table = made.tables["panels"]["EV1"]
    assert "interrupting" not in table
    assert "available_fault" not in table
    assert "impedance" not in made.tables["supplies"]["T1"]
    assert made.tables["supplies"]["T1"]["status"] == "new"


def test_the_written_file_reads_back_as_the_same_site():
    made = regular(example("office-jumpers"))
    assert tomli.loads(made.text) == made.tables
    again = loads(made.text, made.site.source.filename)
    assert again.circuits == made.site.circuits
    assert [each.nodes for each in load_calculation(again)] == [each.nodes for each in load_calculation(made.site)]


# --- names mean nothing --------------------------------------------------------------------------------------------


ODD = ["2#1 AWG $5 a_b*c <x> @y </script>", "🔌 1", "x" * 100, "S EV1-"]


@pytest.mark.parametrize("name", ODD)
def test_renaming_changes_no_number(name):
    plain = example("office-jumpers").edited("circuits.C", conductor=AT_120_FT)
    data = tomli.loads(str(plain))
    data["panels"] = {name: data["panels"]["EV1"]}
    data["circuits"]["C"]["panel"] = name
    data["groups"]["EV1"]["on"] = name
    renamed, own = compared(tomli_w.dumps(data)), compared(plain)
    assert renamed == dataclasses.replace(own, definition=own.definition)


# --- random sites --------------------------------------------------------------------------------------------------


@st.composite
def sites(draw):
    """Small sites with every form of sharing, nested panels and transformers, other load, and odd numbers."""
    system = draw(st.sampled_from(["208Y/120", "240/120", "480Y/277", "240/120 high-leg delta"]))
    size = draw(st.sampled_from([100, 225, 400, 1000]))
    data = {
        "site": {"nec": draw(st.sampled_from([2017, 2020, 2023, 2026]))},
        "supplies": {"U": {"kind": "service", "rating": f"{size} A", "system": system}},
        "panels": {"P": {"fed_from": "U", "main": f"{size} A", "bus": f"{size} A"}},
        "circuits": {},
        "stations": {},
        "groups": {},
        "loads": {},
    }
    source, panels = "P", ["P"]
    if draw(st.booleans()):
        data["supplies"]["T"] = {
            "kind": "transformer",
            "rating": draw(st.sampled_from(["45 kVA", "150 kVA"])),
            "system": "208Y/120",
            "fed_from": "P",
        }
        if system in {"208Y/120", "480Y/277"}:
            data["supplies"]["T"]["primary"] = system
            data["panels"]["Q"] = {"fed_from": "T", "main": draw(st.sampled_from(["100 A", "400 A"]))}
            panels.append("Q")
        else:
            del data["supplies"]["T"]
    if draw(st.booleans()):
        feeder = {"breaker": "100 A", "conductor": {"size": "1 AWG", "length": "50 ft"}}
        data["panels"]["R"] = {"fed_from": source, "bus": "225 A", "feeder": feeder}
        panels.append("R")
    for number in range(draw(st.integers(1, 3))):
        panel, count = draw(st.sampled_from(panels)), draw(st.integers(1, 12))
        form = draw(st.sampled_from(["own", "jumper", "shared", "select"]))
        circuit = {"panel": panel, "breaker": draw(st.sampled_from(["40 A", "100 A"]))}
        if draw(st.booleans()):
            circuit["conductor"] = {"size": "1 AWG", "length": f"{draw(st.integers(10, 300))} ft"}
        station = {"model": draw(st.sampled_from(["CP6021B-80A", "ct4021"])), "count": count}
        if form == "shared":
            station["circuit"] = f"C{number}"
        else:
            circuit["count"] = count * (1 if form == "jumper" else 2)
            station["circuits"] = f"C{number}"
        if form == "jumper":
            station["jumper"] = True
        if form == "select":
            station.pop("model")
            station.update(ports=2, max_current="32 A", setting="16 A")
        data["circuits"][f"C{number}"] = circuit
        data["stations"][f"S{number}"] = station
        data["groups"][f"G{number}"] = {"on": panel}
        if draw(st.booleans()):
            data["loads"][f"L{number}"] = {"on": draw(st.sampled_from([panel, "U"])), "current": "30 A"}
    data["groups"] = {f"on{table['on']}": table for table in data["groups"].values()}
    return tomli_w.dumps(data)


def test_names_of_new_circuits_never_meet():
    text = Example("""
        [site]
        nec = 2023
        [supplies.U]
        kind = "service"
        rating = "100 A"
        system = "208Y/120"
        [panels.P]
        fed_from = "U"
        main = "100 A"
        [circuits.C]
        panel = "P"
        breaker = "40 A"
        [circuits.D]
        panel = "P"
        breaker = "40 A"
        count = 14
        [stations.S0]
        model = "CP6021B-80A"
        count = 8
        circuit = "C"
        [stations.S1]
        model = "CP6021B-80A"
        count = 7
        circuits = "D"
        [groups.G]
        on = "P"
    """)
    assert_never_less(loaded(text).site, regular(text).site)


@pytest.mark.slow
@given(sites())
@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_regular_installation_of_any_site_has_no_new_error(text):
    try:
        site, document = loaded(text)
    except SiteFileError:
        return
    made = regular_site(site, document.data, document.filename)
    assert not errors(made.site) - errors(site), text
    assert_never_less(site, made.site)
