"""`evsite export`: what is written where, what is refused, and that tables are read back."""

import io
import json
import shutil

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

import evsite as package
from evsite.output.json.schemas import output_schema
from evsite.proofs.guarantee import guarantees

OFFICE = "examples/office-schedule.toml"
NAMES = """
[supplies.U]
kind = "service"
rating = "100 A"
system = "240/120"
[panels."@P"]
fed_from = "U"
main = "100 A"
[circuits."-C"]
panel = "@P"
breaker = "60 A"
[stations."-S /x"]
circuit = "-C"
max_current = "48 A"
[stations."::error::S <script>"]
circuit = "@D"
max_current = "48 A"
[circuits."@D"]
panel = "@P"
breaker = "60 A"
[groups."+G"]
on = "@P"
"""


@pytest.fixture
def folder(tmp_path, project, monkeypatch):
    shutil.copy(project / OFFICE, tmp_path / "site.toml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fits(text):
    document = json.loads(text)
    errors = Draft202012Validator(output_schema("export-ocpp")).iter_errors(document)
    assert [f"{error.json_path}: {error.message}"[:300] for error in errors] == []
    return document


@pytest.mark.parametrize("version", ["1.6", "2.0.1", "2.1"])
def test_a_document_fits_and_is_the_same_on_the_screen_and_in_a_file(evsite, folder, version):
    words = ("export", "ocpp", "site.toml", "--version", version, "--from", "2026-01-05", "--static")
    words = (*words, "--zone", "America/Los_Angeles", "--format", "json", "--out", "profiles.json")
    result = evsite(*words)
    assert (result.exit_code, result.stderr) == (0, "evsite: wrote profiles.json\n")
    assert (folder / "profiles.json").read_text() == result.stdout
    document = fits(result.stdout)
    assert {each["purpose"] for each in document["messages"]} == {"fallback", "station", "static"}
    assert evsite(*words) == result


def test_a_folder_gets_a_document_a_station(evsite, folder):
    result = evsite("export", "ocpp", "site.toml", "--out", "profiles/", "--station", "S1", "--station", "S3")
    assert result.stderr == "evsite: wrote 2 files to profiles/\n"
    assert sorted(path.name for path in (folder / "profiles").iterdir()) == ["S1.ocpp.json", "S3.ocpp.json"]
    for path in (folder / "profiles").iterdir():
        found = {each["station"] for each in fits(path.read_text())["messages"]}
        assert found == {path.name.partition(".")[0]}


def test_purposes_choose_and_static_adds(evsite, project):
    def purposes(*words):
        result = evsite("export", "ocpp", "examples/office.toml", "--from", "2026-01-05", "--format", "json", *words)
        return {each["purpose"] for each in fits(result.stdout)["messages"]}

    assert purposes() == {"fallback", "station"}
    assert purposes("--static") == {"fallback", "station", "static"}
    assert purposes("--purpose", "share", "--static") == {"share", "static"}
    assert purposes("--purpose", "station, static") == {"station", "static"}


def test_stations_in_watts(evsite, project):
    result = evsite("export", "ocpp", "examples/office.toml", "--unit", "W", "--format", "json")
    units = [
        each["message"]["csChargingProfiles"]["chargingSchedule"] for each in json.loads(result.stdout)["messages"]
    ]
    assert {each["chargingRateUnit"] for each in units} == {"W"}
    assert units[0]["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": 160 * 208.0}]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--static"], "windows of the week go by the clock on the wall; say the zone of the site"),
        (["--purpose", "share"], "what may be drawn now depends on the time of the week; say the zone"),
        (["--purpose", "fallbak"], "--purpose: found 'fallbak', expected fallback, station, static, share or plan"),
        (["--station", "S9"], "--station: no station 'S9'"),
        (["--zone", "America/Los_Angelos"], "--zone: no time zone is called 'America/Los_Angelos'; did you mean"),
        (["--from", "tomorrow"], "--from: "),
        (["--from", "3/4/2026"], "--from: "),
        (["--from", "2026-01-05 13:00"], "--from: '2026-01-05 13:00' has no offset from UTC"),
        (["--occupied", "S1.1"], "--occupied is about live shares; it goes with --purpose share"),
        (
            ["--transaction", "S1.1=7"],
            "--transaction is about vehicles that are there; it goes with --purpose share or plan",
        ),
        (["--purpose", "share", "--transaction", "S1.1=x"], "transactions of OCPP 1.6 are whole numbers"),
        (["--purpose", "share", "--transaction", "S1.9=1"], "--transaction: no port 'S1.9'"),
        (["--purpose", "share", "--transaction", "7"], "--transaction: found '7', expected PORT=ID"),
        (["--out", "site.toml"], "--out: site.toml is read, and what is read is not written over"),
        (["--out", "no/where.json"], "--out: no folder 'no'"),
        (["--max-periods", "0"], "Input should be greater than or equal to 1"),
        (["--version", "1.5"], "'1.5' is not one of '1.6', '2.0.1', '2.1'"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(evsite, folder, words, message):
    before = (folder / "site.toml").read_bytes()
    result = evsite("export", "ocpp", "site.toml", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert [path.name for path in folder.iterdir()] == ["site.toml"]
    assert (folder / "site.toml").read_bytes() == before


def test_a_format_that_there_is_not_is_refused_with_those_that_there_are(evsite):
    result = evsite("export", "ocp")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("evsite: no format 'ocp' to export to; there are ocpp")


@pytest.mark.parametrize("name", ["ocpp", "csv", "acnportal"])
def test_help_of_a_format(evsite, golden, name):
    result = evsite("export", name, "--help", env={"COLUMNS": "100"})
    golden(f"help-export-{name}.txt", "\n".join(map(str.rstrip, result.stdout.split("\n"))))


def test_messages_as_text(evsite, golden, project):
    words = ("--static", "--zone", "America/Los_Angeles", "--from", "2026-01-05", "--max-periods", "6")
    golden("office-schedule.export-ocpp.txt", evsite("export", "ocpp", OFFICE, *words).stdout)


def test_tables_are_read_back(evsite, folder):
    result = evsite("export", "csv", "site.toml", "--out", "tables/")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "evsite: wrote 4 files to tables/\n")
    read = {path.stem: pd.read_csv(path) for path in (folder / "tables").iterdir()}
    assert read.keys() == {"limits", "ports", "shares", "guarantees"}
    site = package.load(folder / "site.toml")
    allocation = package.allocate(site)
    assert list(read["ports"].port) == list(site.ports)
    assert list(read["ports"].max_a) == [port.max_a for port in site.ports.values()]
    assert list(read["shares"].current_a) == pytest.approx([share.current_a for share in allocation.shares])
    assert len(read["limits"]) == len(allocation.limits)
    assert read["limits"].set_index("limit").limit_kw["group Office"] == 40
    found = package.report(site).guarantees
    assert list(read["guarantees"].port) == list(found)
    assert list(read["guarantees"].current_a) == pytest.approx([one.current_a for one in found.values()])
    assert (
        evsite("export", "csv", "site.toml", "--what", "shares").stdout
        == (folder / "tables" / "shares.csv").read_text()
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dc-and-ac", "paired-express", "ten-ports-one-circuit"])
def test_a_figure_that_is_told_twice_is_the_same(evsite, project, tmp_path, name):
    file = f"examples/{name}.toml"
    assert evsite("export", "csv", file, "--out", f"{tmp_path}/").exit_code == 0
    read = {path.stem: pd.read_csv(path) for path in tmp_path.iterdir()}
    rows = {name: table.astype(object).where(table.notna(), None).to_dict("records") for name, table in read.items()}
    allocated = json.loads(evsite("allocate", file, "--format", "json").stdout)
    reported = json.loads(evsite("report", file, "--format", "json").stdout)["ports"]
    for row, port in zip(rows["shares"], allocated["ports"], strict=True):
        told = ("port", "state", "current_a", "power_kw", "average_current_a", "longest_wait_h")
        assert [row[key] for key in told] == [port[key] for key in told]
    for row, limit in zip(rows["limits"], allocated["limits"], strict=True):
        assert row["limit"] == limit["limit"]["title"]
        assert {key: row[key] for key in limit if key != "limit"} == {
            key: limit[key] for key in limit if key != "limit"
        }
    for row, port in zip(rows["ports"], reported, strict=True):
        told = ("port", "circuit", "phases", "voltage_v", "rated_a", "max_a")
        assert [row[key] for key in told] == [port[key] for key in told]
    promised = [port for port in reported if port["guaranteed"] is not None]
    assert len(promised) == len(reported)
    for row, port in zip(rows["guarantees"], promised, strict=True):
        told = ("current_a", "power_kw", "least_found_a")
        assert [row[key] for key in told] == [port["guaranteed"][key] for key in told]
        assert row["with_offline_current_a"] == port["with_offline"]["current_a"]


def test_tables_of_a_moment(evsite, project):
    result = evsite("export", "csv", OFFICE, "--what", "guarantees", "--at", "Sun 13:00")
    moment = package.load(project / OFFICE)
    from evsite.model.moments import site_at

    expected = guarantees(site_at(moment, 6 * 1440 + 780))
    read = pd.read_csv(io.StringIO(result.stdout))
    assert list(read.current_a) == pytest.approx([one.current_a for one in expected.values()])


def test_several_tables_need_a_folder(evsite, folder):
    for words in ([], ["--what", "limits,ports"], ["--out", "a.csv"]):
        result = evsite("export", "csv", "site.toml", *words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "do not go to" in result.stderr
    result = evsite("export", "csv", "site.toml", "--what", "limits", "--out", "site.toml")
    assert result.exit_code == 2
    assert "--what: found 'x'" in evsite("export", "csv", "site.toml", "--what", "x").stderr


def test_names_are_harmless_in_cells_in_texts_and_in_names_of_files(evsite, folder):
    (folder / "odd.toml").write_text(NAMES, encoding="utf-8")
    for table in ("limits", "ports", "shares", "guarantees"):
        text = evsite("export", "csv", "odd.toml", "--what", table).stdout
        for row in pd.read_csv(io.StringIO(text), dtype=str).fillna("").itertuples(index=False):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row), row
        assert "\x1b" not in text
    result = evsite("export", "ocpp", "odd.toml", "--out", "profiles/")
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert {path.parent.name for path in folder.rglob("*.ocpp.json")} == {"profiles"}
    assert len(list((folder / "profiles").iterdir())) == 2


@pytest.mark.parametrize("words", [["ocpp", "site.toml", "--version", "3"], ["csv"]])
def test_wrong_usage_names_the_help_of_the_format(evsite, words):
    done = evsite("export", *words)
    assert done.exit_code == 2
    assert done.stderr.endswith(f"evsite: see evsite export {words[0]} --help\n")
