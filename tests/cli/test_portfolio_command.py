"""`evsite portfolio`: what it writes, where it goes on, and how it ends."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from portfolio_sites import BROKEN, site_text, write_sites

from evsite.output.json.schemas import output_schema

SERIAL = ("--jobs", "0")


@pytest.fixture
def sites(tmp_path, monkeypatch):
    """A folder of sites, three of them broken, and the working folder beside it."""
    (tmp_path / "sites").mkdir()
    monkeypatch.chdir(tmp_path)
    write_sites("sites", {"a": site_text("a"), "b": site_text("b", 8, 40), **BROKEN})
    return tmp_path


def fits(document):
    from jsonschema import Draft202012Validator

    assert list(Draft202012Validator(output_schema("portfolio")).iter_errors(document)) == []
    return document


def test_a_folder_is_told_as_text_json_csv_and_page(evsite, sites):
    result = evsite("portfolio", "sites", "--do", "report", "--out", "results", *SERIAL)
    assert result.exit_code == 3  # two files are no text that could be a site
    assert result.stdout.startswith("7 sites with 24 ports: 3 worked out, 2 not a site, 2 unreadable\n")
    assert "worst sites" in result.stdout
    assert "oversubscription by power" in result.stdout
    document = fits(json.loads((sites / "results" / "summary.json").read_text()))
    assert [site["path"] for site in document["sites"]] == sorted(site["path"] for site in document["sites"])
    assert all("elapsed_s" not in site for site in document["sites"])
    rows = list(csv.DictReader((sites / "results" / "sites.csv").read_text().splitlines()))
    assert [row["path"] for row in rows] == [site["path"] for site in document["sites"]]
    assert (sites / "results" / "summary.html").read_text().startswith("<!DOCTYPE html>")
    lines = [json.loads(line) for line in (sites / "results" / "sites.jsonl").read_text().splitlines()]
    assert all(line["elapsed_s"] >= 0 for line in lines)


def test_a_second_run_takes_lines_over_and_gives_the_same_bytes(evsite, sites):
    first = evsite("portfolio", "sites", "--out", "results", "--format", "json", *SERIAL)
    before = (sites / "results" / "sites.jsonl").read_bytes()
    second = evsite("portfolio", "sites", "--out", "results", "--format", "json", "--retry-failed", *SERIAL)
    assert second.stdout == first.stdout == (sites / "results" / "summary.json").read_text()
    assert second.stderr == "evsite: 7 sites taken over from results/sites.jsonl\n"
    assert (sites / "results" / "sites.jsonl").read_bytes() == before


def test_nothing_is_kept_without_a_folder_for_it(evsite, sites):
    before = sorted(sites.rglob("*"))
    assert evsite("portfolio", "sites", *SERIAL).exit_code == 3
    assert sorted(sites.rglob("*")) == before


def test_exit_codes_are_those_of_check(evsite, sites):
    (sites / "ok").mkdir()
    write_sites("ok", {"a": site_text("a")})
    for fail_on in ("error", "warning", "info", "never"):
        words = ("--fail-on", fail_on)
        checked = evsite("check", "ok", *words)
        assert evsite("portfolio", "ok", *SERIAL, *words).exit_code == checked.exit_code
    (sites / "ok" / "b.site.toml").write_bytes(BROKEN["wrong-words"])
    assert evsite("portfolio", "ok", *SERIAL).exit_code == evsite("check", "ok").exit_code == 1
    assert evsite("portfolio", "ok", *SERIAL, "--fail-on", "never").exit_code == 0


def test_permit_sets_are_written_beside_the_lines(evsite, sites):
    evsite("portfolio", "sites/a.site.toml", "--do", "package", "--out", "results", *SERIAL)
    (site,) = json.loads((sites / "results" / "summary.json").read_text())["sites"]
    assert (sites / "results" / "packages" / site["package"]).read_text().startswith("<!DOCTYPE html>")


def test_a_list_has_sessions_trips_and_tariffs(evsite, project):
    result = evsite("portfolio", "examples/portfolio.csv", "--do", "simulate,fleet", "--format", "json", *SERIAL)
    document = fits(json.loads(result.stdout))
    assert (document["summary"]["drivers"]["sites"], document["summary"]["fleets"]["sites"]) == (1, 1)
    assert document["summary"]["fleets"]["cost_usd"] > 0
    assert document["asked"] == "check,simulate,fleet"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sites", "--do", "chekc,report"], "--do: found 'chekc', expected check, report, simulate, fleet and package"),
        (["sites", "--do", " , "], "--do: found nothing, expected"),
        (["sites", "--do", "package"], "--do package needs --out"),
        (["sites", "--retry-failed"], "--retry-failed needs --out"),
        (["sites", "--jobs", "2", "--scheduler", "tcp://x:1"], "--jobs are processes here"),
        (["sites", "--jobs", "0", "--timeout", "5"], "--timeout ends processes"),
        (["sites", "--zone", "Mars/Base"], "--zone: "),
        (["-"], "sites are read from files"),
        (["none.csv"], "no such file"),
        (["empty.csv"], "no sites in empty.csv"),
        (["bad.csv"], "bad.csv: line 1: found 'name', expected"),
        (["nothing-here"], "no site.toml or *.site.toml in nothing-here"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_done(evsite, sites, words, said):
    (sites / "empty.csv").write_text("site\n")
    (sites / "bad.csv").write_text("name\n")
    (sites / "nothing-here").mkdir()
    result = evsite("portfolio", *words)
    assert result.exit_code in {2, 3}
    assert said in result.stderr
    assert result.stdout == ""


def test_what_is_read_is_not_written_over(evsite, sites):
    (sites / "results").mkdir()
    (sites / "results" / "sites.csv").write_text("site\n../sites/a.site.toml\n")
    result = evsite("portfolio", "results/sites.csv", "--out", "results", *SERIAL)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "sites.csv is read, and what is read is not written over" in result.stderr


def test_a_folder_that_cannot_be_made_ends_the_command(evsite, sites):
    result = evsite("portfolio", "sites", "--out", "no/where", *SERIAL)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "cannot write no/where: no such file or directory" in result.stderr


def test_no_scheduler_ends_the_command_in_a_line(evsite, sites, monkeypatch):
    monkeypatch.setattr("evsite.portfolio.cluster._CONNECT_S", 0.2)
    result = evsite("portfolio", "sites", "--scheduler", "tcp://127.0.0.1:9")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("evsite: no scheduler of Dask at tcp://127.0.0.1:9: ")
    assert result.stderr.count("\n") == 1


def test_names_that_mean_harm_steer_nothing(evsite, sites):
    (sites / "odd").mkdir()
    name = "\x1b[31m::error::x ##[error]y\n::error::z =1+1"
    write_sites("odd", {"=" + name: BROKEN["wrong-words"]})
    for form in ("text", "json"):
        result = evsite("portfolio", "odd", "--out", "results", "--format", form, *SERIAL)
        assert result.exit_code == 1
        assert "\x1b" not in result.output
        assert not [line for line in result.output.splitlines() if line.lstrip().startswith("::") or "##[" in line]
    for file in ("summary.html", "sites.csv", "sites.jsonl", "summary.json"):
        assert "\x1b" not in (sites / "results" / file).read_text()


@pytest.mark.slow
def test_an_interrupt_is_a_line_and_what_was_done_is_kept(sites, evsite):
    """Interrupted as by Ctrl-C, which reaches all processes of the terminal."""
    write_sites("sites", {f"s{place}": site_text(f"s{place}", 20) for place in range(300)})
    words = ["portfolio", "sites", "--jobs", "1", "--out", "results"]
    process = subprocess.Popen(
        [sys.executable, "-m", "evsite", *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    lines = sites / "results" / "sites.jsonl"
    while process.poll() is None and not (lines.exists() and lines.stat().st_size):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout, stderr.decode()) == (130, b"", "evsite: interrupted\n")
    kept = lines.read_text().splitlines()
    assert 0 < len(kept) < 300
    for line in kept:
        json.loads(line)
    paths = [json.loads(line)["path"] for line in kept]
    assert len(set(paths)) == len(paths)
    result = evsite("portfolio", *paths, "--out", "results", *SERIAL)
    taken = "1 site" if len(paths) == 1 else f"{len(paths):,} sites"
    assert result.stderr.startswith(f"evsite: {taken} taken over")
