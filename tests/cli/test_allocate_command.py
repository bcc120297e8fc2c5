"""`evsite allocate`, `report` and `table`: options, exit codes, JSON."""

import json
import re

import pytest

OFFICE = "examples/office.toml"


def allocate(evsite, *options):
    result = evsite("allocate", OFFICE, "--format", "json", *options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def amps(document):
    return {port["port"]: port["current_a"] for port in document["ports"] if port["current_a"]}


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("S1.1", ["S1.1"]),
        ("S1, S3.2", ["S1.1", "S1.2", "S3.2"]),
        ("S2,S2.1", ["S2.1", "S2.2"]),
        ("S", [f"S{station}.{port}" for station in range(1, 11) for port in (1, 2)]),
        ("EV1", [f"S{station}.{port}" for station in range(1, 11) for port in (1, 2)]),
    ],
)
def test_ports_are_named_one_by_one_by_station_by_family_or_by_group(evsite, project, text, ports):
    assert list(amps(allocate(evsite, "--occupied", text))) == ports


AMBIGUOUS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "400 A"
[circuits.C]
panel = "P"
count = 3
breaker = "40 A"
[stations.{station}]
ports = 1
max_current = "32 A"
circuits = "C"
[stations.S]
count = 2
ports = 1
max_current = "32 A"
circuits = "C"
[groups.{group}]
members = ["{station}", "S1"]
limit = "40 A"
"""


@pytest.mark.parametrize("option", ["--occupied", "--offline", "--order", "--accept"])
@pytest.mark.parametrize(
    ("station", "group", "word", "kinds"),
    [
        ("all", "G", "all", "the station or every port"),
        ("T", "all", "all", "the group or every port"),
        ("G", "G", "G", "the station or the group"),
        ("T", "S", "S", "the stations or the group"),
    ],
)
def test_a_word_that_can_be_two_things_is_not_guessed_at(evsite, option, station, group, word, kinds):
    text = AMBIGUOUS.format(station=station, group=group)
    value = f"{word}=16A" if option == "--accept" else word
    result = evsite("allocate", "-", option, value, stdin=text)
    assert result.exit_code == 2
    assert f"{option}: {word!r} can be {kinds} here; name the ports: " in result.stderr
    assert evsite("allocate", "-", option, value.replace(word, f"{station}.1"), stdin=text).exit_code == 0
    # without the option every port is in use, whatever anything is called
    assert evsite("allocate", "-", stdin=text).exit_code == 0


def test_a_word_for_the_same_ports_in_two_ways_is_taken(evsite):
    one = AMBIGUOUS.format(station="T", group="T").replace('["T", "S1"]', '["T"]')
    assert list(amps(json.loads(evsite("allocate", "-", "--occupied", "T", "--format", "json", stdin=one).stdout))) == [
        "T.1"
    ]


def test_vehicles_accept_what_is_said_of_them(evsite, project):
    document = allocate(evsite, "--occupied", "S1,S2", "--accept", "S1.1=24A,S2=16 A", "--accept", "S1.2=0.032 kA")
    assert amps(document) == {"S1.1": 24, "S1.2": 32, "S2.1": 16, "S2.2": 16}
    everywhere = allocate(evsite, "--occupied", "S1,S2", "--accept", "12 A", "--accept", "S1.1=40A")
    assert amps(everywhere) == {"S1.1": 40, "S1.2": 12, "S2.1": 12, "S2.2": 12}


def test_the_one_who_came_first_is_served_first(evsite, project):
    file = "examples/dc-and-ac.toml"
    for order, kw in (("AC.1,DC.1", {"DC.1": 15, "AC.1": 10}), ("DC.1,AC.1", {"DC.1": 25, "AC.1": 0})):
        result = evsite("allocate", file, "--policy", "fcfs", "--order", order, "--format", "json")
        assert {port["port"]: round(port["power_kw"], 6) for port in json.loads(result.stdout)["ports"]} == kw


def test_json_keeps_the_keys_of_the_contract(evsite, project):
    document = allocate(evsite)
    assert document.keys() >= {"format_version", "tool", "file", "policy", "ports", "limits"}
    assert document["ports"][0].keys() >= {"port", "current_a", "power_kw", "range_mi_per_h", "state", "limited_by"}
    assert all(
        any({"limit", f"load_{unit}", f"limit_{unit}"} == row.keys() for unit in ("a", "kw", "kva"))
        for row in document["limits"]
    )


def test_a_rotation_is_printed_slot_by_slot_and_given_in_json(evsite, project):
    stdin = (project / "examples" / "ten-ports-one-circuit.toml").read_text().replace("count = 10", "count = 20")
    document = json.loads(evsite("allocate", "-", "--format", "json", stdin=stdin).stdout)
    assert [len(slot["shares"]) for slot in document["slots"]] == [10, 10]
    assert [slot["length_h"] for slot in document["slots"]] == [0.25, 0.25]
    assert {share["current_a"] for slot in document["slots"] for share in slot["shares"]} == {8}
    assert {(port["average_current_a"], port["longest_wait_h"]) for port in document["ports"]} == {(4, 0.25)}
    assert document["share_of_bound"] == 1
    assert document["slot_h"] == 0.25
    text = evsite("allocate", "-", stdin=stdin).stdout
    assert "  1  15 min  S1.1 to S10.1 at 8 A each" in text
    assert "  2  15 min  S11.1 to S20.1 at 8 A each" in text


def test_numbers_of_a_rotation_are_averages_with_the_first_slot_beside(evsite, project):
    stdin = (project / "examples" / "ten-ports-one-circuit.toml").read_text().replace("count = 10", "count = 20")
    ports = json.loads(evsite("allocate", "-", "--format", "json", stdin=stdin).stdout)["ports"]
    for port in ports:
        assert port["average_power_kw"] == pytest.approx(4 * 208 / 1000)
        assert port["average_range_mi_per_h"] == pytest.approx(3 * port["average_power_kw"])
    assert {port["power_kw"] for port in ports} == {0, 1.664}, "of the first slot, like current_a"
    lines = evsite("allocate", "-", stdin=stdin).stdout.splitlines()
    assert lines[1].endswith("in turns of 2 slots, 16.64 kW to the vehicles on average over the cycle")
    head = next(number for number, line in enumerate(lines) if "first slot A" in line)
    served, waiting = lines[head + 1].split(), lines[head + 2].split()
    assert served[:11] == ["S1.1", "to", "S10.1", "10", "4.00", "0.83", "208", "2.5", "15", "min", "8.00"]
    assert waiting[:11] == ["S11.1", "to", "S20.1", "10", "4.00", "0.83", "208", "2.5", "15", "min", "0.00"]
    every = evsite("allocate", "-", "--all", stdin=stdin).stdout.splitlines()
    assert every[head + 20].split()[:8] == ["S20.1", "4.00", "0.83", "208", "2.5", "15", "min", "0.00"]
    assert "No slot is longer" not in "".join(lines)
    one_by_one = json.loads(evsite("allocate", "examples/office.toml", "--format", "json").stdout)["ports"][0]
    assert {one_by_one[key] for key in ("average_current_a", "average_power_kw", "average_range_mi_per_h")} == {None}


def test_slots_shorter_than_the_groups_say_are_reported(evsite, project):
    """Two circuits whose turns go round in two and in three slots, at the same time."""
    text = (project / "examples" / "guide" / "airport.toml").read_text()
    assert "groups.G" in text
    lots = """
[circuits.D]
panel = "P"
breaker = "100 A"
spaces = [9, 11]

[stations.R]
max_current = "80 A"
count = 15
circuit = "D"

[groups.H]
on = "D"
slot = "10 min"
"""
    reported = evsite("allocate", "-", stdin=text + lots).stdout
    document = json.loads(evsite("allocate", "-", "--format", "json", stdin=text + lots).stdout)
    lengths = [slot["length_h"] for slot in document["slots"]]
    shorter = sum(length < document["slot_h"] - 1 / 3600 for length in lengths)
    assert shorter > 0
    assert f"No slot is longer than 10 min. {shorter} of {len(lengths)} are shorter: " in reported


def test_everything_that_is_wrong_with_the_options_is_said_at_once(evsite, project):
    result = evsite(
        "allocate",
        OFFICE,
        "--occupied",
        "S11.1,s1.2",
        "--accept",
        "S1.1=32 V,S2.1=-4 A",
        "--order",
        "Z",
        "--accept",
        "S1=fast",
    )
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 6
    assert "no port, station or group 'S11.1'; did you mean S1.1" in lines[0]
    assert "did you mean S1.2?" in lines[1]
    assert "voltage" in lines[2]
    assert "negative" in lines[3]
    assert "--accept S1=fast" in lines[4]
    assert "--order" in lines[5]


@pytest.mark.parametrize("command", ["allocate", "report", "table"])
def test_a_file_that_is_no_site_ends_with_its_problems_on_standard_error(evsite, project, command):
    result = evsite(command, "examples/broken/wrong-words.toml", "--format", "json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "did you mean 'breaker'?" in result.stderr
    assert evsite(command, "nowhere.toml").exit_code == 3
    assert evsite(command, "-", stdin="= 1").exit_code == 3


@pytest.mark.slow
def test_a_big_site_prints_on_a_page_and_all_of_it_on_demand(evsite, project):
    stdin = (project / "examples" / "office.toml").read_text()
    stdin = re.sub(r"^stalls = \[.*?^\]\n", "", stdin, flags=re.MULTILINE | re.DOTALL)
    stdin = (
        stdin.replace("count = 20 ", "count = 400 ")
        .replace("count = 10 ", "count = 200 ")
        .replace("spaces = 42\n", "spaces = 1000\n")
    )
    text = evsite("allocate", "-", "--policy", "proportional", stdin=stdin).stdout
    page = 72  # lines: about a printed page
    assert len(text.splitlines()) <= page
    assert "400 ports" in text
    assert len(evsite("allocate", "-", "--all", stdin=stdin).stdout.splitlines()) > 400
    assert len(evsite("report", "-", stdin=stdin).stdout.splitlines()) <= 2 * page


def test_report_json_has_the_figures_and_the_findings(evsite, project):
    document = json.loads(evsite("report", OFFICE, "--format", "json").stdout)
    group = document["groups"][0]
    assert (group["group"], group["ports"], group["limit_a"]) == ("EV1", 20, 320)
    assert group["oversubscription"].keys() == {"ports", "power"}
    assert group["worst_case"].keys() >= {"current_a", "power_kw", "range_mi_per_h", "port"}
    assert document["ports"][0].keys() >= {"port", "rated_a", "phases", "all_in_use", "guaranteed", "with_offline"}
    assert document["ports"][0]["all_in_use"].keys() >= {"current_a", "power_kw", "range_mi_per_h", "limited_by"}
    assert document["ports"][0]["guaranteed"]["proof"] == "exact"
    assert document["ports"][0]["all_in_use"]["limited_by"] == {
        "kind": "limit",
        "limit": {"kind": "group", "owner": "EV1", "side": None, "leg": "A", "title": "group EV1 phase A"},
    }
    assert document["verdict"]["outcome"] == "passes"
    assert isinstance(document["findings"], list)


def test_table_json_has_a_row_for_every_number_of_vehicles(evsite, project):
    document = json.loads(evsite("table", OFFICE, "--format", "json").stdout)
    assert [row["vehicles"] for row in document["rows"]] == list(range(1, 21))
    for row in document["rows"]:
        for case in ("worst", "balanced", "best"):
            assert row[case].keys() >= {"current_a", "power_kw", "range_mi_per_h", "port", "limited_by"}
            placement = document["orders"][row[case]["order"]][: row["vehicles"]]
            assert len(set(placement)) == row["vehicles"]
            assert row[case]["port"] in placement
        assert row["worst"]["current_a"] <= row["balanced"]["current_a"] <= row["best_bound_a"]
    assert len(json.loads(evsite("table", OFFICE, "--upto", "3", "--format", "json").stdout)["rows"]) == 3


def test_the_same_question_has_the_same_answer_to_the_byte(evsite, project):
    for command in ("report", "allocate", "table"):
        first, second = (evsite(command, OFFICE, "--format", "json").stdout for _ in range(2))
        assert first == second


def test_options_that_change_nothing_are_remarked_upon(evsite, project):
    result = evsite("allocate", OFFICE, "--occupied", "S1", "--order", "S1.2", "--accept", "S2=8A")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "evsite: --order changes nothing here: no group is first come, first served (--policy fcfs)",
        "evsite: --accept changes nothing here: none of its ports is in use",
    ]
