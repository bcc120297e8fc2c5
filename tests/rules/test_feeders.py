"""Feeders with a device of their own where they start, main lugs, taps, and the primary side of transformers."""

from __future__ import annotations

import re

import pytest

from evsite.allocation.api import allocate
from evsite.model.finding import SiteFileError
from evsite.rules import check
from evsite.sitefile.loading import loads

MAIN_LUGS = """
[site]
name = "x"
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.MDP]
fed_from = "U"
main = "400 A"
bus = "400 A"
[panels.SUB]
fed_from = "MDP"
bus = "125 A"
conductor = { size = "3 AWG", terminal = "75 °C", egc = "8 AWG", length = "60 ft" }
[circuits.C]
panel = "SUB"
breaker = "40 A"
count = 2
[stations.S]
count = 2
max_current = "32 A"
circuits = "C"
"""


def found(text: str, *codes: str):
    return [each for each in check(loads(text)).findings if not codes or each.code in codes]


def wrong(text: str, *codes: str):
    return [each for each in found(text, *codes) if each.status != "not checked"]


def errors(text: str) -> list[str]:
    return [f"{each.code} {each.message}" for each in found(text) if each.severity == "error"]


def fed(keys: str, text: str = MAIN_LUGS) -> str:
    """The site with keys on SUB."""
    return text.replace("[panels.SUB]\n", f"[panels.SUB]\n{keys}\n")


# --- main lugs ----------------------------------------------------------------------------------------------------


def test_what_protects_main_lugs_behind_a_breaker_that_nobody_says_is_not_checked() -> None:
    assert not errors(MAIN_LUGS)
    waiting = [each for each in found(MAIN_LUGS) if each.needs == "feeder.breaker in [panels.SUB]"]
    assert [each.code for each in waiting] == ["EV102", "EV108", "EV201", "EV206"]
    assert {each.status for each in waiting} == {"not checked"}


def test_main_lugs_are_judged_by_the_breaker_of_their_feeder() -> None:
    assert not errors(fed('feeder = { breaker = "100 A" }'))
    reported = errors(fed('feeder = { breaker = "150 A" }'))
    assert "EV108 SUB: its 125 A bus is protected by a feeder breaker of 150 A" in reported
    assert any(each.startswith("EV201 Feeder to SUB: 3 AWG Cu carries 100 A") for each in reported)
    assert any("above the 60 A feeder breaker" in each for each in errors(fed('feeder = { breaker = "60 A" }')))


def test_conductors_of_a_feeder_are_protected_where_they_start() -> None:
    text = fed('main = "100 A"\nfeeder = { breaker = "125 A" }')
    (finding,) = wrong(text, "EV201")
    assert "too little under a 125 A feeder breaker" in finding.message
    assert not wrong(fed('main = "125 A"\nfeeder = { breaker = "100 A" }'), "EV201")


# --- spaces -------------------------------------------------------------------------------------------------------

SUBFED = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "800 A"
system = "208Y/120"
[panels.MDP]
fed_from = "U"
main = "800 A"
bus = "800 A"
spaces = 42
[panels.EV1]
fed_from = "MDP"
main = "225 A"
bus = "225 A"
[circuits.A]
panel = "MDP"
count = 20
breaker = "20 A"
[circuits.B]
panel = "EV1"
breaker = "40 A"
[stations.A]
ports = 1
count = 20
max_current = "16 A"
circuits = "A"
[stations.B]
ports = 1
max_current = "32 A"
circuit = "B"
"""
PANEL = "[panels.EV1]\n"


def test_the_breaker_of_a_feeder_takes_spaces() -> None:
    (finding,) = found(SUBFED, "EV107")
    assert finding.message == "MDP: its breakers have 43 poles, the feeder of EV1 counted, the panel has 42 spaces"
    assert "408.54" in finding.source
    assert finding.severity == "error"


@pytest.mark.parametrize("keys", ['phases = "AB"', "feeder.tap = true", 'feeder = { poles = 2 }\nphases = "BC"'])
def test_a_feeder_of_two_lines_and_a_tap_take_fewer(keys: str) -> None:
    assert not found(SUBFED.replace(PANEL, f"{PANEL}{keys}\n"), "EV107")


def test_a_transformer_that_a_panel_feeds_takes_spaces_too() -> None:
    one = SUBFED.replace("[panels.EV1]\nfed_from", '[panels.EV1]\nfed_from = "T"\n[supplies.T]\nfed_from')
    one = one.replace('main = "225 A"\nbus = "225 A"', 'kind = "transformer"\nrating = "75 kVA"\nsystem = "480Y/277"')
    (finding,) = found(one, "EV107")
    assert "43 poles, the feeder of T counted" in finding.message


def test_circuits_stay_where_they_are_and_a_panel_without_given_spaces_grows() -> None:
    without = loads(SUBFED.replace('fed_from = "MDP"', 'fed_from = "U"').replace("spaces = 42\n", ""))
    grown = loads(SUBFED.replace("spaces = 42\n", ""))
    assert {name: each.spaces for name, each in grown.circuits.items()} == {
        name: each.spaces for name, each in without.circuits.items()
    }
    assert (without.panels["MDP"].spaces, grown.panels["MDP"].spaces) == (42, 54)
    feeder = grown.panels["EV1"].feeder
    assert feeder is not None
    taken = {space for each in grown.circuits.values() if each.fed_from == "MDP" for space in each.spaces}
    assert len(feeder.spaces) == 3
    assert taken.isdisjoint(feeder.spaces)


def test_given_spaces_of_a_feeder_come_first() -> None:
    site = loads(
        SUBFED.replace("count = 20", "count = 3").replace(PANEL, f"{PANEL}feeder = {{ spaces = [1, 3, 5] }}\n")
    )
    assert site.panels["EV1"].feeder.spaces == (1, 3, 5)
    assert site.circuits["A1"].spaces == (7, 9)


@pytest.mark.parametrize(("spaces", "legs"), [([1, 3], "AB"), ([3, 5], "BC"), ([5, 7], "CA")])
def test_two_spaces_of_a_feeder_say_which_lines_go_on(spaces: list[int], legs: str) -> None:
    text = SUBFED.replace("count = 20", "count = 3").replace(PANEL, f"{PANEL}feeder = {{ spaces = {spaces} }}\n")
    assert set(loads(text).panels["EV1"].system.legs) == set(legs)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("feeder = { spaces = [1, 3, 7] }", r"spaces \[1, 3, 7\] are not those of one 3-pole breaker"),
        ("feeder = { spaces = [39, 41, 43] }", "space 43 is beyond panel 'MDP'"),
        ('phases = "AB"\nfeeder = { spaces = [3, 5] }', "spaces .* are on BC, but phases says 'AB'"),
        ("feeder = { poles = 2 }", "poles makes 2 poles, but 3 lines reach"),
        ('phases = "AB"\nfeeder = { poles = 3 }', "poles makes 3 poles, but 2 lines reach"),
        ('feeder = { tap = true, breaker = "100 A" }', "a tap starts without a device, but feeder has breaker"),
        (
            'conductor = { size = "3 AWG" }\nfeeder = { conductor = { size = "3 AWG" } }',
            "gives the conductors of its feeder twice",
        ),
    ],
)
def test_what_does_not_go_together_in_a_feeder_is_reported(keys: str, message: str) -> None:
    text = SUBFED.replace("count = 20", "count = 3").replace(PANEL, f"{PANEL}{keys}\n")
    with pytest.raises(SiteFileError, match=message):
        loads(text)


def test_spaces_of_a_feeder_collide_with_those_of_circuits() -> None:
    text = SUBFED.replace("count = 20\nbreaker", "spaces = [3, 5]\nbreaker").replace("count = 20\n", "")
    text = text.replace('circuits = "A"', 'circuit = "A"').replace(PANEL, f"{PANEL}feeder = {{ spaces = [1, 3, 5] }}\n")
    with pytest.raises(SiteFileError, match="space 3 of panel 'MDP' is taken by"):
        loads(text)


def test_a_supply_has_no_spaces_and_a_service_no_feeder() -> None:
    with pytest.raises(SiteFileError, match="'U' is a supply, which has none"):
        loads(SUBFED.replace("spaces = 42", "feeder = { spaces = [1, 3, 5] }"))
    with pytest.raises(SiteFileError, match="is a service, which comes from the utility, but has 'feeder'"):
        loads(SUBFED.replace('rating = "800 A"', 'rating = "800 A"\nfeeder = { breaker = "800 A" }'))


# --- devices ------------------------------------------------------------------------------------------------------

WITH_MAIN = fed('main = "100 A"') + '[groups.G]\non = "SUB"\npolicy = "equal"\n'


def drawn_a(text: str) -> float:
    return sum(share.current_a for share in allocate(loads(text)).shares)


def test_a_feeder_breaker_as_large_as_the_main_changes_nothing() -> None:
    same = WITH_MAIN.replace("[panels.SUB]\n", '[panels.SUB]\nfeeder = { breaker = "100 A" }\n')
    assert [str(each.message) for each in found(same)] == [str(each.message) for each in found(WITH_MAIN)]
    assert allocate(loads(same)).shares == allocate(loads(WITH_MAIN)).shares


def test_a_feeder_breaker_below_the_main_lowers_the_limit_of_the_panel() -> None:
    lower = WITH_MAIN.replace("[panels.SUB]\n", '[panels.SUB]\nfeeder = { breaker = "60 A" }\n')
    site = loads(lower)
    assert site.groups["G"].limit_a == pytest.approx(48)
    assert drawn_a(lower) < drawn_a(WITH_MAIN)
    assert site.panels["SUB"].rating == (60, ("panels", "SUB", "feeder", "breaker"))


def test_a_feeder_breaker_has_an_interrupting_rating_of_its_own() -> None:
    text = fed('main = "100 A"\ninterrupting = "22 kA"\nfeeder = { breaker = "100 A", interrupting = "10 kA" }')
    text = text.replace('rating = "400 A"', 'rating = "400 A"\navailable_fault = "18 kA"')
    text = text.replace("[panels.MDP]\n", '[panels.MDP]\ninterrupting = "22 kA"\n')
    (finding,) = found(text, "EV116")
    assert finding.message == "SUB: 18 kA available at MDP, its feeder breaker interrupts 10 kA"
    assert not found(text.replace('"10 kA"', '"18 kA"'), "EV116")


# --- taps ---------------------------------------------------------------------------------------------------------


def tap(size: str = "1 AWG", length: str = "10 ft", main: str = 'main = "125 A"', ahead: str = "400 A", more: str = ""):
    """SUB on a tap behind the main of MDP; 1 AWG Cu carries 130 A."""
    text = fed(f"{main}\nfeeder = {{ tap = true{more} }}").replace('size = "3 AWG"', f'size = "{size}"')
    text = text.replace('egc = "8 AWG", length = "60 ft"', f'egc = "1 AWG", length = "{length}"')
    text = text.replace('main = "400 A"', f'main = "{ahead}"').replace('rating = "400 A"', f'rating = "{ahead}"')
    return text.replace('bus = "400 A"', f'bus = "{ahead}"')


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        (tap(), True),
        (tap(size="2 AWG"), False),  # 115 A: no rounding up to the 125 A at its end
        (tap(size="2 AWG", main='main = "110 A"'), True),
        (tap(main=""), True),  # lugs: the rating that it supplies is the 125 A bus
        (tap(size="2 AWG", main=""), False),
        (tap(ahead="1200 A"), True),
        (tap(ahead="1600 A"), False),  # a tenth of it is 160 A
        (tap(ahead="1600 A", more=", leaves_enclosure = false"), True),
        (tap(length="25 ft", ahead="350 A"), True),
        (tap(length="25 ft", ahead="400 A"), False),  # a third of it is 133.3 A
        (tap(length="25 ft", ahead="350 A", main=""), False),  # no device at its end
        (tap(length="25 ft", size="1/0 AWG", main='main = "175 A"'), False),  # 150 A
        (tap(length="26 ft", ahead="350 A"), False),
        (tap(length="60 ft", size="500 kcmil"), True),  # the device ahead protects it: no tap
    ],
)
def test_taps_of_feeders(text: str, passes: bool) -> None:
    assert [each.severity for each in found(text, "EV215")] == ([] if passes else ["error"])
    assert not wrong(text, "EV201")


def test_a_tap_of_unknown_length_is_not_checked() -> None:
    text = tap().replace(', length = "10 ft"', "")
    (finding,) = found(text, "EV215")
    assert finding.status == "not checked"
    assert finding.needs == "conductor.length in [panels.SUB]"


# --- the primary side of transformers -----------------------------------------------------------------------------

PRIMARY = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "480Y/277"
[panels.MDP]
fed_from = "U"
main = "400 A"
bus = "400 A"
[supplies.T]
kind = "transformer"
rating = "75 kVA"
system = "208Y/120"
fed_from = "MDP"
secondary_breaker = "250 A"
feeder = { breaker = "125 A", conductor = { size = "2 AWG", terminal = "75 °C", length = "300 ft", egc = "6 AWG" } }
[panels.EV1]
fed_from = "T"
main = "225 A"
bus = "225 A"
[circuits.C]
panel = "EV1"
breaker = "100 A"
count = 3
[stations.S]
ports = 1
count = 3
max_current = "60 A"
circuits = "C"
"""


def test_primary_conductors_are_protected_by_the_breaker_of_their_feeder() -> None:
    assert not wrong(PRIMARY, "EV201", "EV204", "EV206", "EV127", "EV114")
    small = found(PRIMARY.replace('size = "2 AWG"', 'size = "3 AWG"'), "EV201")
    (finding,) = [each for each in small if each.severity == "error"]
    assert finding.message.startswith("Primary conductors of T: 3 AWG Cu carries 100 A")
    assert finding.path == ("supplies", "T", "feeder", "conductor", "size")
    (ground,) = [each for each in found(PRIMARY.replace("6 AWG", "8 AWG"), "EV206") if each.severity == "error"]
    assert "equipment grounding conductor of 6 AWG" in ground.message


def test_primary_conductors_carry_the_primary_lines() -> None:
    """Three 60 A ports, one on each pair: 104 A on each secondary line, 45 A on each primary line."""
    tiny = found(PRIMARY.replace('size = "2 AWG"', 'size = "8 AWG"'), "EV202")
    (finding,) = [each for each in tiny if each.severity == "error"]
    assert re.search(
        r"Primary conductors of T: .* carries 50 A at .*, and 1\.25 x 45 A = 56\.\d A is needed", finding.message
    )


def test_primary_conductors_count_in_the_voltage_drop() -> None:
    (finding,) = [each for each in found(PRIMARY.replace("300 ft", "1200 ft"), "EV207") if each.status == "advice"]
    assert finding.message.startswith("Primary conductors of T: voltage drop of")


def test_the_smaller_device_on_the_primary_is_judged() -> None:
    assert [each.code for each in found(PRIMARY.replace('"125 A", cond', '"50 A", cond'), "EV127")] == ["EV127"]
    both = PRIMARY.replace("secondary_breaker", 'primary_breaker = "50 A"\nsecondary_breaker')
    assert [each.path[-1] for each in found(both, "EV127")] == ["primary_breaker"]
    large = PRIMARY.replace('"125 A", cond', '"250 A", cond')
    (finding,) = found(large, "EV114")
    assert finding.path == ("supplies", "T", "feeder", "breaker")


def test_the_device_on_the_primary_limits_what_is_shared() -> None:
    """80 % of 50 A are 40 A on each primary line: all three ports together draw 45 A there at 60 A each."""
    shared = PRIMARY + '[groups.G]\non = "EV1"\npolicy = "equal"\n'
    free = allocate(loads(shared))
    assert [share.current_a for share in free.shares] == pytest.approx([60] * 3)
    held = allocate(loads(shared.replace('"125 A", cond', '"50 A", cond')))
    assert [share.current_a for share in held.shares] == pytest.approx([60 * 40 / 45.0333] * 3, rel=1e-3)


NAMES = {"U": "A", "MDP": "primary", "T": "MDP", "EV1": "feeder breaker", "SUB": "T", "C": "B", "S": "tap"}
"""Other names, also ones that mean something elsewhere."""


def renamed(text: str, names: dict[str, str]) -> str:
    def other(match: re.Match[str]) -> str:
        return f'{match[1]}"{names[match[2]]}"{match[3]}'

    of_tables = rf"^(\[\w+\.)({'|'.join(names)})(\])$"
    of_keys = rf'^((?:fed_from|panel|on|circuits?) ?= ?)"({"|".join(names)})"()$'
    return re.sub(of_keys, other, re.sub(of_tables, other, text, flags=re.M), flags=re.M)


@pytest.mark.parametrize("text", [MAIN_LUGS, fed('feeder = { breaker = "60 A" }'), SUBFED, tap("2 AWG"), PRIMARY])
def test_names_of_what_is_fed_mean_nothing(text: str) -> None:
    def reported(text: str) -> list[tuple[str, str, tuple[object, ...]]]:
        return [(each.code, each.severity.value, each.path[2:]) for each in found(text)]

    assert reported(renamed(text, NAMES)) == reported(text)


@pytest.mark.parametrize("text", [MAIN_LUGS, fed('feeder = { breaker = "60 A" }'), SUBFED, tap("2 AWG"), PRIMARY])
def test_the_order_of_what_is_fed_means_nothing(text: str) -> None:
    head, *tables = re.split(r"^(?=\[)", text.strip(), flags=re.M)
    assert not head
    backwards = "".join(f"{table.rstrip()}\n" for table in reversed(tables))
    # what is not checked names the objects in the order of the file
    assert sorted(each.message for each in wrong(backwards)) == sorted(each.message for each in wrong(text))


def test_panels_behind_a_secondary_breaker_are_protected() -> None:
    assert not found(PRIMARY.replace('main = "225 A"\n', ""), "EV109")


SECONDARY = PRIMARY.replace("max_current", "disconnect = true\nmax_current")


def test_the_device_on_a_secondary_carries_the_load_whatever_the_main_behind_it_is() -> None:
    """104 A on each secondary line: 1.25 times that is 129.9 A."""
    main = SECONDARY.replace('main = "225 A"', 'main = "200 A"')
    small = re.sub(r'secondary_breaker = "\d+ A"', 'secondary_breaker = "125 A"', main)
    (finding,) = found(small, "EV127")
    assert finding.severity == "error"
    assert finding.path == ("supplies", "T", "secondary_breaker")
    assert re.search(r"1\.25 x 103\.9 A = 129\.9 A on secondary line \w, above the 125 A device", finding.message)
    assert "a group on T of at most 100 A" in finding.remedy
    assert not found(small.replace('"125 A"\n', '"150 A"\n'), "EV127")


def test_a_main_that_is_too_small_is_not_told_again_for_the_device_ahead_of_it() -> None:
    small = re.sub(r'secondary_breaker = "\d+ A"', 'secondary_breaker = "125 A"', SECONDARY)
    assert not found(small.replace('main = "225 A"', 'main = "125 A"'), "EV127")


def test_both_devices_on_a_primary_grow_together() -> None:
    both = PRIMARY.replace("secondary_breaker", 'primary_breaker = "50 A"\nsecondary_breaker').replace(
        '"125 A", cond', '"50 A", cond'
    )
    (finding,) = found(both, "EV127")
    assert finding.remedy == "a 60 A primary device and a 60 A feeder breaker"
