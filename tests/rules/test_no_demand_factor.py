"""No demand factor is applied to charging load; only a setpoint or a lower rating counts.

The NEC gives chargers a factor in the optional calculation of a dwelling alone, which a site file asks for (EV133).
"""

from __future__ import annotations

import pytest

from evsite.analysis.device_loading import most_ports
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.formulas import minimum_ocpd_a
from evsite.rules import all_rules, check
from evsite.sitefile.loading import loads

SPLIT = """
[site]
name = "Row"
nec = {nec}

[supplies.U]
kind = "service"
rating = "{rating} A"
system = "240/120"

[panels.P]
fed_from = "U"
main = "{rating} A"
bus = "{rating} A"
spaces = 84

[circuits.C]
panel = "P"
count = {ports}
breaker = "50 A"

[stations.S]
ports = 1
max_current = "40 A"
count = {ports}
circuits = "C"
"""
OVERLOADED = {"EV102", "EV103", "EV403"}


@pytest.mark.parametrize("nec", [2017, 2020, 2023, 2026])
@pytest.mark.parametrize("ports", [1, 2, 3, 5, 8, 10, 20, 40])
def test_every_port_counts_in_full(nec, ports):
    """Tables that promise 90 % for three stations and 60 % for ten are an invention."""
    analysis = SiteAnalysis(loads(SPLIT.format(nec=nec, rating=6000, ports=ports)))
    for node in ("P", "U"):
        assert analysis.managed(node).line_a("A") == pytest.approx(40 * ports, rel=1e-12)
        required = analysis.required_a(node, analysis.managed(node))
        assert required["A"] == pytest.approx(minimum_ocpd_a(40 * ports), rel=1e-12)


@pytest.mark.parametrize("nec", [2017, 2020, 2023, 2026])
def test_five_40_a_ports_need_250_a(nec):
    """Published: five 40 A ports on 240 V single phase need 5 x 40 x 1.25 = 250 A."""
    enough = {finding.code for finding in check(loads(SPLIT.format(nec=nec, rating=250, ports=5))).findings}
    short = {finding.code for finding in check(loads(SPLIT.format(nec=nec, rating=225, ports=5))).findings}
    assert not enough & OVERLOADED
    assert short & OVERLOADED


def test_the_number_of_ports_that_fits_is_the_full_sum():
    analysis = SiteAnalysis(loads(SPLIT.format(nec=2023, rating=400, ports=20)))
    assert most_ports(analysis, analysis.devices["P"]) == 8


def test_no_rule_names_a_factor_table():
    for rule in all_rules():
        assert "Table 625" not in "".join(rule.source(edition) for edition in (2017, 2020, 2023, 2026))
