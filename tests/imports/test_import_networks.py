"""Networks of acnportal, as it wrote them (`data/make_networks.py`)."""

import cmath
import json
import math
import random

import pytest
from import_files_of import DATA, ROOT, imported, messages, site_of, tables

import evsite
from evsite.allocation.api import allocate
from evsite.output.acnportal_json import acnportal_document
from evsite.sitefile.imports.loading import import_files
from evsite.studies.acnportal.network import acn_network


def network(name):
    document = json.loads((DATA / f"{name}.json").read_text())
    return next(each["attributes"] for each in document["context_dict"].values() if "_EVSEs" in each["attributes"])


def finished(data, folder):
    """The site, with the breakers that the network does not know."""
    for circuit in data["circuits"].values():
        circuit["breaker"] = "40 A"
    for supply in data["supplies"].values():
        supply.setdefault("kind", "service")
        supply.setdefault("rating", "1000 A")
    return site_of(data, folder)


def test_the_small_network():
    result = import_files([str(ROOT / "examples" / "imports" / "network.json")])
    data = tables(result)
    assert data["supplies"] == {"Supply": {"system": "208Y/120"}}
    assert data["groups"] == {
        "Panel I": {"members": ["P-1", "P-2", "P-3", "P-4"], "limit": "60 A"},
        "Pod": {"members": ["P-1", "P-2"], "limit": "40 A"},
    }
    assert {name: (each.get("min_current"), each.get("current_step")) for name, each in data["stations"].items()} == {
        "P-1": (None, None),
        "P-2": ("6 A", None),
        "P-3": ("8 A", "8 A"),
        "P-4": ("6 A", "1 A"),
    }
    assert "'Weighted'" in result.notes[0]
    assert any("'Weighted'" in head for head in result.draft.heads)
    asked = {(*each.route, each.key) for each in result.draft.missing()}
    assert asked == {
        ("supplies", "Supply", "kind"),
        ("supplies", "Supply", "rating"),
        *(("circuits", name, "breaker") for name in ("AB-", "BC", "CA")),
    }


@pytest.mark.parametrize(("name", "evses", "groups"), [("caltech", 54, 3), ("jpl", 52, 6)])
def test_shares_of_the_site_keep_every_constraint_of_the_network(tmp_path, name, evses, groups):
    result = import_files([str(DATA / f"{name}.json")])
    site = finished(tables(result), tmp_path)
    assert (len(site.ports), len(site.groups)) == (evses, groups)
    assert not result.notes
    own = network(name)
    stations = list(own["_EVSEs"])
    assert set(site.stations) == set(stations)
    rng = random.Random(5)
    tight = 0
    for part in (1.0, 1.0, 0.7, 0.5, 0.3, 0.2):
        occupied = [f"{station}.1" for station in stations if rng.random() < part]
        shares = {share.port: share.current_a for share in allocate(site, occupied=occupied).shares}
        turned = [
            shares.get(f"{station}.1", 0.0) * cmath.exp(1j * math.radians(angle))
            for station, angle in zip(stations, own["_phase_angles"], strict=True)
        ]
        for row, limit in zip(own["constraint_matrix"], own["magnitudes"], strict=True):
            load = abs(sum(weight * each for weight, each in zip(row, turned, strict=True)))
            # turns ratio 4 in the network, 480 V over 120.09 V in the site
            assert load <= limit * 1.001
            tight += load > 0.95 * limit
    assert tight


@pytest.mark.slow
@pytest.mark.parametrize("name", ["caltech-garage", "jpl-garage", "office"])
def test_an_exported_network_shares_as_its_site_does(tmp_path, name):
    before = evsite.load(ROOT / "examples" / f"{name}.toml")
    (tmp_path / "network.json").write_text(json.dumps(acnportal_document(acn_network(before))))
    result = import_files([str(tmp_path / "network.json")])
    assert not result.notes
    data = tables(result)
    for circuit in data["circuits"].values():
        circuit["breaker"] = "200 A"
    after = site_of(data, tmp_path)
    assert {port: each.connection for port, each in after.ports.items()} == {
        port: each.connection for port, each in before.ports.items()
    }
    rng = random.Random(3)
    for part in (1.0, 0.5, 0.2):
        occupied = [port for port in before.ports if rng.random() < part]
        shares = [
            {share.port: share.current_a for share in allocate(site, occupied=occupied).shares}
            for site in (before, after)
        ]
        assert shares[1] == pytest.approx(shares[0], rel=1e-9, abs=1e-9)


def test_transformers_are_seen_by_their_primary_lines(tmp_path):
    data = tables(import_files([str(DATA / "caltech.json")]))
    rating = float(data["supplies"]["T1"].pop("rating").removesuffix(" kVA"))
    assert data["supplies"] == {"T1": {"kind": "transformer", "system": "208Y/120", "primary": "480 delta"}}
    # 150 kW over three times 277 V, and at 480 V between lines
    assert rating == pytest.approx(math.sqrt(3) * 480 * 150 / 3 / 277, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[:-20], "this is no JSON: "),
        (lambda _: "{}", "this is JSON, and no network of acnportal: it has no context_dict"),
        (lambda _: '{"context_dict": {}}', "this is JSON with no charging networks, expected one"),
        (lambda _: "[" * 100_000, "this is no JSON that can be read"),
        (
            lambda text: text.replace('"magnitudes": [', '"magnitudes": [1, '),
            "magnitudes of the network is no list of 5 ",
        ),
        (lambda text: text.replace("208.0", "NaN"), "_voltages of the network is no list of 4 numbers"),
        (lambda text: text.replace('"_max_rate": 32', '"_max_rate": null'), "the EVSE P-1 has no _max_rate"),
        (lambda text: text.replace('"object-2":', '"object-0":'), "the EVSE P-2 is not in context_dict"),
        (lambda text: text.replace('"magnitudes": [40', '"magnitudes": [-40'), "the limit of constraint Pod is -40 A"),
        (
            lambda text: text.replace('"_min_rate": 0', '"_min_rate": 33'),
            "the EVSE P-1 draws at least 33 A and at most 32 A",
        ),
    ],
)
def test_what_is_no_network_is_refused(tmp_path, change, message):
    text = (ROOT / "examples" / "imports" / "network.json").read_text()
    found = messages(imported(tmp_path, change(text), "in.json"))
    assert len(found) == 1
    assert found[0][2].startswith(message)


def test_a_limit_of_nothing_is_asked_for_as_a_site_file_has_no_such_limit(tmp_path):
    text = (ROOT / "examples" / "imports" / "network.json").read_text()
    document = json.loads(text)
    for one in document["context_dict"].values():
        if "magnitudes" in one["attributes"]:
            one["attributes"]["magnitudes"] = [0.0] * len(one["attributes"]["magnitudes"])
    result = imported(tmp_path, json.dumps(document), "in.json")
    groups = tables(result)["groups"]
    assert groups
    assert not any("limit" in group for group in groups.values())
    asked = {each.route[1] for each in result.draft.missing() if each.key == "limit"}
    assert asked == set(groups)
