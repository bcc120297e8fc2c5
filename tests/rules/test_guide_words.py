"""Words of the vendor guide: what a site is for, and which plan it is run under, in every way that people write it."""

import pytest
from jsonschema import Draft202012Validator
from snippets import circuit, group, shared, site

from evsite import allocate
from evsite.analysis.oversubscription_chart import chart_cell
from evsite.model.application import APPLICATION_NAMES, application_words, applications, read_application
from evsite.model.finding import Severity, SiteFileError
from evsite.model.plan import PLAN_NAMES, SPELLINGS, read_plan
from evsite.rules import check
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads
from evsite.sitefile.schema import site_schema


def found(toml, code):
    return [finding for finding in check(loads(toml)).findings if finding.code == code]


def one(toml, code):
    (finding,) = found(toml, code)
    return finding


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("workplace", "all-day-parking"),
        ("Workplace", "all-day-parking"),
        ("airport", "long-term-parking"),
        ("Long Term Parking", "long-term-parking"),
        ("long-term airport parking", "long-term-parking"),
        ("retail", "short-term-parking"),
        ("Short-Term and Hourly Parking", "short-term-parking"),
        ("residents", "multifamily"),
        ("Multi-Family", "multifamily"),
        ("hotel", "hotel"),
        ("Fleets", "fleet"),
        ("All-Day Parking", "all-day-parking"),
    ],
)
def test_words_of_the_guide_are_applications(word, name):
    assert loads(shared(5, site_keys=f'application = "{word}"')).settings.application == name


def test_every_word_means_one_application_which_has_a_row_of_the_chart_and_sources():
    words = application_words()
    assert len({word.casefold() for word in words}) == len(words)
    assert set(applications()) == set(APPLICATION_NAMES)
    for word in words:
        assert read_application(f" {word.upper().replace('-', ' ')} ") in APPLICATION_NAMES
    for use in applications().values():
        assert chart_cell(use.chart_row, "CP6000")
        assert use.source
        assert use.source_of_words


def test_a_word_that_there_is_not_names_those_that_there_are():
    with pytest.raises(SiteFileError) as caught:
        loads(shared(5, site_keys='application = "casino"'))
    (finding,) = caught.value.findings
    assert all(name in finding.message for name in APPLICATION_NAMES)


def test_editors_offer_the_words_and_the_plans_as_the_guide_writes_them():
    properties = site_schema()["$defs"]["SiteTable"]["properties"]
    assert properties["application"]["enum"] == application_words()
    assert {"Fleet Enterprise", "ChargePoint as a Service"} <= set(properties["plan"]["enum"])
    validator = Draft202012Validator(site_schema())
    for key, texts in (("application", application_words()), ("plan", [*PLAN_NAMES, *sum(SPELLINGS.values(), ())])):
        for text in texts:
            assert validator.is_valid({"site": {key: text}}), text
            assert loads(shared(5, site_keys=f'{key} = "{text}"'))


def test_plans_are_read_as_they_are_written():
    assert read_plan("Fleet Enterprise plan") == read_plan("FLEET-ENTERPRISE") == "fleet-enterprise"
    assert read_plan("Enterprise Cloud Plan") == "enterprise"
    assert read_plan("basic") is None


# --- what follows from them -----------------------------------------------------------------------------------------


def model(ports, application, policy="equal"):
    text = shared(ports, site_keys=f'application = "{application}"', policy=policy)
    return text.replace('ports = 1\nmax_current = "80 A"', 'model = "cp6011b-80a"')


@pytest.mark.parametrize(
    ("word", "most"), [("workplace", 10), ("airport", 20), ("retail", 3), ("hotel", 10), ("fleet", 10)]
)
def test_the_chart_is_read_by_the_words(word, most):
    assert not found(model(most, word), "EV411")
    assert one(model(most + 1, word), "EV411").severity is Severity.WARNING


@pytest.mark.parametrize("word", ["hotel", "Traveling salespeople"])
def test_hotels_are_reported_to_stretch_less_until_the_miles_are_given(word):
    finding = one(model(5, word), "EV420")
    assert finding.status == "advice"
    assert "miles_needed" in finding.remedy
    assert "needs miles_needed in [site]" in one(model(5, word), "EV412").message
    given = model(5, word).replace("application", 'miles_needed = "150 mi"\napplication')
    assert not found(given, "EV420")
    assert one(given, "EV412").status == "advice"
    assert not found(model(1, word), "EV420")
    assert not found(model(5, "multifamily"), "EV420")


@pytest.mark.parametrize(
    ("word", "severity"), [("retail", Severity.WARNING), ("workplace", Severity.INFO), ("airport", Severity.INFO)]
)
def test_first_come_first_served_is_advised_against_where_stays_are_short(word, severity):
    finding = one(model(5, word, "fcfs"), "EV408")
    assert finding.severity is severity
    assert ("broken" in " ".join(finding.notes)) == (severity is Severity.WARNING)
    assert ("useful" in " ".join(finding.notes)) == (word == "airport")
    assert not found(model(5, word), "EV408")


def test_stations_of_two_columns_or_of_none_are_not_in_the_chart():
    two = (
        '[stations.A]\nmodel = "cp6011b-80a"\ncircuit = "C"\ncount = 12\ndisconnect = true\n'
        '[stations.B]\nmodel = "cpf50"\ncircuit = "C"\n'
    )
    text = site(circuit(breaker="100 A") + two + group("C", 'on = "C"'), site_keys='application = "workplace"')
    assert not found(text, "EV411")
    assert found(text.replace("cpf50", "cp6011b-80a"), "EV411")


# --- the chart against the minimums ---------------------------------------------------------------------------------


def cell(model_id, breaker, ports, application):
    return site(
        circuit(breaker=breaker, more='phases = "AB"')
        + f'[stations.S]\nmodel = "{model_id}"\ncircuit = "C"\ncount = {ports}\ndisconnect = true\n'
        + group("C", 'on = "C"'),
        site_keys=f'application = "{application}"',
    )


@pytest.mark.parametrize(
    ("model_id", "breaker", "ports"), [("ct4011", "40 A", 8), ("cpf50", "80 A", 16), ("cp6011b-80a", "100 A", 20)]
)
@pytest.mark.parametrize("application", ["long-term parking", "airport"])
def test_the_guide_s_own_cells_for_long_term_parking_are_no_error(model_id, breaker, ports, application):
    text = cell(model_id, breaker, ports, application)
    findings = check(loads(text)).findings
    assert [f.message for f in findings if f.severity is Severity.ERROR] == []
    assert not {"EV405", "EV406", "EV411"} & {f.code for f in findings}
    assert one(text, "EV410").severity is Severity.INFO
    assert "chart is met" in one(text, "EV410").notes[0]
    # the same ports where they are not meant to take turns
    elsewhere = cell(model_id, breaker, ports, "workplace")
    assert one(elsewhere, "EV406").severity is Severity.WARNING
    assert one(elsewhere, "EV410").severity is Severity.WARNING


@pytest.mark.parametrize(("ports", "application"), [(10, "workplace"), (10, "overnight"), (10, "residents")])
def test_where_the_chart_is_met_4_to_1_is_a_note(ports, application):
    assert one(cell("cp6011b-80a", "100 A", ports, application), "EV410").severity is Severity.INFO
    assert one(cell("cp6011b-80a", "100 A", ports + 1, application), "EV410").severity is Severity.WARNING
    undeclared = cell("cp6011b-80a", "100 A", ports, application).replace("application", "#")
    assert one(undeclared, "EV410").severity is Severity.WARNING


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["equal", "proportional", "fcfs"])
@pytest.mark.parametrize("limit", ["4 A", "5.9 A", "6 A", "7.9 A", "8 A", "11 A", "1.6 kW", "1.7 kW"])
@pytest.mark.parametrize("least", ["", 'min_current = "6 A"', 'min_current = "10 A"'])
def test_who_never_charges_in_a_turn_of_its_own_is_an_error_and_nobody_else(policy, limit, least):
    text = shared(3, limit, policy=policy) + least
    (share, *_) = allocate(loads(text), occupied=["S1.1"]).shares
    assert bool(found(text, "EV405")) == (share.current_a == 0)


def test_other_load_counts_against_a_turn_of_its_own():
    text = shared(3) + '[loads.Lift]\non = "C"\ncurrent = "{} A"\n'
    metered = text.replace('limit = "80 A"', 'limit = "80 A"\nsite_meter = true')
    assert not found(metered.replace("{}", "72"), "EV405")
    assert "7.9 A" in one(metered.replace("{}", "72.1"), "EV405").message


def test_ports_in_no_group_draw_all_they_can_beside_a_turn():
    text = shared(2) + '[stations.Own]\nmax_current = "76 A"\ncircuit = "C"\n'
    text = text.replace('on = "C"', 'members = ["S1", "S2"]')
    # a 100 A breaker carries 80 A, and nobody holds the port outside of the group
    assert "each of 2 ports gets no more than 4 A" in one(text, "EV405").message


# --- 1.5 kW, connectivity, and the maker's instructions -------------------------------------------------------------


def test_turns_of_8_a_offer_1_5_kw_and_turns_of_6_a_do_not():
    assert not found(shared(20), "EV421")
    finding = one(shared(20) + 'min_current = "6 A"\n', "EV421")
    assert (finding.severity, finding.status) == (Severity.INFO, "advice")
    assert "20 ports offer as little as 1.25 kW (6 A at 208 V)" in finding.message
    # at 240 V the same 6 A are 1.44 kW, at 120 V even the 12 A of all that such a port can give
    assert "1.44 kW" in one(shared(20, system="240/120") + 'min_current = "6 A"\n', "EV421").message
    assert not found(shared(20, policy="fcfs") + 'min_current = "6 A"\n', "EV421")


def test_poor_connectivity_is_reported_with_what_a_station_falls_back_to():
    text = shared(5)
    assert one(text, "EV422").status == "not checked"
    poor = one(text + 'connectivity = "poor"\n', "EV422")
    assert poor.severity is Severity.WARNING
    assert "8.65 A (1.8 kW at 208 V)" in poor.message
    assert not found(text + 'connectivity = "good"\n', "EV422")
    # one line for all groups that do not say
    two = text + '[groups.U]\non = "U"\nlimit = "100 A"\n'
    assert "[groups.C] and [groups.U]" in one(two, "EV422").message


HOME_FLEX = '[stations.S]\nmodel = "cph50"\ncircuits = "C"\n'


def flex(conductor="", site_keys="", station=HOME_FLEX, more=""):
    return site(circuit(breaker="70 A", more=conductor) + station + more, site_keys=site_keys)


@pytest.mark.parametrize(
    ("conductor", "wrong"),
    [
        ('size = "4 AWG"', ""),
        ('size = "2 AWG", material = "Al"', "Al conductors"),
        ('size = "4 AWG", insulation = "THWN"', "THWN insulation of 75 °C"),
        ('size = "4 AWG", egc = "8 AWG", egc_material = "Al"', "Al grounding conductors"),
        ('size = "2 AWG", material = "Al", insulation = "TW"', "Al conductors and TW insulation of 60 °C"),
    ],
)
def test_the_wire_is_what_the_maker_asks_for(conductor, wrong):
    text = flex(f"conductor = {{ {conductor} }}")
    assert [finding.message.partition(": ")[2].partition(";")[0] for finding in found(text, "EV630")] == [wrong] * bool(
        wrong
    )
    other = text.replace('model = "cph50"', 'max_current = "50 A"')
    assert not found(other, "EV630")


def test_what_the_maker_s_instructions_rest_on_is_cited():
    for code, text in (
        ("EV630", flex('conductor = { size = "2 AWG", material = "Al" }')),
        ("EV631", flex(site_keys='lowest_temperature = "-50 °F"\nhighest_temperature = "100 °F"')),
        ("EV632", flex(station=HOME_FLEX + "hazardous_location = true\n")),
    ):
        finding = one(text, code)
        assert finding.severity is Severity.WARNING
        assert "IMPORTANT SAFETY INSTRUCTIONS, item" in finding.source
        assert "names Home Flex" in finding.notes[0]


def test_instructions_wait_for_what_is_not_declared_and_are_none_for_other_makers():
    statuses = {code: one(flex(), code).status for code in ("EV630", "EV631", "EV632")}
    assert set(statuses.values()) == {"not checked"}
    others = flex(station='[stations.S]\nmodel = "emporia-48"\ncircuits = "C"\n')
    own = flex(station='[stations.S]\nmax_current = "48 A"\ncircuits = "C"\n')
    for text in (others, own):
        assert not [code for code in statuses if found(text, code)]


def test_the_plan_of_stations_without_a_model_is_not_known_either():
    schedule = '[[groups.C.schedule]]\ndays = "Mon-Fri"\nfrom = "12:00"\nto = "18:00"\nlimit = "50 A"\n'
    assert one(shared(5) + schedule, "EV620").status == "not checked"
    assert not found(shared(5), "EV620")


# --- what the guide calls keys --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "key", "meant"),
    [
        ("stations.S", 'cable_sharing = "yes"', "jumper = true"),
        ("stations.S", "circuit_sharing = true", "jumper = true"),
        ("stations.S", 'power_select = "32 A"', 'setting = "32 A"'),
        ("stations.S", 'failsafe = "1.8 kW"', "fallback = "),
        ("groups.C", 'sharing_policy = "Equal Share"', "policy = "),
        ("groups.C", 'power_ceiling = "28 kW"', "limit = "),
        ("groups.C", "time_of_use = []", "[[groups.NAME.schedule]]"),
        ("site", 'vertical = "workplace"', "application = "),
        ("site", 'cloud_plan = "Power"', "plan = "),
    ],
)
def test_what_the_guide_calls_a_key_leads_to_it(table, key, meant):
    with pytest.raises(SiteFileError) as caught:
        loads(shared(5).replace(f"[{table}]\n", f"[{table}]\n{key}\n"))
    (finding,) = caught.value.findings
    assert finding.message.startswith("unknown key")
    assert meant in finding.remedy


def test_every_key_that_stands_for_what_the_guide_calls_something_is_one():
    from evsite.sitefile.tables.base import keys_of
    from evsite.sitefile.unknown_keys import _OTHER_WORDS

    for (table, word), remedy in _OTHER_WORDS.items():
        assert word not in keys_of(table)
        if " = " in remedy and "remove" not in remedy:
            assert remedy.partition(" = ")[0] in keys_of(table), word


def test_what_the_trade_calls_a_key_is_renamed_and_tells_no_key_as_missing():
    text = shared(5).replace('system = "', 'voltage = "', 1).replace('breaker = "', 'ocpd = "', 1)
    with pytest.raises(SiteFileError) as caught:
        loads(text)
    assert [finding.message.split(" in ")[0] for finding in caught.value.findings] == [
        "unknown key 'voltage'",
        "unknown key 'ocpd'",
    ]
    edits = [edit for finding in caught.value.findings for edit in finding.fix.edits[0]]
    assert not [each for each in check(loads(apply_edits(text, edits))).findings if each.severity is Severity.ERROR]


def test_the_most_of_a_station_is_its_current_and_no_hardware_address():
    with pytest.raises(SiteFileError) as caught:
        loads('[site]\nnec = 2023\n[stations.S]\nmax = "40 A"\n')
    (finding,) = [finding for finding in caught.value.findings if finding.code == "EV010"]
    assert finding.remedy == "did you mean 'max_current'?"


def test_every_word_of_the_trade_stands_for_a_key_and_is_none():
    from evsite.sitefile.tables.base import keys_of
    from evsite.sitefile.trade_keys import _WORDS

    for table, words_of in _WORDS.items():
        assert set(words_of) <= set(keys_of(table))
        assert not {word for words in words_of.values() for word in words} & set(keys_of(table))


@pytest.mark.parametrize(
    ("key", "wrong", "meant"),
    [
        ("application", "wrkplace", "workplace"),
        ("application", "apartment", "apartments"),
        ("application", "hotell", "hotel"),
        ("plan", "ChargePoint as Service", "ChargePoint as a Service"),
    ],
)
def test_a_misspelt_word_of_the_guide_has_the_word_that_was_meant(key, wrong, meant):
    with pytest.raises(SiteFileError) as caught:
        loads(f'[site]\nnec = 2023\n{key} = "{wrong}"\n')
    (finding,) = [finding for finding in caught.value.findings if finding.code == "EV014"]
    assert finding.remedy == f"did you mean '{meant}'?"
