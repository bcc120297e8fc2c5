"""`evsite diagnose`: its text, its options, and that its figures are those of the other commands."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "examples").rglob("*.toml"))
LIKE_OTHERS = ("wrong-words", "/sized/", "jpl-garage")
"""Without a site, and like others that are smaller: what `evsite size` writes, and one of two garages."""
GOOD = [name for name in EXAMPLES if not any(each in name for each in LIKE_OTHERS)]
OFFICE = "examples/office.toml"


def document(evsite, command, *arguments):
    result = evsite(command, *arguments, "--format", "json")
    assert result.exit_code in {0, 1}, result.output
    return json.loads(result.stdout)


def causes_of(found):
    """Every cause by symptom and name."""
    return {(each["symptom"], cause["cause"]): cause for each in found["symptoms"] for cause in each["causes"]}


def evidence(found, symptom, name, key):
    """What a cause rests on, of the kind that has a key."""
    cause = causes_of(found).get((symptom, name), {"evidence": []})
    return [each for each in cause["evidence"] if key in each]


def reported(limit):
    """A limit without its conductor, where it has a name without it."""
    return (limit["kind"], limit["owner"], *((limit["side"], limit["leg"]) if limit["kind"] == "transformer" else ()))


def near(value):
    return pytest.approx(value, rel=1e-8, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("file", GOOD)
def test_every_figure_is_that_of_report_allocate_table_and_check(evsite, project, file):
    found = document(evsite, "diagnose", file)
    report = document(evsite, "report", file)
    causes = causes_of(found)
    ports = {port["port"]: port for port in report["ports"]}
    agrees_with_report(found, report, ports)
    agrees_with_check(causes, document(evsite, "check", file))
    agrees_with_allocate(evsite, file, found, ports)
    agrees_with_table(evsite, file, found)


def agrees_with_report(found, report, ports):
    groups = {group["group"]: group for group in report["groups"]}
    for row in evidence(found, "slow", "shared-power", "all_in_use"):
        for name in row["ports"]:
            own = ports[name]
            assert row["max_a"] == own["max_a"]
            got = own["all_in_use"]
            assert row["all_in_use"] == {**got, "current_a": near(got["current_a"]), "power_kw": near(got["power_kw"]),
                "range_mi_per_h": near(got["range_mi_per_h"])}  # fmt: skip
            if row["guaranteed"] is not None:
                assert row["guaranteed"]["current_a"] == near(own["guaranteed"]["current_a"])
                assert row["guaranteed"]["power_kw"] == near(own["guaranteed"]["power_kw"])
                assert row["guaranteed"]["exact"] == (own["guaranteed"]["proof"] == "exact")
    for row in evidence(found, "slow", "unreachable-stations", "guaranteed_current_a"):
        for name in row["ports"]:
            assert row["current_a"] == near(ports[name]["with_offline"]["current_a"])
            assert row["guaranteed_current_a"] == near(ports[name]["guaranteed"]["current_a"])
    for row in evidence(found, "slow", "oversubscription", "oversubscription"):
        assert row["oversubscription"] == groups[row["group"]]["oversubscription"]
        assert row["ports"] == groups[row["group"]]["ports"]
    for row in evidence(found, "slow", "metered-load", "nothing_left"):
        beside = groups[row["group"]]["beside"]
        assert [row.get(f"left_{unit}") for unit in ("a", "kw", "kva")] == [
            beside.get(f"left_{unit}") for unit in ("a", "kw", "kva")
        ]
        assert row["loads"] == beside["loads"]
    windows = {
        (json.dumps(window["when"]), group["group"]): group
        for window in (report.get("week") or {"windows": []})["windows"]
        for group in window["groups"]
    }
    for symptom, name in (
        ("slow", "schedule"),
        ("zero", "schedule"),
        ("slow", "metered-load"),
        ("zero", "metered-load"),
    ):
        for row in evidence(found, symptom, name, "when"):
            own = windows[json.dumps(row["when"]), row["group"]]
            assert {key: row[key] for key in ("port", "current_a", "power_kw", "verdict")} == {
                key: own[key] for key in ("port", "current_a", "power_kw", "verdict")
            }
    for row in evidence(found, "slow", "vehicle", "listed"):
        assert row == report["vehicles"]
    loads = {json.dumps(each["limit"]): each for each in (*report["fallbacks"], *report["equipment"])}
    for row in evidence(found, "zero", "breaker", "offline"):
        own = loads[json.dumps(row["limit"])]
        assert row["offline"] or own["can_be_overloaded"]
        assert [row.get(f"limit_{unit}") for unit in ("a", "kva")] == [
            own.get(f"limit_{unit}") for unit in ("a", "kva")
        ]
    promised = [port["guaranteed"]["power_kw"] for port in ports.values() if port["managed"]]
    if found["least"] is not None:
        assert found["least"]["power_kw"] >= min(promised)
        assert found["least"]["current_a"] == near(ports[found["least"]["port"]]["guaranteed"]["current_a"])


def agrees_with_check(causes, checked):
    findings = {(each["code"], each["message"], each["remedy"]) for each in checked["findings"]}
    for cause in causes.values():
        for each in cause["remedies"]:
            assert (each["code"], each["message"], each["remedy"]) in findings
    codes = {each["code"] for each in checked["findings"] if each["status"] != "not checked"}
    for code, place in {
        "EV410": ("slow", "oversubscription"),
        "EV421": ("zero", "below-1.5-kw"),
        "EV408": ("zero", "first-come"),
        "EV620": ("not-enabled", "plan"),
        "EV101": ("zero", "breaker"),
    }.items():
        if code in codes:
            assert causes[place]["answer"] == "yes", code


def agrees_with_allocate(evsite, file, found, ports):
    offline = {port["port"]: port for port in document(evsite, "allocate", file, "--offline", "all")["ports"]}
    rows = evidence(found, "slow", "unreachable-stations", "given")
    jumpered = {name for row in evidence(found, "slow", "jumper", "stations") for name in row["stations"]}
    for row in rows:
        for name in row["ports"]:
            if name.rpartition(".")[0] not in jumpered and ports[name]["voltage_v"] == row["voltage_v"]:
                assert offline[name]["current_a"] <= row["current_a"] * (1 + 1e-9)
                if "express" not in file and "dc" not in file:
                    assert offline[name]["current_a"] == near(row["current_a"])
    limits = {json.dumps(each["limit"]): each for each in document(evsite, "allocate", file)["limits"]}
    for row in evidence(found, "slow", "limits-that-bind", "worst"):
        same = [each for each in limits.values() if reported(each["limit"]) == reported(row["limit"])]
        assert all(row[key] in {each.get(key) for each in same} for key in row if key.startswith("limit_"))
    first = found["ports"][0]
    asked = ("--occupied", ",".join(found["ports"][:2]), "--at", "Mon 13:00")
    case = document(evsite, "diagnose", file, "--symptom", "not-enabled", "--port", first, *asked)["case"]
    own = next(port for port in document(evsite, "allocate", file, *asked)["ports"] if port["port"] == first)
    assert (case["at"], case["vehicles"], case["ports"]) == ("Mon 13:00", min(2, len(found["ports"])), [own])


def agrees_with_table(evsite, file, found):
    bound = evidence(found, "slow", "limits-that-bind", "worst")
    if not any(row["worst"] or row["balanced"] for row in bound):
        return
    most = max(begins["vehicles"] for row in bound for begins in (row["worst"], row["balanced"]) if begins)
    rows = document(evsite, "table", file, "--upto", str(most))["rows"]
    for row in bound:
        for placement in ("worst", "balanced"):
            held = [
                each["vehicles"]
                for each in rows
                if each[placement]["limited_by"]["limit"] is not None
                and reported(each[placement]["limited_by"]["limit"]) == reported(row["limit"])
            ]
            begins = row[placement]
            if begins is None:
                assert not held
            else:
                assert begins["not_yet_at"] < held[0] <= begins["vehicles"]


@pytest.mark.parametrize("name", ["office", "office-schedule", "broken/too-thin", "paired-express"])
def test_an_example_gives_its_expected_text(evsite, project, golden, name):
    """Figures are those of `evsite report`, findings those of `evsite check`; steps and plans are the guide's."""
    result = evsite("diagnose", f"examples/{name}.toml")
    assert (result.exit_code, result.stderr) == (0, "")
    golden(f"{name.replace('/', '-')}.diagnose.txt", result.stdout)


def test_one_symptom_is_answered_alone(evsite, project):
    text = evsite("diagnose", OFFICE, "--symptom", "slow").stdout
    assert "slow: a driver charges slower than expected" in text
    assert "zero" not in text
    assert [each["symptom"] for each in document(evsite, "diagnose", OFFICE, "--symptom", "zero")["symptoms"]] == [
        "zero"
    ]


def test_a_moment_is_reported_first_with_what_holds_each_port(evsite, project):
    vehicle = ("--occupied", "S1.1,S2.1", "--accept", "S1.1=32A")
    text = evsite("diagnose", OFFICE, *vehicle).stdout
    assert "the moment: 2 of 20 ports in use\n  S1.1: 32 A, 6.66 kW at 208 V, 20 mi/h; limited by vehicle\n" in text
    assert text.index("the moment") < text.index("slow: a driver")
    assert document(evsite, "diagnose", OFFICE)["case"] is None
    shut = evsite("diagnose", "examples/office-schedule.toml", "--port", "S1.1", "--at", "Mon 13:00").stdout
    assert "the moment: 10 of 10 ports in use at Mon 13:00\n  S1.1: waiting: 0 A" in shut


def test_an_answer_is_no_failure_and_wrong_usage_and_unreadable_files_are(evsite, project, tmp_path):
    assert evsite("diagnose", "examples/broken/too-thin.toml").exit_code == 0
    for wrong in (("--symptom", "fast"), ("--port", "S99"), ("--at", "noon"), ("--load", "T9=4 kW")):
        assert evsite("diagnose", OFFICE, *wrong).exit_code == 2, wrong
    assert evsite("diagnose", tmp_path / "none.toml").exit_code == 3
    assert evsite("diagnose", "examples/broken/wrong-words.toml") == evsite(
        "report", "examples/broken/wrong-words.toml"
    )


def test_names_of_any_kind_are_reported_without_steering_the_terminal(evsite, tmp_path):
    text = (ROOT / OFFICE).read_text().replace('name = "Harbor Office"', r'name = "::error:: \u202e\u001b[31m"')
    result = evsite("diagnose", "-", stdin=text.replace("[stations.S]", '[stations."a_b*c (v) 🚗"]'))
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "a_b*c (v) 🚗1.1 to a_b*c (v) 🚗10.2 (20 ports)" in result.stdout


def test_lines_that_are_many_are_reported_in_part_and_all_of_them_on_demand(evsite, tmp_path):
    groups = "".join(
        f'[groups."{letter}"]\nmembers = ["S{number}"]\nlimit = "{number + 9} A"\n'
        for number, letter in enumerate("abcdefghi", 1)
    )
    text = (ROOT / OFFICE).read_text().partition("[groups")[0] + groups
    short = evsite("diagnose", "-", "--symptom", "slow", stdin=text).stdout
    whole = evsite("diagnose", "-", "--symptom", "slow", "--all", stdin=text).stdout
    assert "more; --all lists them" in short
    assert "more; --all lists them" not in whole
    assert len(whole.splitlines()) > len(short.splitlines())
