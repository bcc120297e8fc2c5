"""Whatever a table says, an import ends: with a site file that is TOML, or with findings that have places."""

import tomllib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from import_files_of import messages

import evsite
from evsite.model.finding import SiteFileError
from evsite.sitefile.imports.loading import import_files
from evsite.sitefile.imports.site_text import site_text

TITLES = ["ckt", "name", "panel", "description", "trip", "poles", "A VA", "B VA", "station", "port", "model", "ports"]
TITLES += [
    "wire",
    "length",
    "group",
    "group limit",
    "max current",
    "fed from",
    "main",
    "phases",
    "load",
    "voltage",
    "VA",
]
CELLS = [
    "",
    "1",
    "1,3",
    "2-4-6",
    "40",
    "40A/2P",
    "|",
    "EV1",
    "PANEL EV1",
    "EVSE S1 to S3",
    "EVSE S1.2 (cp6021b-80a)",
    "SPARE",
]
CELLS += [
    "S1",
    "S1.1",
    "AB",
    "8 AWG",
    "208Y/120",
    "verify",
    "PANEL: MDP",
    "VOLTAGE:",
    "none",
    "load Fans",
    "3328",
    "C",
    "x\u202ey",
]

cells = st.one_of(st.sampled_from(CELLS), st.sampled_from(TITLES), st.text(max_size=6))
lines = st.one_of(st.lists(st.sampled_from(TITLES), min_size=2, max_size=9), st.lists(cells, max_size=9), st.just([]))


def as_csv(rows):
    def one(cell):
        text = cell.replace("\n", " ").replace("\r", " ").replace('"', '""')
        return f'"{text}"' if set(text) & set(',";') else text

    return "\n".join(",".join(map(one, row)) for row in rows)


@pytest.mark.slow
@settings(max_examples=100)
@given(st.lists(lines, max_size=12))
def test_any_table(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_text(as_csv(rows), encoding="utf-8", errors="surrogatepass")
    result = import_files([str(path)])
    for line, column, message in messages(result):
        assert line >= 1
        assert column >= 1
        assert message
    text = site_text(result.draft, result.sources, result.notes)
    tomllib.loads(text)
    with suppress(SiteFileError):
        evsite.loads(text)
