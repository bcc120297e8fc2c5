"""A site with a hundred mistakes is told about all of them in one run, in the order of the file."""

from __future__ import annotations

import json

import pytest
from snippets import site

from evsite.model.finding import SiteFileError
from evsite.rules import check
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import loads

HUNDRED = 100


def circuits(number: int, breaker: str) -> str:
    return "".join(
        f'[circuits.K{n}]\npanel = "EV1"\nbreaker = "{breaker}"\nphases = "{("AB", "BC", "CA")[n % 3]}"\n\n'
        f'[stations.S{n}]\nmax_current = "32 A"\ncircuit = "K{n}"\n\n'
        for n in range(number)
    )


@pytest.mark.slow
def test_a_hundred_small_breakers_are_a_hundred_findings_in_file_order():
    text = site(circuits(HUNDRED, "35 A"), rating="9000 A").replace('"400 A"', '"5000 A"')
    loaded = LoadedSite.of(loads(text))
    findings = check(loaded.site).findings
    small = [finding for finding in findings if finding.code == "EV101"]
    assert [finding.path for finding in small] == [("circuits", f"K{n}", "breaker") for n in range(HUNDRED)]
    lines = [loaded.document.locate(finding).line for finding in findings]
    assert lines == sorted(lines)
    assert len(set(lines)) > HUNDRED
    assert sum(finding.severity == "error" for finding in findings) == HUNDRED


def test_a_hundred_misspelt_keys_are_a_hundred_findings_in_file_order():
    text = site(circuits(HUNDRED, "40 A").replace("max_current", "max_curent"))
    with pytest.raises(SiteFileError) as caught:
        loads(text)
    findings = caught.value.findings
    assert [finding.path for finding in findings] == [("stations", f"S{n}", "max_curent") for n in range(HUNDRED)]
    lines = [caught.value.document.locate(finding).line for finding in findings]
    assert lines == sorted(set(lines))


def test_mistakes_of_many_kinds_are_reported_in_one_run(evsite, tmp_path):
    text = (
        '[site]\nnec = 2021\nmin_power = 3\n[supplies.U]\nkind = "servce"\nrating = "800 V"\nsystem = "208Y/12"\n'
        '[panels.P]\nfed_from = "V"\nmain = "-3 A"\n[circuits.C]\npanel = "Q"\nbreaker = "40"\ncount = 0\npoles = 4\n'
        '[stations.S]\nmodl = "CT4011"\ncircuits = []\n[groups.G]\non = "X"\npolicy = "fair"\nlimit = "0 A"\n'
        '[loads.L]\non = "Y"\n[[ignore]]\nrule = ""\n'
    )
    file = tmp_path / "site.toml"
    file.write_text(text)
    result = evsite("check", file, "--format", "json")
    assert result.exit_code == 1
    findings = json.loads(result.stdout)["findings"]
    assert len(findings) >= 18
    places = [(finding["line"], finding["column"]) for finding in findings]
    assert places == sorted(places)
