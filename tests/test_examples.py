"""Every example runs through every command, and says what its first lines promise."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GOOD = sorted(path.name for path in (ROOT / "examples").glob("*.toml"))
BROKEN = sorted(path.name for path in (ROOT / "examples" / "broken").glob("*.toml"))
PINNED = ",".join((ROOT / "tests" / "golden" / "pinned-rules.txt").read_text().split())
"""The rules whose findings in the examples are expected word by word, so that a rule that is new changes no text."""
SEVERITIES = {"error": "error", "warning": "warning", "info": "note"}


def counted(number, noun):
    """A number of things as a summary says it."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def test_there_are_the_examples_that_the_readme_names():
    assert len(GOOD) >= 7
    assert len(BROKEN) >= 3


@pytest.mark.parametrize("command", ["allocate", "table"])
@pytest.mark.parametrize("name", GOOD)
def test_an_example_gives_its_expected_text(evsite, project, golden, name, command):
    limit = ["--upto", "12"] if command == "table" else []
    result = evsite(command, f"examples/{name}", *limit)
    assert (result.exit_code, result.stderr) == (0, "")
    golden(f"{Path(name).stem}.{command}.txt", result.stdout)


@pytest.mark.parametrize("name", GOOD)
def test_an_example_has_no_errors_and_its_expected_findings(evsite, project, golden, name):
    """A rule that is new finds no error in an example; the expected text is that of the pinned rules."""
    assert evsite("check", f"examples/{name}").exit_code == 0
    result = evsite("check", f"examples/{name}", "--select", PINNED)
    assert (result.exit_code, result.stderr) == (0, "")
    golden(f"{Path(name).stem}.check.txt", result.stdout)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_example_fails_with_its_expected_findings(evsite, project, golden, name):
    assert evsite("check", f"examples/broken/{name}").exit_code == 1
    result = evsite("check", f"examples/broken/{name}", "--select", PINNED)
    assert result.exit_code == 1
    golden(f"broken-{Path(name).stem}.check.txt", result.stdout)


@pytest.mark.parametrize("name", GOOD)
def test_an_example_gives_its_expected_report(evsite, project, golden, name):
    """The paragraph of the findings, in which every rule counts, is expected word by word of one example only."""
    result = evsite("report", f"examples/{name}")
    assert (result.exit_code, result.stderr) == (0, "")
    before, findings, after = re.split(r"^(findings: .*?\n\n)", result.stdout, flags=re.MULTILINE | re.DOTALL)
    checked = json.loads(evsite("check", f"examples/{name}", "--format", "json").stdout)["findings"]
    decided = [(finding["severity"], finding["code"]) for finding in checked if finding["status"] != "not checked"]
    numbers = re.search(r"^  verdict     passes: (.*)$", before, flags=re.MULTILINE)
    for severity, noun in SEVERITIES.items():
        codes = [code for each, code in decided if each == severity]
        reported = counted(len(codes), noun)
        assert reported + (f" ({', '.join(dict.fromkeys(codes))})" if codes else "") in findings.splitlines()[0]
        assert reported in numbers.group(1)
    if name != "office.toml":
        short = re.compile(r"^  (?:error|warning) .*\n", flags=re.MULTILINE)
        before = short.sub("", before.replace(numbers.group(), "  verdict     passes"))
        findings = ""
    golden(f"{Path(name).stem}.report.txt", before + findings + after)


@pytest.mark.parametrize(
    "path", [*(f"examples/{name}" for name in GOOD), *(f"examples/broken/{name}" for name in BROKEN)]
)
def test_an_example_says_what_it_shows_and_names_the_schema(project, path):
    lines = (project / path).read_text().splitlines()
    directive, _, relative = lines[0].partition(" ")
    assert directive == "#:schema"
    assert (project / path).parent.joinpath(relative).resolve() == project / "docs" / "site.schema.json"
    comment = " ".join(line.removeprefix("# ") for line in lines[1:5] if line.startswith("# "))
    assert "Shows: " in comment


def amps(evsite, file, *options):
    document = json.loads(evsite("allocate", file, "--format", "json", *options).stdout)
    return {port["port"]: port["current_a"] for port in document["ports"]}


def test_ten_ports_on_one_circuit_get_80_a_alone_and_8_a_together(evsite, project):
    file = "examples/ten-ports-one-circuit.toml"
    assert amps(evsite, file, "--occupied", "S3.1")["S3.1"] == 80
    assert set(amps(evsite, file).values()) == {8}


def test_five_ports_of_the_apartment_house_get_8_a_together(evsite, project):
    assert set(amps(evsite, "examples/multifamily.toml").values()) == {8}


def test_the_real_fill_of_the_office_panel_is_8_6_6(evsite, project):
    document = json.loads(evsite("report", "examples/office.toml", "--format", "json").stdout)
    pairs = [port["phases"] for port in document["ports"]]
    assert {pair: pairs.count(pair) for pair in ("AB", "BC", "CA")} == {"AB": 8, "BC": 6, "CA": 6}


def test_one_vehicle_on_a_jumpered_station_gets_80_a_and_two_get_40_a_each(evsite, project):
    file = "examples/office-jumpers.toml"
    assert amps(evsite, file, "--occupied", "S1.1")["S1.1"] == 80
    both = amps(evsite, file, "--occupied", "S1")
    assert both["S1.1"] == both["S1.2"] == 40


def test_dc_and_ac_share_25_kw_in_proportion(evsite, project):
    document = json.loads(evsite("allocate", "examples/dc-and-ac.toml", "--format", "json").stdout)
    assert {port["port"]: round(port["power_kw"], 6) for port in document["ports"]} == {"DC.1": 20, "AC.1": 5}


def test_the_pods_of_the_garage_get_10_a_each_with_all_in_use(evsite, project):
    shares = amps(evsite, "examples/caltech-garage.toml")
    assert len(shares) == 54
    pods = {round(value, 9) for port, value in shares.items() if port.startswith("Pod")}
    assert pods == {10}


def test_make_golden_writes_every_expected_output():
    listed = re.search(r"^GOLDEN := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    users = [path for path in tests if "golden(" in (text := path.read_text()) or '"EVSITE_GOLDEN"' in text]
    assert users
    for path in users:
        assert any(path.is_relative_to(ROOT / folder) for folder in listed), path
