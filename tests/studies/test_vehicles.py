"""Vehicles by name: what they take on AC, and mixes of them in tables and reports."""

import csv
import json
from collections import Counter

import pytest

import evsite
from evsite.model.vehicles import VehicleError, find_vehicle, load_vehicles, read_mix
from evsite.studies.vehicles import listed_vehicles, mix_table

OFFICE = "examples/office.toml"
HEAD = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "{rating}"\nsystem = "{system}"\n'


def lot(ports, current, *, limit="80 A", rating="800 A", system="208Y/120", more=""):
    return evsite.loads(
        HEAD.replace("{rating}", rating).replace("{system}", system)
        + '[circuits.C]\npanel = "U"\nbreaker = "100 A"\nphases = "AB"\n'
        + f'[stations.S]\ncount = {ports}\nmax_current = "{current}"\ncircuit = "C"\n'
        + f'[groups.G]\non = "C"\nlimit = "{limit}"\n{more}'
    )


# --- the list -------------------------------------------------------------------------------------------------------


def test_every_vehicle_says_where_it_is_from_and_takes_something():
    vehicles = load_vehicles().values()
    assert len(vehicles) > 50
    for each in vehicles:
        assert each.source_title, each.vehicle
        assert 6 < each.max_current_a <= 80
        assert each.confidence in {"seen-in-source", "epa-seen", "from-knowledge"}
        assert each.onboard_power_kw or not each.current_from_power


def test_current_and_power_of_a_vehicle_agree():
    for each in load_vehicles().values():
        if each.onboard_power_kw is not None:
            # the current of a wall outlet is a little more than what the charger gives the battery
            assert each.max_current_a * 0.24 == pytest.approx(each.onboard_power_kw, rel=0.11), each.vehicle


@pytest.mark.parametrize(
    ("text", "vehicle"),
    [
        ("tesla-models", "tesla-models"),
        ("Tesla Model S", "tesla-models"),
        ("MODEL S", "tesla-models"),
        ("Ford F-150 Lightning ER", "ford-lightning-er"),
        ("lightning er", "ford-lightning-er"),
        ("Polestar 2", "polestar-2"),
        ("E-Transit", "ford-etransit"),
        ("500e 2013", "fiat-500e-2013"),
    ],
)
def test_a_vehicle_is_found_by_id_by_name_and_by_words_that_only_it_has(text, vehicle):
    assert find_vehicle(text).vehicle == vehicle


@pytest.mark.parametrize(
    ("text", "said"),
    [("Bolt", "chevy-bolt-2017"), ("leef", "did you mean nissan-leaf"), ("Zeppelin", "evsite catalog vehicles")],
)
def test_a_vehicle_that_is_not_clear_is_not_guessed(text, said):
    with pytest.raises(VehicleError, match=said):
        find_vehicle(text)


def test_above_240_v_the_charger_s_power_holds():
    vehicle = find_vehicle("tesla-models")
    assert vehicle.accept_a(208) == vehicle.accept_a(240) == 48
    assert vehicle.accept_a(277) * 277 == pytest.approx(48 * 240)


# --- at a port ------------------------------------------------------------------------------------------------------


def amps(result):
    return {port["port"]: port["current_a"] for port in json.loads(result.stdout)["ports"]}


@pytest.mark.parametrize("command", ["allocate", "compare-policies"])
def test_accept_takes_vehicles_beside_amperes(evsite, project, command):
    rest = ["--occupied", "S1,S2,S3", "--format", "json"]
    by_name = evsite(command, OFFICE, "--accept", "S1.1=Nissan Ariya,S2=24A", *rest)
    by_amps = evsite(command, OFFICE, "--accept", "S1.1=30A,S2=24A", *rest)
    assert by_name.exit_code == 0
    assert by_name.stdout == by_amps.stdout


def test_accept_for_everybody(evsite, project):
    found = amps(evsite("allocate", OFFICE, "--occupied", "S1", "--accept", "toyota-prius-prime", "--format", "json"))
    assert (found["S1.1"], found["S1.2"]) == (15, 15)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("S1.1=Bolt", "chevy-bolt-2017, chevy-bolt-2022"),
        ("S1.1=Zeppelin", "amperes, like 32 A"),
        ("S1.1=12", "unit"),
        ("S1.1=12 kW", "expected a current"),
    ],
)
def test_what_cannot_be_accepted_is_wrong_usage(evsite, project, text, said):
    result = evsite("allocate", OFFICE, "--accept", text)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_dc_port_takes_no_vehicle_of_the_list(evsite, project):
    result = evsite("allocate", "examples/dc-and-ac.toml", "--accept", "DC=tesla-models")
    assert result.exit_code == 2
    assert "listed for AC alone" in result.stderr


# --- mixes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["tesla-models=3, lucid-air=1", "tesla-models=75 %,lucid-air=25 %"])
def test_every_beginning_of_a_mix_has_the_shares_of_the_mix(text):
    assigned = [each.vehicle for each in read_mix(text).assign(40)]
    for count in range(1, 41):
        assert abs(Counter(assigned[:count])["lucid-air"] - count / 4) < 1


def test_all_deals_small_and_great_ones_from_the_start():
    assigned = [each.max_current_a for each in read_mix("all").assign(12)]
    assert min(assigned) < 40 <= max(assigned)
    assert Counter(each.vehicle for each in read_mix("ALL").assign(len(load_vehicles()))).most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    "text", ["", ",", "tesla-models=0", "tesla-models=-1", "tesla-models=nan", "tesla-models=x", "Bolt"]
)
def test_a_mix_that_cannot_be_is_refused(evsite, project, text):
    with pytest.raises(VehicleError):
        read_mix(text)
    for command in ("table", "report"):
        result = evsite(command, OFFICE, "--vehicles", text)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("evsite: --vehicles: ")


def test_most_vehicles_cannot_take_80_a():
    found = listed_vehicles(lot(2, "80 A"))
    vehicles = load_vehicles().values()
    listed_less = sum(each.max_current_a < 80 for each in vehicles if not each.current_from_power)
    # a charger that is called 19 kW may take 80 A, one that is called 11 kW takes no more than 48 A
    assert found.unable == listed_less + sum(
        each.current_from_power and each.onboard_power_kw < 12 for each in vehicles
    )
    assert found.unable / found.listed > 0.85
    assert found.median_current_a == 48
    assert listed_vehicles(lot(2, "12 A")).unable == 0


def test_the_sentence_follows_the_numbers(evsite, project, tmp_path):
    for current, words in (("80 A", "most vehicles cannot take 80 A"), ("32 A", "some vehicles cannot take 32 A"),
                           ("12 A", "every one of")):  # fmt: skip
        path = tmp_path / "lot.toml"
        path.write_text(lot(2, current).source.text)
        for command in ("report", "table"):
            assert words in " ".join(evsite(command, str(path)).stdout.split())


def test_a_mix_leaves_to_others_what_it_does_not_take():
    site = lot(4, "80 A")
    (row,) = mix_table(site, read_mix("toyota-prius-prime=1, tesla-models=1"), [tuple(site.ports)]).rows
    # 15 + 15 A for two, and 25 A for each of the others
    assert (row.current_a, row.vehicle, row.satisfied) == (15, "toyota-prius-prime", 2)
    (row,) = mix_table(site, read_mix("tesla-models"), [tuple(site.ports)]).rows
    assert (row.current_a, row.satisfied) == (20, 0)


def test_vehicles_of_a_mix_get_at_least_the_proved_least_or_all_that_they_take():
    site = evsite.load("examples/office-jumpers.toml")
    rows = evsite.occupancy_table(site)
    mixed = mix_table(site, read_mix("all"), [row.balanced.placement for row in rows]).rows
    for row, one in zip(rows, mixed, strict=True):
        takes = find_vehicle(one.vehicle).accept_a(208)
        assert one.current_a >= min(takes, row.balanced.current_a) * (1 - 1e-9)
        assert one.vehicles == row.vehicles


def test_a_mix_is_reported_for_some_numbers_of_vehicles_where_there_are_many(monkeypatch, evsite, project):
    every = json.loads(evsite("table", OFFICE, "--vehicles", "all", "--format", "json").stdout)["mix"]["rows"]
    monkeypatch.setattr("evsite.studies.vehicles._MOST_PLACED", 80)
    some = json.loads(evsite("table", OFFICE, "--vehicles", "all", "--format", "json").stdout)["mix"]["rows"]
    assert [row["vehicles"] for row in every] == list(range(1, 21))
    assert [row["vehicles"] for row in some] == [1, 4, 7, 11, 14, 17, 20]
    assert all(row in every for row in some)
    reported = evsite("table", OFFICE, "--vehicles", "all").stdout
    assert "with a mix some numbers of vehicles are shown, not every one" in reported


def test_documents_have_the_mix_only_where_it_was_asked_for(evsite, project):
    for command in ("report", "table"):
        assert "mix" not in json.loads(evsite(command, OFFICE, "--format", "json").stdout)
        document = json.loads(evsite(command, OFFICE, "--vehicles", "tesla-models", "--format", "json").stdout)
        assert document["mix"]["parts"][0]["share_percent"] == 100
        assert document["mix"]["rows"][-1]["vehicles"] == 20
        assert document["vehicles"]["unable"] < document["vehicles"]["listed"]


def test_a_dc_site_has_no_vehicles_of_the_list(evsite, project):
    document = json.loads(evsite("report", "examples/paired-express.toml", "--format", "json").stdout)
    assert document["vehicles"] is None


def test_catalog_vehicles_is_filtered_and_has_sources(evsite):
    listed = json.loads(evsite("catalog", "vehicles", "--format", "json").stdout)["vehicles"]
    assert len(listed) == len(load_vehicles())
    assert all(each["source_title"] and each["confidence"] for each in listed)
    some = json.loads(evsite("catalog", "vehicles", "Tesla", "model", "--format", "json").stdout)["vehicles"]
    assert 0 < len(some) < len(listed)
    assert "tesla-models" in evsite("catalog", "vehicles", "tesla").stdout
    assert "no vehicle" in evsite("catalog", "vehicles", "zeppelin").stderr


def sessions(site, text, tmp_path):
    path = tmp_path / "arrivals.csv"
    path.write_text(f"port,time,energy,accept\n{text}\n")
    return evsite.load_sessions(path, site)


def test_arrivals_take_vehicles_by_name(tmp_path):
    found = sessions(lot(2, "80 A"), "S1.1,08:00,10 kWh,Nissan Ariya\nS2.1,08:10,10 kWh,24 A", tmp_path)
    assert [each.accept_a for each in found.sessions] == [30, 24]


@pytest.mark.parametrize("name", ["Bolt", "Zeppelin"])
def test_arrivals_with_a_vehicle_that_is_not_clear_are_refused(tmp_path, name):
    with pytest.raises(evsite.SiteFileError, match=name):
        sessions(lot(2, "80 A"), f"S1.1,08:00,10 kWh,{name}", tmp_path)


def test_arrivals_at_dc_ports_take_no_vehicle_of_the_list(tmp_path):
    with pytest.raises(evsite.SiteFileError, match="AC alone"):
        sessions(evsite.load("examples/dc-and-ac.toml"), "DC.1,08:00,10 kWh,tesla-models", tmp_path)


@pytest.mark.parametrize("command", ["report", "table", "allocate", "compare-policies", "check"])
@pytest.mark.parametrize("more", ["", '[panels.P]\nfed_from = "U"\nmain = "100 A"\n'])
@pytest.mark.parametrize("shape", ["text", "json"])
def test_a_site_without_stations_has_an_answer_to_everything(evsite, command, more, shape):
    text = HEAD.replace("{rating}", "800 A").replace("{system}", "208Y/120") + more
    options = ["--vehicles", "all"] if command in {"report", "table"} else []
    shape = "full" if (command, shape) == ("check", "text") else shape
    found = evsite(command, "-", *options, "--format", shape, stdin=text)
    assert (found.exit_code, found.stderr) == (0, "")


def test_every_figure_of_a_vehicle_that_is_not_said_to_be_read_is_named(project):
    figures = {"onboard_power_kw", "max_current_a", "min_current_a", "miles_per_kwh"}
    with (project / "src" / "evsite" / "data" / "vehicles.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            seen = set(filter(None, row["seen_values"].split(";")))
            given = {figure for figure in figures if row[figure]}
            assert seen <= given, row["id"]
            if row["id"] in load_vehicles():
                assert set(load_vehicles()[row["id"]].not_read) == given - seen
    assert "onboard_power_kw" in find_vehicle("tesla-model3-lr").not_read
    assert "miles_per_kwh" not in find_vehicle("tesla-model3-lr").not_read


@pytest.mark.parametrize("text", ["rivian-r2", "Rivian R2", "optiq"])
def test_a_vehicle_of_which_only_the_consumption_was_found_is_no_other_one(text):
    with pytest.raises(VehicleError, match="takes on AC was not found"):
        find_vehicle(text)
    assert "rivian-r2" not in load_vehicles()
