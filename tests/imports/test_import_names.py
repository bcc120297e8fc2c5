"""Names that a site file does not take: a usable one stands for each, and a comment has what it was."""

import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from import_files_of import ROOT, imported, site_of, tables

import evsite
from evsite.output.acnportal_json import acnportal_document
from evsite.sitefile.imports.loading import import_files
from evsite.sitefile.imports.site_text import site_text
from evsite.sitefile.table_models import is_usable_name
from evsite.studies.acnportal.network import acn_network

_LIST = """station,ports,panel,circuit,breaker,max current,group,group limit
"S[1]",2,"EV""1",K.1,40,16 A,"G=1",80 A
"S(1)",1,"EV""1",K-1,40,16 A,"G=1",80 A
S'2.1,1,EV-1,K2,40,16 A,"G=1",80 A
"""


def test_what_refers_to_a_renamed_thing_goes_with_it(tmp_path):
    result = imported(tmp_path, _LIST)
    data = tables(result)
    assert list(data["panels"]) == ["EV-1-2", "EV-1"]
    assert {name: keys["panel"] for name, keys in data["circuits"].items()} == {
        "K-1-2": "EV-1-2",
        "K-1": "EV-1-2",
        "K2": "EV-1",
    }
    assert {name: keys["circuit"] for name, keys in data["stations"].items()} == {
        "S-1-": "K-1-2",
        "S(1)": "K-1",
        "S-2": "K2",
    }
    assert data["groups"]["G-1"]["members"] == ["S-1-", "S(1)", "S-2.1"]
    assert result.draft.remarks["panels", "EV-1-2"] == ["called 'EV\"1' in the source, which no name may be"]


_CELL = st.text(st.characters(blacklist_characters='"\n\r', blacklist_categories=("Cs", "Cc")), min_size=1, max_size=8)


@given(rows=st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=4, unique_by=lambda row: row[0]))
@settings(max_examples=40)
def test_every_name_that_is_written_can_be_used(tmp_path_factory, rows):
    text = "station,panel,circuit,breaker\n" + "".join('"{}","{}","{}",40\n'.format(*row) for row in rows)
    path = tmp_path_factory.mktemp("names") / "in.csv"
    path.write_text(text, encoding="utf-8")
    result = import_files([str(path)])
    data = tomllib.loads(site_text(result.draft, result.sources, result.notes))
    named = {section: list(data.get(section, {})) for section in ("panels", "circuits", "stations")}
    assert all(is_usable_name(name) for names in named.values() for name in names)
    for circuit in data.get("circuits", {}).values():
        assert circuit.get("panel", named["panels"][0] if named["panels"] else None) in [*named["panels"], None]
    for station in data.get("stations", {}).values():
        assert set(station.get("circuits", [station.get("circuit")])) <= {*named["circuits"], None}


@pytest.mark.parametrize("name", ["express-plus", "dc-and-ac", "paired-express", "campus"])
def test_exported_networks_come_back_with_names_that_can_be_used(tmp_path, name):
    network = acn_network(evsite.load(ROOT / "examples" / f"{name}.toml"))
    path = tmp_path / "network.json"
    path.write_text(json.dumps(acnportal_document(network)), encoding="utf-8")
    data = tables(import_files([str(path)]))
    # what the import asks for, so that the site can be read
    for supply in data["supplies"].values():
        supply.setdefault("kind", "service")
        supply.setdefault("rating", "4000 A")
        supply.setdefault("system", "480Y/277")
    for circuit in data["circuits"].values():
        circuit["breaker"] = "500 A"
    for station in data["stations"].values():
        station.setdefault("max_current", "8 A")
    site = site_of(data, tmp_path)
    assert len(site.ports) == len(network.evses)


def test_a_formula_without_its_result_is_told_and_never_taken_as_empty(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["CKT", "DESCRIPTION", "BKR", "P", "VA"], [1, "PUMP", 20, 1, "=1000*2"], [3, "FAN", 20, 1, 500]):
        sheet.append(row)
    other = book.create_sheet("Prices")
    other.append(["=1+1"])
    path = tmp_path / "s.xlsx"
    book.save(path)
    result = import_files([str(path)])
    found = [(finding.span.line, finding.message) for error in result.errors for finding in error.findings]
    assert found == [(2, "cell E2 is a formula, and the file does not have its result")]
