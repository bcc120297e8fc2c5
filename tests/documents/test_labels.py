"""Labels and directory cards: which ones by edition and condition, what they say, and that no circuit is left out."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given, settings
from site_sweeps import RULE_EXAMPLES, an_odd_site, rule_sites
from sites import cases

from effort import examples
from evsite.codebook.editions import EDITIONS, section, topics
from evsite.codebook.labels import all_labels, labels
from evsite.documents.flat import flat_tables
from evsite.documents.labels.conditions import CONDITIONS
from evsite.documents.labels.document import all_needed, card_numbers, labels_document
from evsite.documents.labels.labelled import OPEN, Labelled
from evsite.documents.labels.purposes import purposes
from evsite.documents.model import Verify
from evsite.documents.schedule.breakers import BELOW, SPACE
from evsite.documents.schedule.positions import SPARE, Positions
from evsite.documents.site_file import site_digest
from evsite.output.documents.csv_files import csv_text
from evsite.output.documents.text import PAGE_WIDTH, render_document
from evsite.output.json.sheets import sheets_document
from evsite.output.text.terminal_style import TerminalStyle, cells
from evsite.sitefile.keys import find_keys
from evsite.sitefile.loading import load, loads

EXAMPLES = ("office", "campus", "caltech-garage", "dc-and-ac", "designs/hotel", "designs/house")
SITE = """
[supplies.U]
kind = "service"
rating = "800 A"
system = "208Y/120"
[panels.MDP]
fed_from = "U"
main = "800 A"
spaces = 42
[circuits.C]
panel = "MDP"
breaker = "40 A"
[stations.S]
ports = 1
max_current = "32 A"
circuits = "C"
"""


def site_of(edition, text=SITE, **settings):
    reported = "".join(f"{key} = {value!r}\n".replace("'", '"') for key, value in settings.items())
    return loads(f"[site]\nnec = {edition}\n{reported}{text}")


def needed(site):
    return all_needed(Labelled(site))


def ids(site):
    return Counter(each.label.id for each in needed(site))


def texts(site, label):
    labelled = Labelled(site)
    return [each.text(dwelling=labelled.small_dwelling) for each in all_needed(labelled) if each.label.id == label]


def rows_of(document, key):
    table = next(table for table in flat_tables(document) if table.key == key)
    keys = [column.key for column in table.columns]
    return [{"about": sheet.about, **dict(zip(keys, row, strict=True))} for sheet, row in table.rows]


# --- the book of labels ----------------------------------------------------------------------------------------------


def test_every_label_has_a_condition_and_one_entry_an_edition():
    assert {label.id for label in all_labels()} == set(CONDITIONS)
    held = Counter((label.id, edition) for label in all_labels() for edition in label.editions)
    assert set(held.values()) == {1}
    assert {edition for _, edition in held} == set(EDITIONS)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_label_cites_a_section_of_its_edition_or_says_what_else_asks_for_it(edition):
    for label in labels(edition).values():
        assert label.topic in topics()
        assert section(label.topic, edition) or label.otherwise
        assert label.cited(edition)
        assert label.source
        assert label.mark in {"seen", "from knowledge"}
        assert (label.source == "general knowledge") <= (label.mark == "from knowledge")


# --- which label where -----------------------------------------------------------------------------------------------

ALWAYS = {"circuit-directory", "source-of-supply", "service-disconnect", "fault-current", "evse"}


@pytest.mark.parametrize(
    ("edition", "more"),
    [
        (2017, {"arc-flash"}),
        (2020, {"arc-flash", "panel-fault-current"}),
        (2023, {"arc-flash", "panel-fault-current"}),
        (
            2026,
            {"panel-fault-current", "arc-flash-detail", "disconnect", "disconnect-plaque", "emergency-shutoff"},
        ),
    ],
)
def test_a_plain_site_by_edition(edition, more):
    assert set(ids(site_of(edition))) == ALWAYS | more


@pytest.mark.parametrize("edition", EDITIONS)
def test_one_and_two_family_dwellings_need_fewer(edition):
    """No fault current, arc flash, source of supply or emergency shutoff; an emergency disconnect from 2020 on."""
    exempt = {"fault-current", "panel-fault-current", "arc-flash", "arc-flash-detail", "source-of-supply"}
    for dwelling in ("one-family", "two-family"):
        found = set(ids(site_of(edition, dwelling=dwelling)))
        assert not found & (exempt | {"emergency-shutoff"})
        assert ("emergency-disconnect" in found) == (edition >= 2020)
    found = set(ids(site_of(edition, dwelling="multifamily")))
    assert {"fault-current", "source-of-supply"} <= found
    assert "emergency-disconnect" not in found


@pytest.mark.parametrize(
    ("edition", "rating_a", "service", "panel"),
    [
        (2017, 1199, False, False),
        (2017, 1200, True, False),
        (2020, 1199, False, False),
        (2020, 1200, True, False),
        (2023, 999, False, False),
        (2023, 1000, True, True),
        (2026, 100, True, True),
    ],
)
def test_arc_flash_labels_of_large_equipment_by_threshold(edition, rating_a, service, panel):
    text = SITE.replace('rating = "800 A"', f'rating = "{rating_a} A"').replace(
        'main = "800 A"', f'main = "{rating_a} A"'
    )
    on = {each.on for each in needed(site_of(edition, text)) if each.label.id == "arc-flash-detail"}
    assert on == {name for name, there in (("U", service), ("MDP", panel)) if there}


def test_the_service_has_its_fault_current_with_the_day_or_they_are_open():
    said = 'available_fault = "22 kA"\navailable_fault_date = "2026-11-20"\n'
    reported = site_of(2023, SITE.replace('kind = "service"\n', 'kind = "service"\n' + said))
    assert texts(reported, "fault-current") == [
        "MAXIMUM AVAILABLE FAULT CURRENT 22,000 A - CALCULATED 2026-11-20",
    ]
    assert texts(site_of(2023), "fault-current") == [
        f"MAXIMUM AVAILABLE FAULT CURRENT {OPEN} - CALCULATED {OPEN}",
    ]
    verify = labels_document(site_of(2023)).sheets[0].verify
    assert ("available fault current", ("U", "MDP"), None) not in [(each.what, each.of, each.where) for each in verify]
    assert ("available fault current", ("U",), ("supplies", "U", "available_fault")) in [
        (each.what, each.of, each.where) for each in verify
    ]


LARGE = SITE.replace('"40 A"', '"100 A"').replace('"32 A"', '"80 A"')


@pytest.mark.parametrize(
    ("edition", "text"),
    [
        (2017, "EV CHARGER S DISCONNECT"),
        (2020, "EV CHARGER S DISCONNECT - FED FROM panel MDP, circuit 1, 3"),
        (2023, "EV CHARGER S DISCONNECT - FED FROM panel MDP, circuit 1, 3 - AT Room 1"),
        (2026, "EV CHARGER S DISCONNECT - FED FROM panel MDP, circuit 1, 3 - AT Room 1"),
    ],
)
def test_a_disconnect_names_its_source_from_2020_and_where_that_is_from_2023(edition, text):
    site = LARGE.replace("spaces = 42", 'spaces = 42\nlocation = "Room 1"')
    assert texts(site_of(edition, site), "disconnect") == [text]
    assert texts(site_of(edition, site, dwelling="one-family"), "disconnect") == ["EV CHARGER S DISCONNECT"]


def test_disconnects_are_labelled_where_they_are_needed_or_declared():
    assert "disconnect" not in ids(site_of(2023))
    assert ids(site_of(2023, LARGE))["disconnect"] == 1
    assert ids(site_of(2023, SITE + "disconnect = true\n"))["disconnect"] == 1
    assert ids(site_of(2023, SITE + 'disconnect_location = "at the wall"\n'))["disconnect"] == 1
    assert "disconnect" not in ids(site_of(2023, LARGE + "disconnect = false\n"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_plaque_of_a_remote_disconnect_from_2023(edition):
    site = site_of(edition, LARGE + 'disconnect_location = "behind the column"\n')
    wanted = ["EV CHARGER S - DISCONNECT AT behind the column"] if edition >= 2023 else []
    assert texts(site, "disconnect-plaque") == wanted


def test_an_adjusted_rating_is_reported_of_settings_and_of_jumpers_and_of_nothing_else():
    assert "adjusted-rating" not in ids(site_of(2023))
    lower = site_of(2023, LARGE.replace('"100 A"', '"50 A"') + 'setting = "40 A"\n')
    assert texts(lower, "adjusted-rating") == ["ADJUSTED RATING 40 A - BREAKER 50 A"]
    office = load("examples/office-jumpers.toml")
    assert set(texts(office, "adjusted-rating")) == {"ADJUSTED RATING 80 A IN ALL FROM ONE FEED - BREAKER 100 A"}
    assert ids(office)["adjusted-rating"] == len(office.stations)
    assert labels(2017)["adjusted-rating"].cited(2017).startswith("vendor guide")


@pytest.mark.parametrize(("edition", "cited"), [(2017, "750.50"), (2020, "750.50"), (2023, "750.50"), (2026, "130.50")])
def test_each_group_has_a_directory_of_its_loads(edition, cited):
    site = site_of(edition, SITE + '[groups.G]\non = "MDP"\nlimit = "100 A"\n')
    assert texts(site, "ems-directory") == ["LOAD MANAGEMENT G HOLDS EV CHARGERS S ON MDP TO 100 A"]
    assert labels(edition)["ems-directory"].cited(edition) == f"NEC {edition} {cited}"


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_emergency_shutoff_from_2026_where_stations_are_hardwired(edition):
    assert ("emergency-shutoff" in ids(site_of(edition))) == (edition == 2026)
    assert "emergency-shutoff" not in ids(site_of(edition, SITE + 'connection = "plug"\nreceptacle = "40 A"\n'))
    reported = site_of(2026, emergency_shutoff_distance="50 ft")
    (found,) = [each for each in needed(reported) if each.label.id == "emergency-shutoff"]
    assert found.where == "50 ft from the nearest station"


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_directory_of_disconnects_in_multifamily_dwellings_from_2026(edition):
    two = SITE.replace('breaker = "40 A"', 'breaker = "40 A"\ncount = 2').replace("ports = 1", "ports = 1\ncount = 2")
    found = ids(site_of(edition, two, dwelling="multifamily"))
    assert found["multifamily-disconnects"] == (2 if edition == 2026 else 0)
    assert "multifamily-disconnects" not in ids(site_of(2026, two))


@pytest.mark.parametrize(
    ("system", "label", "text"),
    [
        ("240/120 high-leg delta", "high-leg", "CAUTION B PHASE HAS 208 VOLTS TO GROUND"),
        ("480 delta", "ungrounded-system", "CAUTION UNGROUNDED SYSTEM OPERATING - 480 VOLTS BETWEEN CONDUCTORS"),
        ("480 delta corner-grounded", "", ""),
        ("208Y/120", "", ""),
    ],
)
def test_what_a_high_leg_or_an_ungrounded_system_is_marked_with(system, label, text):
    site = site_of(2023, SITE.replace("208Y/120", system))
    assert [each for name in ("high-leg", "ungrounded-system") for each in texts(site, name)] == [text] * (
        2 if label else 0
    )
    assert ids(site)[label] == (2 if label else 0)


def test_several_services_name_each_other_and_one_alone_names_none():
    assert "several-services" not in ids(site_of(2023))
    other = '[supplies.V]\nkind = "service"\nrating = "400 A"\nsystem = "480Y/277"\nlocation = "North wall"\n'
    found = texts(site_of(2023, SITE + other), "several-services")
    assert found == [
        f"U SERVES {OPEN} - OTHER SERVICES HERE: V, North wall",
        f"V SERVES {OPEN} - OTHER SERVICES HERE: U",
    ]


def test_phases_are_identified_where_circuits_start_on_several_systems():
    assert "phase-identification" not in ids(site_of(2023))
    other = (
        '[supplies.T]\nkind = "transformer"\nrating = "45 kVA"\nsystem = "480Y/277"\nfed_from = "MDP"\n'
        '[panels.P]\nfed_from = "T"\nmain = "60 A"\n[circuits.D]\npanel = "P"\nbreaker = "30 A"\n'
    )
    site = site_of(2023, SITE + other)
    assert texts(site, "phase-identification") == [
        f"CONDUCTORS HERE: 208Y/120 - PHASES IDENTIFIED BY {OPEN}",
        f"CONDUCTORS HERE: 480Y/277 - PHASES IDENTIFIED BY {OPEN}",
    ]
    assert texts(site, "transformer-disconnect") == [f"TRANSFORMER T - DISCONNECT AT {OPEN}"]
    assert "feeder-identification" not in ids(site)


def test_a_size_stands_only_where_a_source_gives_one():
    rows = rows_of(labels_document(site_of(2023, dwelling="one-family")), "label_kinds")
    sizes = {row["label"]: row["size"] for row in rows if row["size"]}
    assert sizes.pop("emergency disconnect of a dwelling") == "letters 1/2 in high, white on red"
    assert set(sizes.values()) == {"as the AHJ asks"}


# --- the directory card ----------------------------------------------------------------------------------------------


def purposes_of(site, panel="MDP"):
    """The card of a panel as it is seen: purpose by space."""
    found = {}
    for row in rows_of(labels_document(site), "directory"):
        if row["about"] == panel:
            found |= {str(row[f"{side}_space"]): row[f"{side}_purpose"] for side in ("left", "right")}
    return found


def test_a_circuit_says_its_purpose_or_what_it_serves_with_stall_and_place():
    text = SITE.replace('breaker = "40 A"', 'breaker = "40 A"\npurpose = "Gate charger"')
    assert purposes_of(site_of(2023, text))["1"] == "Gate charger"
    reported = SITE + 'location = "Row A"\nstalls = "P1-7"\n'
    found = purposes_of(site_of(2023, reported))
    assert (found["1"], found["3"], found["5"]) == ("EV charger S, stall P1-7, Row A", BELOW, SPACE)


def test_purposes_that_are_alike_are_reported_apart():
    text = SITE.replace('breaker = "40 A"', 'breaker = "40 A"\ncount = 4\npurpose = "Row A"').replace(
        "ports = 1", "ports = 1\ncount = 2"
    )
    site = site_of(2023, text)
    assert purposes(Positions(site), Positions(site).at("MDP")) == {
        "C1": "Row A: EV charger S1",
        "C2": "Row A: EV charger S2",
        "C3": "Row A (C3)",
        "C4": "Row A (C4)",
    }


def test_spares_are_described_as_such():
    site = site_of(2023, SITE + '[circuits.D]\npanel = "MDP"\nbreaker = "20 A"\npoles = 1\n')
    assert SPARE in purposes_of(site).values()
    shorts = {row["abbreviation"] for row in rows_of(labels_document(site), "abbreviations")}
    assert {"EV", SPARE, SPACE, BELOW, "ckt", "A/P"} == shorts


@pytest.mark.parametrize("edition", EDITIONS)
def test_abbreviations_are_explained_from_2023_and_the_card_may_hang_beside_the_door_from_2020(edition):
    document = labels_document(site_of(edition))
    assert ("abbreviations" in {table.key for table in flat_tables(document)}) == (edition >= 2023)
    notes = " ".join(document.sheets[1].notes)
    assert ("adjacent to the panel door" in notes) == (edition >= 2020)


def test_the_card_has_the_hash_of_the_file_and_where_its_supply_is(tmp_path):
    path = tmp_path / "site.toml"
    path.write_text(SITE.replace('system = "208Y/120"', 'system = "208Y/120"\nlocation = "Yard"'), encoding="utf-8")
    (card,) = rows_of(labels_document(load(path)), "card")
    assert card["site_file"] == hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    assert (card["fed_from"], card["source_location"]) == ("service U", "Yard")
    assert isinstance(card["location"], Verify)


def judge(site):
    """Everything that holds for the labels and cards of any site."""
    document = labels_document(site)
    source = Positions(site)
    cards = card_numbers(site)
    shown = Counter()
    for row in rows_of(document, "directory") if any(t.key == "directory" for t in flat_tables(document)) else ():
        for side in ("left", "right"):
            if row[f"{side}_purpose"] not in {"", BELOW, SPACE}:
                shown[row["about"]] += 1
    others = [table for table in flat_tables(document) if table.key == "without_space"]
    shown.update(sheet.about for table in others for sheet, _ in table.rows)
    assert shown == Counter({name: number for name in cards if (number := len(source.at(name)))})
    # what a circuit is for tells it from all others of its panel
    for name in cards:
        positions = source.at(name)
        reported = [text for text in purposes(source, positions).values() if text != SPARE]
        assert len(set(reported)) == len(reported)
    found = needed(site)
    labelled = Labelled(site)
    for each in found:
        text = each.text(dwelling=labelled.small_dwelling)
        unsaid = [cell for cell in each.used(dwelling=labelled.small_dwelling) if isinstance(cell, Verify)]
        assert text.count(OPEN) >= len(unsaid)
        assert "{" not in each.label.text.format(**dict.fromkeys(each.values, ""))
    rows = rows_of(document, "labels")
    assert sum(row["count"].value for row in rows) == len(found)
    assert rows_of(document, "label_kinds")[-1]["count"].value == len(found)
    text = "".join(render_document(document, TerminalStyle(PAGE_WIDTH)))
    assert max(map(cells, text.splitlines())) <= PAGE_WIDTH
    sheets_document("site.toml", document)
    for table in flat_tables(document):
        csv_text(document, table)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_labels_of_an_example_leave_no_circuit_out(project, name):
    judge(load(f"examples/{name}.toml"))


@pytest.mark.parametrize("seed", range(5))
def test_no_odd_site_fails(seed):
    judge(an_odd_site(seed))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, len(RULE_EXAMPLES), 60))
def test_no_example_of_a_rule_fails(first):
    for site in rule_sites(first, 60, step=3):
        judge(site)


@pytest.mark.slow
@settings(max_examples=examples(50))
@given(cases())
def test_no_random_site_fails(case):
    judge(loads(case.text))


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_to_be_verified_names_keys_that_there_are(project, name):
    for sheet in labels_document(load(f"examples/{name}.toml")).sheets:
        for each in sheet.verify:
            if each.where is not None:
                section_name, *keys = each.where
                keys = keys if section_name == "site" else keys[1:]
                assert find_keys(".".join([section_name, *map(str, keys)])), each.where


def test_the_digest_is_that_of_the_text():
    site = site_of(2023)
    assert site_digest(site) == site_digest(site_of(2023))
    assert site_digest(site) != site_digest(site_of(2020))


# --- what the file does not say --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "words"),
    [("", OPEN), ("needs_ventilation = true\n", "VENTILATION REQUIRED"),
     ("needs_ventilation = false\n", "VENTILATION NOT REQUIRED")],
)  # fmt: skip
def test_ventilation_is_reported_where_the_file_tells_it(said, words):
    assert texts(site_of(2023, SITE + said), "evse") == [f"FOR USE WITH ELECTRIC VEHICLES - {words}"]


TRANSFORMER = SITE.replace('kind = "service"\nrating = "800 A"', 'kind = "transformer"\nrating = "225 kVA"')
OF_SERVICE = {"service-disconnect", "fault-current"}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    "said", ['primary = "480 delta"\n', 'primary_breaker = "350 A"\n', "primary_disconnect = true\n"]
)
def test_behind_a_transformer_of_the_customers_is_no_service_equipment(edition, said):
    maybe = site_of(edition, TRANSFORMER)
    owned = site_of(edition, TRANSFORMER.replace("[panels.MDP]", f"{said}[panels.MDP]"))
    assert set(ids(maybe)) >= OF_SERVICE
    assert not OF_SERVICE & set(ids(owned))
    notes = [" ".join(document.sheets[0].notes) for document in map(labels_document, (maybe, owned))]
    assert ["if it is the utility's" in each for each in notes] == [True, False]
    assert ["its labels are not here" in each for each in notes] == [False, True]
