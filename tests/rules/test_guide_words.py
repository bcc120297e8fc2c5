"""Words of the vendor guide: what a site is for, and which plan it is run under, in every way that people write it."""

import pytest
from jsonschema import Draft202012Validator
from snippets import circuit, group, shared, site

from evsite.model.application import APPLICATION_NAMES, application_words, applications, read_application
from evsite.model.finding import Severity, SiteFileError
from evsite.model.plan import PLAN_NAMES, SPELLINGS, read_plan
from evsite.rules import check
from evsite.rules.sharing.oversubscription_ratio import chart_row
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
        assert chart_row(use.chart_row, "CP6000")
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
def test_hotels_are_told_to_stretch_less_until_the_miles_are_given(word):
    finding = one(model(5, word), "EV420")
    assert finding.status == "advice"
    assert "miles_needed" in finding.remedy
    assert 'needs miles_needed = "..."' in one(model(5, word), "EV412").message
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
