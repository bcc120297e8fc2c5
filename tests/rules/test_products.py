"""Stations and cloud plans against the guide's matrices, and the places where these contradict themselves."""

import json

import pytest
from snippets import circuit, express, group, modelled, site

from evsite.model.catalog import load_catalog
from evsite.model.finding import Severity
from evsite.model.products import feature_support, plan_feature, plan_features, plans_with, support_of
from evsite.rules import check
from evsite.sitefile.loading import loads

PAIRED = 'circuits = "C"\npaired = true'
PLANS = (
    "power",
    "community",
    "commercial",
    "fleet-enterprise",
    "enterprise",
    "home",
    "multifamily",
    "energy-management",
    "chargepoint-as-a-service",
)


def found(toml, code):
    return [finding for finding in check(loads(toml)).findings if finding.code == code]


def one(toml, code):
    (finding,) = found(toml, code)
    return finding


# --- the data -------------------------------------------------------------------------------------------------------


def test_every_feature_has_a_cell_for_every_family_and_every_plan():
    hardware = {(cell.feature, cell.family) for cell in feature_support()}
    assert len(hardware) == len(feature_support()) == 7 * 4
    assert {(cell.feature, cell.plan) for cell in plan_features()} == {
        (feature, plan) for feature in {cell.feature for cell in plan_features()} for plan in PLANS
    }
    assert all(cell.source for cell in (*feature_support(), *plan_features()))


def test_the_matrix_says_what_the_catalogue_says():
    models = [model for model in load_catalog().values() if model.maker == "ChargePoint"]
    assert models
    for model in models:
        for feature in {cell.feature for cell in feature_support()}:
            assert support_of(model, feature) is not None, (model.id, feature)
        jumper, paired = support_of(model, "cable-sharing"), support_of(model, "paired")
        assert jumper.support == "yes" or not model.jumper_settings, model.id
        assert paired.support == "yes" or not model.paired, model.id
    assert any(model.jumper_settings for model in models)
    assert any(model.paired for model in models)


def test_stations_of_other_makers_are_not_in_the_guide_s_matrix():
    assert support_of(_other(), "power-sharing") is None


def _other():
    return next(model for model in load_catalog().values() if model.maker != "ChargePoint")


def test_power_modules_are_those_of_the_guide():
    catalog = load_catalog()
    for name, kw in (("cpe250", 31.25), ("cpe280", 40.0)):
        model = catalog[name]
        assert (model.modules, model.module_kw, model.port_modules, model.module_pool) == (2, kw, 4, "pair")
        assert model.modules * model.module_kw == model.dc_kw
        assert catalog[f"{name}-paired"].dc_kw == 4 * kw
    block = catalog["express-plus-block"]
    assert (block.modules, block.module_kw, block.module_pool) == (5, 40.0, "block")


# --- hardware -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["cph50", "cpf50"])
def test_a_home_station_has_no_jumper(model):
    finding = one(site(circuit(breaker="70 A") + modelled(model, 'circuits = "C"\njumper = true')), "EV610")
    assert finding.severity is Severity.ERROR
    assert "Not applicable" in finding.notes[0]


def test_a_jumper_of_another_maker_is_not_known():
    toml = site(
        '[catalog.mine]\nmaker = "Acme"\nports = 2\nmax_current = "32 A"\n\n'
        + circuit()
        + modelled("mine", 'circuits = "C"\njumper = true')
    )
    assert one(toml, "EV610").severity is Severity.INFO


@pytest.mark.parametrize("station", ['model = "cp6011b-80a"', 'ports = 1\nmax_current = "80 A"', 'model = "mine"'])
def test_a_jumper_on_one_port_has_nothing_to_share(station):
    own = '[catalog.mine]\nmaker = "Acme"\nports = 1\nmax_current = "80 A"\n\n' if "mine" in station else ""
    tables = f'{own}{circuit(breaker="100 A")}[stations.S]\n{station}\ncircuits = "C"\n'
    assert one(site(tables + "jumper = true"), "EV610").severity is Severity.WARNING
    assert not found(site(tables + "jumper = false"), "EV610")
    assert not found(site(tables), "EV610")


def test_power_select_on_express_is_refused_and_on_express_plus_only_noted():
    assert one(express('circuits = "C"\nsetting = "60 A"'), "EV611").severity is Severity.ERROR
    block = site(
        circuit(breaker="350 A", more="poles = 3")
        + modelled("express-plus-block", 'ports = 4\ncircuits = "C"\nsetting = "200 A"'),
        system="480Y/277",
    )
    finding = one(block, "EV611")
    assert finding.severity is Severity.INFO
    assert any("Partial Full" in note for note in finding.notes)
    assert not found(site(circuit() + modelled("ct4021", 'circuits = "C"\njumper = true\nsetting = "24 A"')), "EV611")


def test_a_pair_is_two_of_one_model():
    other = circuit("D", "150 A", "poles = 3") + '[stations.T]\nmodel = "{}"\ncircuit = "D"\n'
    pair = 'circuits = "C"\npaired = "T"'

    def west(model):
        return express(pair, extra=other.format(model)).replace("count = 2\ncircuits", "circuits")

    assert "paired stations are of one model" in one(west("cpe280"), "EV612").message
    assert "T is delta-wallbox-25" in one(west("delta-wallbox-25"), "EV612").message
    assert not found(west("cpe250"), "EV612")
    assert loads(west("cpe250")).pools[0].stations == ("S", "T")


def test_a_station_without_modules_cannot_be_paired():
    assert "cannot be paired" in one(express(PAIRED, model="delta-wallbox-25"), "EV612").message
    home = site(circuit(breaker="70 A", more="count = 2") + modelled("cpf50", f"count = 2\n{PAIRED}"))
    assert one(home, "EV612").notes == ("the guide's cell for CPH50, CPF50: 'Not applicable'",)


def test_the_catalogue_s_pair_is_a_pair_already():
    toml = express(PAIRED, model="cpe250-paired").replace("count = 2\npoles", "count = 4\npoles")
    assert "is a pair already" in one(toml, "EV612").message


def test_an_empty_cell_is_reported_and_named():
    toml = site(
        circuit(breaker="350 A", more="poles = 3")
        + modelled("express-plus-block", 'ports = 4\ncircuits = "C"')
        + group("EV1", 'on = "EV1"'),
        system="480Y/277",
    )
    finding = one(toml, "EV613")
    assert finding.severity is Severity.INFO
    assert "the cell is empty" in finding.notes[0]


@pytest.mark.parametrize(("model", "reported"), [("ct4011", 1), ("cp6011b-80a", 0), ("cpf50", 0), ("cph50", 1)])
def test_the_conflict_about_hierarchies_is_named_where_groups_nest(model, reported):
    def text(groups):
        return site(circuit(breaker="40 A", more="count = 2") + modelled(model, 'count = 2\ncircuits = "C"') + groups)

    inner = group("C1", 'on = "C1"')
    outer = group("EV1", 'on = "EV1"\nlimit = "60 A"')
    assert len(found(text(inner + outer), "EV613")) == reported
    assert not found(text(outer), "EV613")


def test_another_maker_in_a_group_is_asked_about_only_under_a_plan():
    body = circuit() + modelled(_ac(), 'circuits = "C"')
    body += group("C", 'on = "C"')
    assert not found(site(body), "EV613")
    assert len(found(site(body, site_keys='plan = "enterprise"'), "EV613")) == 1


def _ac():
    return next(
        model.id
        for model in load_catalog().values()
        if model.maker != "ChargePoint" and model.category == "ac_l2" and model.ports == 1 and model.port_max_a == 32
    )


def test_a_group_with_half_a_pair():
    half = express(PAIRED, extra=group("G", 'members = "S1"\nlimit = "60 kW"'))
    finding = one(half, "EV614")
    assert "S1.1 and not S2.1" in finding.message
    assert not found(half.replace('members = "S1"', finding.remedy), "EV614")
    on_circuit = express(PAIRED, extra=group("C1", 'on = "C1"'))
    assert len(found(on_circuit, "EV614")) == 1


@pytest.mark.parametrize("limit", ["30 kW", "60 kW", "70 A"])
def test_a_limit_below_a_module_each_and_the_remedy_that_gives_one(limit):
    toml = express(PAIRED, extra=group("EV1", f'on = "EV1"\nlimit = "{limit}"'))
    finding = one(toml, "EV615")
    assert "S1.1 and S2.1" in finding.message
    mended = toml.replace(f'limit = "{limit}"', finding.remedy)
    assert mended != toml
    assert not found(mended, "EV615")


def test_more_links_than_modules():
    def block(modules):
        return site(
            circuit(breaker="350 A", more="poles = 3")
            + modelled("express-plus-block", f'ports = 4\nmodules = {modules}\ncircuits = "C"'),
            system="480Y/277",
        )

    assert one(block(3), "EV615").remedy == "at most 3 ports, or modules = 4"
    assert not found(block(4), "EV615")


# --- plans ----------------------------------------------------------------------------------------------------------


SCHEDULE = group("EV1", 'on = "EV1"\nlimit = "100 A"') + (
    '[[groups.EV1.schedule]]\ndays = "Mon-Fri"\nfrom = "12:00"\nto = "18:00"\nlimit = "50 A"\n'
)
METERED = group("EV1", 'on = "EV1"\nlimit = "100 A"\nsite_meter = true')


@pytest.mark.parametrize(
    ("keys", "extra", "errors", "doubts"),
    [
        (PAIRED, "", {"power", "community", "commercial"}, set()),
        (
            'circuits = "C"',
            SCHEDULE,
            {"power", "community", "commercial", "home", "multifamily", "energy-management"},
            set(),
        ),
        ('circuits = "C"', METERED, {"power", "community", "commercial"}, {"home", "multifamily", "energy-management"}),
        ('circuits = "C"', group("EV1", 'on = "EV1"'), set(), set()),
    ],
)
def test_which_plan_includes_what(keys, extra, errors, doubts):
    reported = {
        plan: {finding.severity for finding in found(express(keys, extra=extra, site_keys=f'plan = "{plan}"'), "EV620")}
        for plan in PLANS
    }
    assert {plan for plan, severities in reported.items() if severities == {Severity.ERROR}} == errors
    assert {plan for plan, severities in reported.items() if severities == {Severity.WARNING}} == doubts


@pytest.mark.parametrize("written", ["ChargePoint as a Service", "chargepoint-as-a-service", "CPaaS"])
def test_the_guide_does_not_say_which_column_holds_for_the_service(written):
    for keys, extra in ((PAIRED, ""), ('circuits = "C"', SCHEDULE), ('circuits = "C"', METERED)):
        toml = express(keys, extra=extra, site_keys=f'plan = "{written}"')
        finding = one(toml, "EV620")
        assert finding.status == "not checked"
        assert "the plan that the service is ordered with" in finding.message
        assert not found(toml, "EV621")
    assert not found(express(extra=group("EV1", 'on = "EV1"'), site_keys=f'plan = "{written}"'), "EV620")


def test_the_remedy_names_plans_that_include_it():
    toml = express(PAIRED, site_keys='plan = "commercial"')
    assert one(toml, "EV620").remedy.startswith('plan = "fleet-enterprise", "enterprise"')
    assert plans_with("time-of-use") == ["fleet-enterprise", "enterprise"]


def test_a_conflict_in_the_guide_is_named():
    finding = one(express(extra=METERED, site_keys='plan = "multifamily"'), "EV620")
    assert "How to set the Limits?" in finding.notes[0]
    assert plan_feature("multifamily", "dynamic-load-management").included == "conflict"


def test_without_a_plan_it_is_said_once_and_only_where_it_matters():
    finding = one(express(PAIRED, extra=SCHEDULE), "EV620")
    assert finding.message.startswith("not checked: ")
    assert finding.message.endswith(" needs plan in [site]")
    assert finding.severity is Severity.INFO
    assert not found(express(extra=group("EV1", 'on = "EV1"')), "EV620")


def test_add_ons_are_reported():
    finding = one(express(extra=METERED, site_keys='plan = "enterprise"'), "EV621")
    assert "site meter and setup services are sold separately" in finding.message
    assert not found(express(extra=METERED, site_keys='plan = "commercial"'), "EV621")


# --- the command ----------------------------------------------------------------------------------------------------


def test_catalog_features_prints_both_matrices_with_their_conflicts(evsite):
    result = evsite("catalog", "features")
    assert result.exit_code == 0
    assert "Express Plus" in result.stdout
    assert "fleet-enterprise, enterprise" in result.stdout
    assert "'Partial Full'" in result.stdout


def test_catalog_features_as_json(evsite):
    document = json.loads(evsite("catalog", "features", "--format", "json").stdout)
    assert len(document["hardware"]) == len(feature_support())
    assert len(document["plans"]) == len(plan_features())
    assert {cell["included"] for cell in document["plans"]} == {"yes", "no", "conflict", "not-stated"}
