"""The network for acnportal: its form, and that it holds the currents that evsite holds."""

import json
import math
import random
from pathlib import Path

import pytest
from acnportal_rules import Network
from hypothesis import given, settings
from hypothesis import strategies as st

import evsite
from effort import examples
from evsite.model.moments import site_at
from evsite.network.titles import limit_title
from evsite.output.acnportal_json import acnportal_document
from evsite.studies.acnportal import network as module
from evsite.studies.acnportal.network import acn_network
from evsite.studies.acnportal.signed_sums import plain_sum, signed

ROOT = Path(__file__).parent.parent.parent
TREE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "300 A"
system = "480Y/277"
[panels.H]
fed_from = "U"
main = "300 A"
[supplies.T1]
kind = "transformer"
rating = "45 kVA"
system = "208Y/120"
fed_from = "H"
vector_group = "Dyn1"
[supplies.T2]
kind = "transformer"
rating = "45 kVA"
system = "208Y/120"
fed_from = "H"
vector_group = "Dyn11"
[supplies.T3]
kind = "transformer"
rating = "37.5 kVA"
system = "240/120"
fed_from = "H"
winding = "single-phase"
phases = "BC"
[supplies.T4]
kind = "transformer"
rating = "75 kVA"
system = "208Y/120"
fed_from = "H"
winding = "wye-wye"
[circuits]
A1 = { panel = "T1", phases = "AB", breaker = "50 A", count = 2 }
A2 = { panel = "T1", phases = "BC", breaker = "50 A", count = 2 }
A3 = { panel = "T1", phases = "CA", breaker = "50 A", count = 2 }
B1 = { panel = "T2", phases = "AB", breaker = "50 A", count = 2 }
B2 = { panel = "T2", phases = "CA", breaker = "50 A", count = 2 }
C1 = { panel = "T3", phases = "AB", breaker = "50 A", count = 3 }
D1 = { panel = "T4", phases = "ABC", breaker = "50 A", count = 2 }
D2 = { panel = "T4", phases = "BN", breaker = "20 A", count = 2 }
E1 = { panel = "H", phases = "ABC", breaker = "60 A" }
[stations]
A1 = { circuits = "A1", ports = 1, max_current = "40 A", count = 2 }
A2 = { circuits = "A2", ports = 1, max_current = "40 A", count = 2 }
A3 = { circuits = "A3", ports = 1, max_current = "40 A", count = 2 }
B1 = { circuits = "B1", ports = 1, max_current = "40 A", count = 2 }
B2 = { circuits = "B2", ports = 1, max_current = "40 A", count = 2 }
C1 = { circuits = "C1", ports = 1, max_current = "40 A", count = 3 }
D1 = { circuits = "D1", ports = 1, type = "ac", max_current = "40 A", count = 2 }
D2 = { circuits = "D2", ports = 1, max_current = "16 A", count = 2 }
E1 = { circuits = "E1", ports = 1, max_power = "25 kW", type = "dc" }
"""
"""Two transformers that turn in opposite ways, one on a pair of lines, one that does not turn; ports of all kinds."""
POWER = TREE + '[groups.G]\non = "H"\nlimit = "90 kW"\n'
SMALL = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "90 A"
[circuits]
AB = { panel = "P", phases = "AB", breaker = "50 A", count = 2 }
BC = { panel = "P", phases = "BC", breaker = "50 A", count = 2 }
CA = { panel = "P", phases = "CA", breaker = "50 A", count = 1 }
AN = { panel = "P", phases = "AN", breaker = "20 A", count = 1 }
[stations]
AB = { circuits = "AB", ports = 1, max_current = "40 A", count = 2 }
BC = { circuits = "BC", ports = 2, jumper = true, max_current = "40 A", count = 2 }
CA = { circuits = "CA", ports = 1, max_current = "40 A" }
AN = { circuits = "AN", ports = 1, max_current = "16 A" }
"""


def read(site, moment=None):
    return Network(json.dumps(acnportal_document(acn_network(site, moment))))


def by_evse(site, network, amps):
    """Currents of EVSEs, of currents of ports: each line of a three-phase port carries what the port does."""
    ports = {evse.name: evse.port for evse in acn_network(site).evses}
    assert list(ports) == network.names
    return {name: amps.get(port, 0.0) for name, port in ports.items()}


@pytest.mark.parametrize("text", [TREE, POWER, SMALL])
@pytest.mark.parametrize("seed", range(4))
def test_a_constraint_sees_what_evsite_says_of_the_limit(text, seed):
    site = evsite.loads(text)
    network = read(site)
    rng = random.Random(seed)
    wanted = {name: round(rng.uniform(8, 40), 3) for name in site.ports if rng.random() < 0.5}
    found = evsite.allocate(site, occupied=list(wanted), accept_a=wanted)
    amps = {share.port: share.current_a for share in found.shares}
    seen = network.currents(by_evse(site, network, amps))
    exact = {each.name: not each.stricter for each in acn_network(site).constraints}
    met = 0
    for use in found.limits:
        title = limit_title(site, use.limit)
        load, limit = (use.load_a, use.limit_a) if use.load_a is not None else use.power
        rows = [name for name in seen if name == title or name.startswith((f"{title} line", f"{title}, set"))]
        if not rows:
            continue
        met += len(rows)
        assert [network.limits[name] for name in rows] == pytest.approx([limit] * len(rows), rel=1e-9)
        most = max(seen[name] for name in rows)
        if all(exact[name] for name in rows):
            assert most == pytest.approx(load, rel=1e-9, abs=1e-9)
        else:
            assert most >= load * (1 - 1e-9)
    assert met == len(seen) > 5


def test_one_angle_and_plain_signs_where_nothing_is_turned():
    site = evsite.loads(SMALL)
    network = read(site)
    angle = dict(zip(network.names, network.angles, strict=True))
    assert [angle[name] for name in ("AB1.1", "BC1.1", "CA.1", "AN.1")] == [30, -90, 150, 0]
    row = dict(zip(network.names, network.matrix[list(network.limits).index("panel P phase A")], strict=True))
    # line A carries AB less CA
    assert [round(row[name], 12) for name in ("AB1.1", "BC1.1", "CA.1", "AN.1")] == [1, 0, -1, 1]
    assert network.limits["BC1 jumper"] == 40
    assert set(network.volts) == {208, 120}


SITES = {name: evsite.loads(text) for name, text in (("small", SMALL + '[groups.G]\non = "P"\n'), ("tree", TREE))}
NETWORKS = {name: read(site) for name, site in SITES.items()}


@settings(max_examples=examples(120))
@given(st.sampled_from(sorted(SITES)), st.randoms(use_true_random=False), st.floats(0.9, 1.1))
def test_what_acnportal_holds_feasible_is_what_evsite_gives(which, rng, part):
    site, network = SITES[which], NETWORKS[which]
    used = {name: rng.uniform(8, 16) for name in site.ports if rng.random() < 0.7}
    full = network.fullest(by_evse(site, network, used))
    if not full:
        return
    amps = {name: value * part / full for name, value in used.items()}
    if any(value > site.ports[name].max_a or value < 8 for name, value in amps.items()):
        return
    found = evsite.allocate(site, occupied=list(amps), accept_a=amps)
    given_all = all(share.current_a >= amps[share.port] * (1 - 1e-9) for share in found.shares if share.port in amps)
    assert given_all == (part <= 1)


def test_a_current_that_evsite_gives_is_one_that_acnportal_takes():
    """Also under transformers, of which evsite keeps the limits for every smaller draw too."""
    rng = random.Random(7)
    for text in (TREE, SMALL):
        site = evsite.loads(text)
        network = read(site)
        for _ in range(10):
            used = [name for name in site.ports if rng.random() < 0.8]
            amps = {share.port: share.current_a for share in evsite.allocate(site, occupied=used).shares}
            told = by_evse(site, network, amps)
            assert network.fullest(told) <= 1 + 1e-9
            assert all(network.takes(name, current) for name, current in told.items())


@pytest.mark.parametrize(
    ("station", "kind", "own"),
    [
        ("", "DeadbandEVSE", {"_max_rate": 40.0, "_deadband_end": 6.0}),
        ('min_current = "8 A"', "DeadbandEVSE", {"_max_rate": 40.0, "_deadband_end": 8.0}),
        ('currents = ["8 A", "16 A", "24 A"]', "FiniteRatesEVSE", {"allowable_rates": [0.0, 8.0, 16.0, 24.0]}),
    ],
)
def test_the_kind_of_an_evse_follows_from_the_currents_it_can_offer(station, kind, own):
    text = SMALL.replace('CA", ports = 1, max_current = "40 A"', f'CA", ports = 1, max_current = "40 A", {station}')
    network = read(evsite.loads(text.replace(", }", " }")))
    evse = network.evses["CA.1"]
    assert evse["class"] == f"acnportal.acnsim.models.evse.{kind}"
    assert {key: evse["attributes"][key] for key in own} == own
    assert evse["attributes"]["is_continuous"] is (kind == "DeadbandEVSE")


def test_a_three_phase_port_is_three_evses_with_its_power():
    site = evsite.loads(TREE)
    network = read(site)
    names = ["D11.1.A", "D11.1.B", "D11.1.C"]
    assert [name for name in network.names if name.startswith("D11")] == names
    volts = dict(zip(network.names, network.volts, strict=True))
    port = site.ports["D11.1"]
    assert sum(volts[name] for name in names) == pytest.approx(port.output_kw_per_a * 1000)
    angles = dict(zip(network.names, network.angles, strict=True))
    turns = [math.remainder(angles[name] - angles[names[0]], 360) for name in names]
    assert turns == pytest.approx([0, -120, 120])
    assert network.evses["E1.1.A"]["class"].endswith(".EVSE")


def test_the_document_has_the_form_that_acnportal_writes():
    """Keys of `ChargingNetwork.to_json` of acnportal 0.3.3, and no other."""
    document = acnportal_document(acn_network(evsite.load(ROOT / "examples" / "jpl-garage.toml")))
    assert document.keys() == {"id", "context_dict", "version", "dependency_versions"}
    assert (document["version"], document["dependency_versions"]) == ("0.3.3", {})
    (whole,) = [each for each in document["context_dict"].values() if each["class"].endswith("ChargingNetwork")]
    assert whole["class"] == "acnportal.acnsim.network.charging_network.ChargingNetwork"
    own = whole["attributes"]
    assert own.keys() == {
        *("violation_tolerance", "relative_tolerance", "constraint_matrix", "magnitudes", "_voltages"),
        *("_phase_angles", "constraint_index", "_station_ids_dict", "max_pilot_signals", "min_pilot_signals"),
        *("is_continuous", "_EVSEs", "allowable_rates"),
    }
    lengths = {
        key: len(own[key]) for key in ("_voltages", "_phase_angles", "is_continuous", "allowable_rates", "_EVSEs")
    }
    assert set(lengths.values()) == {52}
    assert {len(row) for row in own["constraint_matrix"]} == {52}
    assert len(own["constraint_matrix"]) == len(own["magnitudes"]) == len(set(own["constraint_index"]))
    # the transformer up to its rating follows from its lines, so all is exact
    network = acn_network(evsite.load(ROOT / "examples" / "jpl-garage.toml"))
    assert not any(each.stricter for each in network.constraints)
    assert next(
        each.limit for each in network.constraints if each.name.startswith("transformer FirstFloor primary A")
    ) == (pytest.approx(45e3 / 480 / 3**0.5))


ANGLES = st.sampled_from([math.radians(30 * step) for step in range(-5, 7)])


@given(st.lists(st.tuples(st.floats(0.05, 5), ANGLES, st.floats(0.1, 80), st.floats(0, 1)), min_size=1, max_size=8))
def test_a_plain_sum_is_never_above_the_magnitude_that_stands_for_it(rows):
    weights, angles, most, parts = zip(*rows, strict=True)
    coefficients, same = plain_sum(weights, angles, most)

    def seen(amps):
        return abs(sum(k * a * complex(math.cos(turn), math.sin(turn))
                       for k, a, turn in zip(coefficients, amps, angles, strict=True)))  # fmt: skip

    def wanted(amps):
        return sum(weight * each for weight, each in zip(weights, amps, strict=True))

    drawn = [each * part for each, part in zip(most, parts, strict=True)]
    assert seen(drawn) >= wanted(drawn) * (1 - 1e-9)
    if same:
        assert seen(drawn) == pytest.approx(wanted(drawn), rel=1e-6)
    # nothing is lost where each draws its part of the most
    even = [each * 0.4 for each in most]
    assert seen(even) == pytest.approx(wanted(even), rel=1e-6)


def test_phasors_that_no_real_number_turns_into_each_other_are_told():
    assert signed([1 + 0j, 1j], [0.0, math.pi / 2]) == pytest.approx([1, 1])
    assert signed([1j, -1j], [0.0, 0.0]) == pytest.approx([1, -1])
    assert signed([1 + 0j, 1j], [0.0, 0.0]) is None


def test_limits_of_a_moment_are_those_of_the_moment():
    site = evsite.load(ROOT / "examples" / "office-schedule.toml")
    moment = site_at(site, 780)
    fixed, there = read(site), read(site, moment)
    assert fixed.limits["group Office"] != there.limits["group Office"] == moment.groups["Office"].limit_kw
    kinds = [note.kind for note in acn_network(site).notes]
    assert kinds == ["times", "fallback", "policy", "power"]
    assert "fixed" in acn_network(site).notes[0].message
    assert "of the moment" in acn_network(site, moment).notes[0].message


def test_a_large_network_leaves_out_what_nothing_can_reach(monkeypatch):
    site = evsite.loads(SMALL)
    before = {each.name for each in acn_network(site).constraints}
    monkeypatch.setattr(module, "MOST_NUMBERS", 1)
    after = {each.name for each in acn_network(site).constraints}
    assert before > after
    # line A carries 40 + 40 + 40 + 16 A at most; B and C have the four ports of two stations besides
    assert before - after == {"service U phase A"}


def test_notes_tell_what_is_left_out():
    assert acn_network(evsite.loads(SMALL)).notes == ()
    found = {note.kind: note.message for note in acn_network(evsite.loads(POWER)).notes}
    assert set(found) == {"fallback", "policy", "three-phase", "dc", "power"}
    assert "3 ports became three EVSEs" in found["three-phase"]
    assert "group G" in found["power"]
    paired = evsite.load(ROOT / "examples" / "paired-express.toml")
    assert "modules" in {note.kind for note in acn_network(paired).notes}
    metered = evsite.load(ROOT / "examples" / "dynamic-load.toml")
    assert "other-load" in {note.kind for note in acn_network(metered).notes}


def test_the_command_writes_the_network_and_tells_what_is_left_out(evsite_command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(POWER)
    screen = evsite_command("export", "acnportal", "site.toml")
    assert screen.exit_code == 0
    assert "evsite: acnportal does not know:\nevsite: - stations out of reach" in screen.stderr
    written = evsite_command("export", "acnportal", "site.toml", "--out", "network.json")
    assert (written.exit_code, written.stdout) == (0, "")
    assert written.stderr == "evsite: wrote network.json\n" + screen.stderr
    assert (tmp_path / "network.json").read_text() == screen.stdout
    assert Network(screen.stdout).limits == read(evsite.loads(POWER)).limits
    refused = evsite_command("export", "acnportal", "site.toml", "--out", "site.toml")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert (tmp_path / "site.toml").read_text() == POWER


@pytest.fixture
def evsite_command(evsite):
    """Run a command; the package has the name of the fixture."""
    return evsite
