"""`evsite size`: the designs on the screen and as JSON, the file that is written, and how the command ends."""

import json
import shlex
from pathlib import Path

import pytest
import tomli

SMALL = ("size", "--service", "200 A", "--system", "208Y/120", "--application", "office")
ISSUE = (
    *("size", "--service", "225 kVA", "--system", "208Y/120", "--stalls", "60", "--miles", "40", "--hours", "8"),
    *("--min-current", "8 A", "--min-power", "3.3 kW", "--model", "CP6021B-80A", "--max-ports"),
)
NONE = ("size", "--service", "100 A", "--system", "208Y/120", "--existing", "100 A")


DONE = {}


def once(evsite, *arguments):
    """How a command ends that writes nothing but to the screen; run once for all tests."""
    if arguments not in DONE:
        DONE[arguments] = evsite(*arguments)
    return DONE[arguments]


def sized(evsite, *arguments, code=0):
    result = once(evsite, *arguments, "--format", "json")
    assert (result.exit_code, result.stderr) == (code, "")
    return json.loads(result.stdout)


def test_most_ports_up_to_the_stalls_that_are_there(evsite):
    document = sized(evsite, *ISSUE)
    assert document["requested_ports"] == 60
    for design in document["designs"]:
        assert 0 < design["ports"] <= 60
        assert design["guaranteed"]["power_kw"] >= 3.3
        assert tomli.loads(design["site_file"])["stations"]
        assert all(step["ports"] <= 60 for step in design["steps"])
    text = once(evsite, *ISSUE).stdout
    assert text.startswith(f"{document['designs'][0]['ports']} ports of 60 asked for on ")
    assert " mi in 8 h, 40 needed\n" in text
    assert text.endswith("evsite helps a licensed electrician or engineer and does not replace one.\n")


def test_each_design_passes_its_check_and_has_the_figures_of_its_report(evsite):
    document = sized(evsite, *SMALL)
    for number, design in enumerate(document["designs"]):
        assert evsite("check", "-", stdin=design["site_file"]).exit_code == 0
        report = json.loads(evsite("report", "-", "--format", "json", stdin=design["site_file"]).stdout)
        assert len(report["ports"]) == design["ports"]
        assert report["home_runs"]["runs"] == design["home_runs"]
        ratios = [group["oversubscription"] for group in report["groups"]]
        if number == 0:
            assert document["ratio"] == max(each["ports"] for each in ratios)
            assert document["ratio_by_power"] == max(each["power"] for each in ratios)
        for key in ("current_a", "power_kw", "range_mi_per_h"):
            # a port in no group is promised nothing: it draws what it wants
            reported = [each["guaranteed"][key] or each["all_in_use"][key] for each in report["ports"]]
            assert min(reported) == pytest.approx(design["guaranteed"][key], rel=1e-9)


def test_the_screen_has_the_figures_of_the_document(evsite):
    document, text = sized(evsite, *SMALL), once(evsite, *SMALL).stdout
    rows = {line[:17].strip(): line[17:].split() for line in text.splitlines() if line.startswith(("ports ", "home "))}
    assert rows["ports"] == [str(design["ports"]) for design in document["designs"]]
    assert rows["home runs"] == [str(design["home_runs"]) for design in document["designs"]]
    for design in document["designs"]:
        assert design["title"] in text


def test_the_chosen_design_is_written_and_never_over_another_file(evsite, tmp_path):
    designs = sized(evsite, *SMALL)["designs"]
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    result = evsite(*SMALL, "-o", first)
    assert (result.exit_code, result.stderr) == (0, f"evsite: wrote {first}; next: evsite check {first}\n")
    assert result.stdout == once(evsite, *SMALL).stdout
    other = evsite(*SMALL, "--choose", "2", "-o", second)
    assert other.stderr == f"evsite: wrote {second} with design 2; next: evsite check {second}\n"
    assert [first.read_text(), second.read_text()] == [design["site_file"] for design in designs[:2]]
    before = first.read_bytes()
    again = evsite(*SMALL, "-o", first, "--rows", "0")
    assert (again.exit_code, again.stdout) == (2, "")
    assert f"evsite: --output: {first} is there already and is left as it is" in again.stderr
    assert "evsite: --rows: " in again.stderr
    assert first.read_bytes() == before


def test_a_folder_gets_its_site_toml_and_a_dash_is_the_screen(evsite, tmp_path):
    assert evsite(*SMALL, "-o", tmp_path).exit_code == 0
    screen = once(evsite, *SMALL, "-o", "-")
    assert (screen.exit_code, screen.stderr) == (0, "")
    assert screen.stdout == (tmp_path / "site.toml").read_text()
    refused = evsite(*SMALL, "-o", "-", "--format", "json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--output: - is the screen, where JSON goes" in refused.stderr


def test_the_document_says_what_was_written(evsite, tmp_path):
    target = tmp_path / "site.toml"
    result = evsite(*SMALL, "-o", target, "--format", "json")
    assert json.loads(result.stdout)["written"] == str(target)
    assert sized(evsite, *SMALL)["written"] is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_file_that_cannot_be_written_exits_with_3(evsite):
    result = evsite(*SMALL, "-o", "/dev/full")
    assert result.exit_code == 3
    assert "cannot write /dev/full: no space left on device" in result.stderr


def test_without_a_design_the_exit_code_is_1_and_nothing_is_written(evsite, tmp_path):
    target = tmp_path / "site.toml"
    result = evsite(*NONE, "-o", target)
    assert result.exit_code == 1
    assert result.stdout.startswith("no design with at least 8 A each")
    assert "in the way: the service has " in result.stdout
    assert not target.exists()
    document = sized(evsite, *NONE, code=1)
    assert (document["designs"], document["written"]) == ([], None)
    assert document["refusal"]["stop"]["kind"] == "supply"


REFUSALS = {
    "more ports than fit": "--service '100 A' --system 208Y/120 --stalls 200",
    "nothing left": "--service '200 A' --system 208Y/120 --existing '160 A' --ports 12 --min-power '3.3 kW'",
    "a panel without room": "--panel '200 A' --spaces 1 --system 240/120 --stalls 6 --circuits own",
    "no sharing": "--service '400 A' --system 208Y/120 --stalls 50 --no-sharing --model CP6021B-80A",
    "two options at once": "--service '100 A' --system 208Y/120 --stalls 2 --circuits shared --groups site --nec 2023",
    "no groups": "--transformer '75 kVA' --system 208Y/120 --stalls 30 --groups none --application office",
}


@pytest.mark.parametrize("case", REFUSALS)
def test_each_way_out_of_a_refusal_gives_the_ports_that_it_promises(evsite, case):
    words = ("size", *shlex.split(REFUSALS[case]))
    document = sized(evsite, *words, code=1)
    ways = document["refusal"]["ways"]
    assert ways
    text = once(evsite, *words).stdout
    assert text.count(" each\n") == len(ways)
    for way in ways:
        (design, *_) = sized(evsite, "size", *way["arguments"])["designs"]
        assert (design["ports"], design["guaranteed"]["current_a"]) == (way["ports"], way["guaranteed_current_a"])


def test_a_design_that_is_not_there_cannot_be_chosen(evsite, tmp_path):
    one = ("size", "--service", "60 A", "--system", "240/120", "--stalls", "1", "--no-sharing", "--station", "16 A")
    (design,) = sized(evsite, *one)["designs"]
    assert design["ports"] == 1
    result = evsite(*one, "--choose", "3", "-o", tmp_path / "site.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "evsite: --choose: there is one design, and 3 was asked for\n"
    assert list(tmp_path.iterdir()) == []


def test_the_least_service_for_so_many_stalls(evsite):
    document = sized(evsite, "size", "--system", "208Y/120", "--stalls", "8")
    assert document["requested"]["source"]["rating_a"] is None
    assert all(design["ports"] >= 8 for design in document["designs"])
    assert "fed by a new " in evsite("size", "--system", "208Y/120", "--stalls", "8").stdout


def test_a_meters_record_gives_the_existing_load(evsite, project):
    words = ("size", "--service", "800 A", "--system", "208Y/120", "--stalls", "10", "--data")
    data = ("examples/data/building-30-days.csv", "--timezone", "America/Los_Angeles")
    document = sized(evsite, *words, *data)
    study = ("load-study", "examples/load-study.toml", "--on", "Main", "--data", *data)
    lines = json.loads(evsite(*study, "--format", "json").stdout)["lines"]
    existing = document["requested"]["existing"]
    assert existing["by_line_a"] == [line["demand_a"] for line in lines]
    assert (existing["method"], existing["days"]) == ("metered peak", 31)
    assert any(note["topic"] == "record-length" for note in document["notes"])
    assert "the meter's record\n" in evsite(*words, *data).stdout


def test_a_record_that_cannot_carry_a_load_study_is_refused(evsite, tmp_path):
    meter = tmp_path / "meter.csv"
    rows = [f"2025-01-{day:02} {hour:02}:00,{100 + hour}" for day in range(6, 13) for hour in range(24)]
    words = ("size", "--service", "800 A", "--system", "208Y/120", "--data", meter, "--timezone", "-08:00")
    meter.write_text("\n".join(["time,A", *rows]) + "\n")
    result = evsite(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "7.0 days of data" in result.stderr
    meter.write_text("\n".join(["time,kW", *rows]) + "\n")
    result = evsite(*words)
    assert "--power-factor" in result.stderr or "days of data" in result.stderr
    result = evsite("size", "--service", "800 A", "--system", "208Y/120", "--data", tmp_path / "nowhere.csv")
    assert (result.exit_code, result.stdout) == (3, "")
    result = evsite(*words, "-o", meter)
    assert result.exit_code == 2
    assert "is read, and what is read is not written over" in result.stderr


def test_the_same_request_gives_the_same_bytes(evsite):
    assert once(evsite, *SMALL, "-o", "-").stdout == evsite(*SMALL, "-o", "-").stdout
    assert once(evsite, *SMALL, "--format", "json").stdout == evsite(*SMALL, "--format", "json").stdout


@pytest.mark.parametrize("name", ["2#1 AWG $5 a_b*c <x> @y [z] </script>", "=1+1", "🚗" * 3, "x" * 200])
def test_any_name_is_reported_and_written(evsite, name):
    (first, *_) = sized(evsite, *SMALL, "--stalls", "2", "--name", name)["designs"]
    assert tomli.loads(first["site_file"])["site"]["name"] == name
    assert evsite(*SMALL, "--stalls", "2", "--name", name).stdout.startswith(f"{name}\n")
