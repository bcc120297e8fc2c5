"""`evsite html` with sessions: the section of real drivers says what `evsite simulate` says."""

import html
import json
import re

import pytest

OFFICE = "examples/office.toml"
ZONE = ("--zone", "America/Los_Angeles")
NAME = "</script><b>x"


@pytest.fixture
def sessions(tmp_path):
    file = tmp_path / "sessions.csv"
    file.write_text(
        "port,arrival,leave,energy\n"
        "S1.1,2024-06-03 08:00,2024-06-03 12:00,10 kWh\n"
        "S1.2,2024-06-03 08:30,2024-06-03 09:00,30 kWh\n"
    )
    return file


def test_figures_of_the_page_are_those_of_a_simulation(evsite, project, sessions):
    words = ("--sessions", sessions, *ZONE, "--policy", "fcfs", "--tariff", "sce-tou-ev-8-2018")
    page = evsite("html", OFFICE, *words)
    assert (page.exit_code, page.stderr) == (0, "")
    level = json.loads(evsite("simulate", OFFICE, *words, "--lift", "0", "--format", "json").stdout)["policies"][0]
    section = re.search(r'<section id="drivers".*?</section>', page.stdout, re.DOTALL)[0]
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", section, re.DOTALL)]
    assert f"{level['tally']['energy_kwh']:,.1f}" in cells
    assert f"{level['power']['peak_kw']:,.1f}" in cells
    assert f"{level['bill']['total_usd']:,.2f}" in cells


def table_rows(section, caption):
    """The rows of a table of the page, as texts; none where it is not there."""
    found = re.search(rf"<caption>{caption}.*?</table>", section, re.DOTALL)
    lines = [] if found is None else re.findall(r"<tr.*?</tr>", found[0], re.DOTALL)
    rows = [
        [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", line)]
        for line in lines
    ]
    return rows[1:]


@pytest.mark.parametrize("example", ["office", "ten-ports-one-circuit"])
def test_limits_and_waits_of_the_page_are_those_of_the_text(evsite, project, example):
    words = (f"examples/{example}.toml", "--drivers", "60", "--days", "3", "--waitlist", "fifo")
    words += ("--profile", "workplace")
    words += ("--policy", "fcfs", "--policy", "equal")
    section = re.search(r'<section id="drivers".*?</section>', evsite("html", *words).stdout, re.DOTALL)[0]
    text = evsite("simulate", *words, "--lift", "0").stdout
    for caption, title in (("hours that each limit", "hours that it binds"), ("waits for a", "wait for a port")):
        block = text[text.index(f"{title} ") :].splitlines()[1:]
        rows = table_rows(section, caption)
        assert rows
        assert [" ".join(row) for row in rows] == [" ".join(line.split()) for line in block[: len(rows)]]
    # the page plays no more than the policies
    assert "if this were lifted" not in section


def test_without_a_limit_that_binds_page_and_text_say_so(evsite, project, sessions):
    words = (OFFICE, "--sessions", sessions, *ZONE, "--policy", "fcfs")
    said = "o limit that ports share keeps any vehicle from more"
    assert said in evsite("html", *words).stdout
    assert said in evsite("simulate", *words).stdout


def test_names_of_files_mean_no_harm(evsite, project, sessions):
    odd = sessions.with_name("<b>x.csv")
    odd.write_text(sessions.read_text().replace("S1.2,", f"{NAME},"))
    words = ("--sessions", sessions, "--sessions", odd, "--unknown", "skip", "--overlaps", "skip", *ZONE)
    page = evsite("html", OFFICE, *words, "--policy", "fcfs")
    assert page.exit_code == 0
    assert NAME not in page.stdout
    assert "<b>x" not in page.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--tariff", "sce-tou-ev-8-2018"), "--tariff is about sessions; it goes with --sessions or --drivers"),
        (("--days", "3"), "--days is about sessions"),
        (("--waitlist", "fifo"), "--waitlist is about sessions"),
        (("--drivers", "5", "--policy", "eqal"), "--policy: found 'eqal'; did you mean equal?"),
        (("--drivers", "5", "--ports", "99"), "--ports: found 99, and the site has 20"),
        (("--sessions", "-", "--tariff", "-"), "standard input (-) can be read only once"),
        (("--drivers", "5", "--profile", "campus", "--tariff", "sce-tou-ev-8-2018"), "--start and --zone give dates"),
    ],
)
def test_what_cannot_be_asked_for_is_wrong_usage(evsite, project, words, said):
    done = evsite("html", OFFICE, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_what_is_read_is_not_written_over(evsite, project, sessions):
    named = sessions.rename(sessions.with_suffix(".html"))
    before = named.read_bytes()
    assert evsite("html", OFFICE, "--sessions", named, *ZONE, "-o", named).exit_code == 2
    assert named.read_bytes() == before
