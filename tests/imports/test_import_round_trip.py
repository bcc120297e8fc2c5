"""The panel schedules that evsite writes are read back: the same panels, circuits, stations, ports and breakers."""

import tomllib

import pytest
from import_files_of import ROOT, messages, site_of, tables

import evsite
from evsite.allocation.fallback import fallbacks_a
from evsite.documents.flat import flat_tables
from evsite.documents.schedule.document import schedule
from evsite.output.documents.csv_files import csv_text
from evsite.output.documents.workbook import workbook_bytes
from evsite.output.site_csv import ports_csv
from evsite.sitefile.imports.loading import import_files

CASES = [
    *((f"examples/{path.name}", "csv") for path in sorted((ROOT / "examples").glob("*.toml"))),
    *((f"examples/{name}.toml", "xlsx") for name in ("campus", "paired-express", "designs/hotel", "fleet-depot")),
]
"""Each form of document with sites of different kinds."""


def facts(site):
    """What a round trip keeps."""
    return {
        "panels": {name: (each.fed_from, each.main_a, each.bus_a, each.system) for name, each in site.panels.items()},
        "circuits": {
            name: (each.fed_from, each.breaker_a, each.poles, each.connection) for name, each in site.circuits.items()
        },
        "stations": {name: each.model and each.model.id for name, each in site.stations.items()},
        "ports": {name: (each.circuit, each.connection, each.rated_a) for name, each in site.ports.items()},
    }


def read_back(site, folder, form):
    """What is read of the schedules of a site."""
    document = schedule(site)
    if form == "xlsx":
        (folder / "s.xlsx").write_bytes(workbook_bytes(document))
        return import_files([str(folder / "s.xlsx")])
    names = []
    for table in flat_tables(document):
        if table.key in {"panel", "breakers"}:
            names.append(str(folder / f"{table.key}.csv"))
            (folder / f"{table.key}.csv").write_text(csv_text(document, table), encoding="utf-8")
    return import_files(names)


def completed(result, site, original):
    """The site file, with what the schedule does not say: supplies, and what stations without a model draw."""
    data = tables(result)
    data["supplies"] = original["supplies"]
    data["site"] = {"nec": site.nec}
    data.pop("loads", None)
    for each in result.draft.missing():
        if each.route[0] == "stations":
            station = site.stations[each.route[1]]
            own = {"ports": len(station.ports), "max_current": f"{station.ports[0].rated_a} A"}
            data["stations"][each.route[1]][each.key] = own[each.key]
        else:
            assert each.route[0] == "supplies"
    for name, station in data["stations"].items():
        # what one link of a power block draws is in no schedule
        modules = original["stations"].get(name, {}).get("modules")
        if modules is not None:
            station["modules"] = modules
    if "catalog" in original:
        data["catalog"] = original["catalog"]
    return data


@pytest.mark.slow
@pytest.mark.parametrize(("name", "form"), CASES)
def test_schedules_of_every_example_are_read_back(tmp_path, name, form):
    original = tomllib.loads((ROOT / name).read_text(encoding="utf-8"))
    site = evsite.load(ROOT / name)
    result = read_back(site, tmp_path, form)
    assert messages(result) == []
    again = site_of(completed(result, site, original), tmp_path)
    before, after = facts(site), facts(again)
    assert after["panels"] == before["panels"]
    assert after["circuits"] == before["circuits"]
    assert after["stations"] == before["stations"]
    assert {port: each[:2] for port, each in after["ports"].items()} == {
        port: each[:2] for port, each in before["ports"].items()
    }


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_office_is_read_back(tmp_path, form):
    site = evsite.load(ROOT / "examples" / "office.toml")
    result = read_back(site, tmp_path, form)
    assert {(*each.route, each.key) for each in result.draft.missing()} == {
        ("supplies", "T1", "kind"),
        ("supplies", "T1", "rating"),
    }
    data = tables(result)
    data["supplies"] = {"T1": {"kind": "transformer", "rating": "150 kVA", "system": "208Y/120"}}
    assert facts(site_of(data, tmp_path)) == facts(site)
    assert data["panels"]["EV1"]["location"] == "Level P1, column C4"


@pytest.mark.parametrize(
    ("name", "load", "continuous"), [("house", "House", False), ("workplace-jumpers", "Offices", True)]
)
def test_other_load_is_read_back(tmp_path, name, load, continuous):
    site = evsite.load(ROOT / "examples" / "designs" / f"{name}.toml")
    data = tables(read_back(site, tmp_path, "csv"))
    stated = data["loads"][load]
    before = site.loads[load]
    assert (stated["on"], stated.get("continuous", True)) == (before.on, continuous)
    # a schedule rounds to whole volt-amperes on each of its lines
    assert float(stated["power"].removesuffix(" kVA")) == pytest.approx(before.power_kva, abs=0.0016)


@pytest.mark.parametrize("name", ["office", "ten-ports-one-circuit", "fleet-depot"])
def test_exported_ports_are_read_back(tmp_path, name):
    site = evsite.load(ROOT / "examples" / f"{name}.toml")
    (tmp_path / "ports.csv").write_text("".join(ports_csv(site, fallbacks_a(site))), encoding="utf-8")
    data = tables(import_files([str(tmp_path / "ports.csv")]))
    assert {
        station: (
            table["max_current"],
            table["ports"],
            tuple(table["circuits"]) if "circuits" in table else table["circuit"],
        )
        for station, table in data["stations"].items()
    } == {
        name: (
            f"{each.ports[0].max_a:.12g} A",
            len(each.ports),
            each.circuits if len(each.circuits) > 1 else each.circuits[0],
        )
        for name, each in site.stations.items()
    }
    assert {circuit: table["phases"] for circuit, table in data["circuits"].items()} == {
        name: each.connection for name, each in site.circuits.items()
    }
    assert set(data["groups"]) <= set(site.groups)
