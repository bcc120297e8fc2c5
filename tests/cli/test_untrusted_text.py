"""A site file from a stranger: no command passes its texts on as something that a terminal, a page or a sheet obeys.

Every command that reads a site, in every format that it takes and to every kind of text file that it writes: a new
command is tried as soon as it is among the calls of `test_streams`.
"""

import csv
import io
import json
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from test_streams import READERS

from evsite.cli.console import file_pieces, write
from evsite.cli.export import EXPORTS

pytestmark = pytest.mark.slow

SITE = r"""
[site]
name = "=1+1\u001b[31m\n::error::pwned ##[error]x\u202e<img src=x onerror=alert(7)>"
application = "all-day-parking"
[project]
address = "+1 ::warning::pwned <script>alert(7)</script> [a](javascript:alert(7))"
[supplies."+1 <script>alert(7)</script>"]
kind = "service"
rating = "200 A"
system = "208Y/120"
[panels."@P|a `b` $c$ <script>alert(7)</script>"]
fed_from = "+1 <script>alert(7)</script>"
main = "100 A"
location = "=cmd|' /C calc'!A0"
[circuits."-C"]
panel = "@P|a `b` $c$ <script>alert(7)</script>"
count = 4
breaker = "60 A"
[stations."::error::S"]
model = "=M1"
count = 4
circuits = "-C"
[catalog."=M1"]
maker = "@maker \u009b31m <script>alert(7)</script>"
name = "\t=1+1\u2066"
ports = 1
max_current = "48 A"
source = "\r::set-output name=x::y"
[groups."+G <script>alert(7)</script>"]
on = "@P|a `b` $c$ <script>alert(7)</script>"
limit = "40 A"
[loads."@L"]
on = "@P|a `b` $c$ <script>alert(7)</script>"
current = "60 A"
[[ignore]]
rule = "EV401"
path = "groups.*"
reason = "=1+1 \u001b[2J\n::error::pwned\u202e <img src=x onerror=alert(7)>"
"""
BROKEN = SITE + '[loads."x\\u001b[31m\\n::error::pwned"]\non = "\\u001b]0;x\\u0007\\n::error::pwned\\u202e"\n'
CHECKS = ("full", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown")
FORMATS = ("text", "json")
FILES = ("csv", "html", "svg", "xlsx", "txt")
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)
OWN_COMMAND = re.compile(r"^::(error|warning|notice|group|endgroup)[ :]", re.MULTILINE)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "meter.csv").write_text("time,kW\n" + "".join(f"2025-01-06 {h:02}:00,{h}\n" for h in range(24)))
    (tmp_path / "a.toml").write_text(SITE, encoding="utf-8")
    (tmp_path / "broken.toml").write_text(BROKEN, encoding="utf-8")
    return tmp_path


def arguments(command):
    from test_streams import CALLS

    return ["a.toml" if str(each).endswith(".toml") else each for each in CALLS[command]]


def assert_plain(text, *, github=False, markdown=False):
    assert not OBEYED.search(text), ascii(OBEYED.search(text)[0])
    reported = text if not github else "\n".join(line for line in text.splitlines() if not OWN_COMMAND.match(line))
    assert not COMMAND.search(reported)
    if markdown:
        assert "<img" not in re.sub(r"\\<|`[^`]*`", "", text)


def assert_tame(name, content):
    """A file that a command wrote holds nothing that what opens it would obey."""
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for part in book.namelist():
                for formula in re.findall(rb"<f[ >][^<]*", book.read(part)):
                    assert not re.search(rb"1\+1|SUM\(1\)|cmd|pwned", formula), formula
        return
    text = content.decode()
    if name.endswith((".html", ".svg")):
        assert not re.search(r"<script>\s*alert\(7\)|<img[^>]*alert\(7\)|href=.javascript", text)
        assert not OBEYED.search(text), ascii(OBEYED.search(text)[0])
    if name.endswith(".svg"):
        ET.fromstring(text)
    if name.endswith(".csv"):
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                number = re.fullmatch(r"[-+]?[\d.,]+( %)?|[-+]", cell)
                assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
        assert not OBEYED.search(text.replace("\r\n", "\n"))
    if name.endswith(".json"):
        json.loads(text)
    if name.endswith((".json", ".txt")):
        assert not OBEYED.search(text), ascii(OBEYED.search(text)[0])
    if name.endswith(".txt"):
        assert not COMMAND.search(text)


def formats(command):
    return CHECKS if command == "check" else FORMATS


@pytest.mark.parametrize("command", READERS)
def test_what_a_command_prints_is_plain_text(evsite, folder, command):
    for file in ("a.toml", "broken.toml"):
        given = [file if each == "a.toml" else each for each in arguments(command)]
        for form in formats(command):
            if command == "load-study":
                given = [
                    file,
                    "--on",
                    "@P|a `b` $c$ <script>alert(7)</script>",
                    "--data",
                    "meter.csv",
                    "--timezone",
                    "UTC",
                ]
            done = (
                evsite(command, *given, "--format", form)
                if command not in {"html", "package"}
                else evsite(command, *given)
            )
            assert done.exit_code in {0, 1, 3}, done.stderr
            if command == "html" and not done.exit_code:
                assert_tame("a.html", done.stdout.encode())
            else:
                assert_plain(done.stdout, github=form == "github", markdown=form == "markdown")
            assert_plain(done.stderr)
            if form in {"json", "sarif", "gitlab"} and done.stdout.startswith(("{", "[")):
                json.loads(done.stdout)


@pytest.mark.parametrize("command", READERS)
def test_what_a_command_writes_to_files_is_tame(evsite, folder, command):
    written = 0
    for kind in FILES:
        done = evsite(command, *arguments(command), "-o", f"out/made.{kind}")
        if done.exit_code == 2:  # the command writes no such file
            continue
        assert_plain(done.stdout)
        assert_plain(done.stderr)
        for path in sorted((folder / "out").iterdir()):
            assert_tame(path.name, path.read_bytes())
            written += 1
    assert written or command in {
        "check",
        "report",
        "allocate",
        "table",
        "compare-policies",
        "compare",
        "diagnose",
        "load-study",
        "simulate",
        "fleet",
        "export",  # it writes what it exports alone, as the next test tries
    }


@pytest.mark.parametrize("form", EXPORTS)
def test_what_an_export_writes_is_tame(evsite, folder, form):
    # all but one write a file for each table or station
    done = evsite("export", form, "a.toml", "--out", "out/network.json" if form == "acnportal" else "out/")
    assert done.exit_code == 0, done.stderr
    assert_plain(done.stdout)
    assert_plain(done.stderr)
    made = sorted((folder / "out").iterdir())
    assert made
    for path in made:
        assert_tame(path.name, path.read_bytes())


HOSTILE = r"=1+1 \u001b[31m\u001b]0;x\u0007\n::error::pwned\u202e<img src=x onerror=alert(7)>"
HOURS = [[0] * 24] * 12
PRICES = {"energyratestructure": [[{"rate": 0.2, "unit": "kWh"}]], "energyweekdayschedule": HOURS}
PRICES["energyweekendschedule"] = HOURS
PLAIN = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "100 A"
system = "208Y/120"
[circuits.C]
panel = "U"
phases = "AB"
breaker = "40 A"
[stations.S]
max_current = "32 A"
circuit = "C"
[groups.U]
on = "U"
limit = "32 A"
[fleets.F]
rank = 1
ports = "S"
"""
BESIDE = [
    ("simulate", "plain.toml", "--sessions", "s.csv", "--tariff", "t.json"),
    ("compare", "plain.toml", "plain.toml", "--sessions", "s.csv", "--tariff", "t.json"),
    ("fleet", "plain.toml", "--trips", "v.csv", "--tariff", "t.json"),
    ("html", "plain.toml", "--sessions", "s.csv", "--tariff", "t.json"),
]


@pytest.mark.parametrize("words", BESIDE, ids=lambda words: words[0])
def test_what_stands_in_files_beside_the_site_is_printed_as_plain_text(evsite, folder, words):
    text = json.loads(f'"{HOSTILE}"').replace("\n", " ")
    (folder / "plain.toml").write_text(PLAIN)
    tariff = dict.fromkeys(["name", "utility", "sector", "description", "source"], text) | PRICES
    (folder / "t.json").write_text(json.dumps(tariff), encoding="utf-8")
    moments = "2026-03-02 08:00-05:00,2026-03-02 12:00-05:00"
    (folder / "s.csv").write_text(f"time,leave,energy_kwh,port,name\n{moments},9,S,{text}\n", encoding="utf-8")
    (folder / "v.csv").write_text(f"vehicle,port,arrive,depart,energy_kwh\n{text},S,{moments},9\n", encoding="utf-8")
    done = evsite(*words)
    assert done.exit_code == 0, done.stderr
    assert "1+1" in done.stdout
    if words[0] == "html":
        assert_tame("a.html", done.stdout.encode())
    else:
        assert_plain(done.stdout)
    assert_plain(done.stderr)


def test_whatever_a_renderer_lets_pass_steers_no_terminal(capsys):
    write(["\x1b[1mbold\x1b[0m\ta\r\n", "\x1b]0;x\x07\x1b[2J\u202e\x9b1m\rb\n"])
    assert capsys.readouterr().out == "\x1b[1mbold\x1b[0m\ta\r\n\\u001b]0;x\\u0007\\u001b[2J\\u202e\\u009b1m\\u000db\n"


STEERING = "\x1b[1mbold\x1b[0m\u200f\x1b[2J\n::error::pwned ##[error]x\n"
SHOWN = "\x1b[1mbold\x1b[0m\\u200f\\u001b[2J\n\\u003a:error::pwned #\\u0023[error]x\n"


@pytest.mark.parametrize("form", ["text", "full", "concise", "markdown"])
def test_a_text_for_people_is_in_a_file_what_it_is_on_standard_output(capsys, form):
    write([STEERING])
    assert "".join(file_pieces(form, [STEERING])) == SHOWN == capsys.readouterr().out


def test_a_file_for_a_job_has_its_commands_and_nothing_that_steers():
    spelled = STEERING.replace("\u200f", r"\u200f").replace("\x1b[2", r"\u001b[2")
    assert "".join(file_pieces("github", [STEERING])) == spelled


@pytest.mark.parametrize("form", ["json", "jsonl", "sarif", "junit", "gitlab"])
def test_a_file_of_data_is_kept_to_the_letter(form):
    assert "".join(file_pieces(form, [STEERING])) == STEERING


@pytest.mark.parametrize("file", ["a.toml", "broken.toml"])
@pytest.mark.parametrize("form", ["full", "concise", "markdown", "github"])
def test_a_check_writes_to_a_file_what_it_prints(evsite, folder, file, form):
    printed = evsite("check", file, "--format", form)
    written = evsite("check", file, "--format", f"{form}=out/a")
    assert written.exit_code == printed.exit_code
    assert (folder / "out" / "a").read_text(encoding="utf-8") == printed.stdout
    assert_plain(printed.stdout, github=form == "github", markdown=form == "markdown")


@pytest.mark.parametrize("files", [["a.toml"], ["a.toml", "b.toml"]], ids=len)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_comparison_writes_to_a_file_what_it_prints(evsite, folder, files, form):
    (folder / "b.toml").write_text(SITE.replace('"40 A"', '"32 A"'), encoding="utf-8")
    printed = evsite("compare", *files, "--format", form)
    assert evsite("compare", *files, "--format", f"{form}=out/a").exit_code == printed.exit_code == 0
    assert (folder / "out" / "a").read_text(encoding="utf-8") == printed.stdout
    assert_plain(printed.stdout)


def test_a_name_is_in_files_of_data_as_the_site_has_it(evsite, folder):
    name = "Caf\u00e9 \u200f::x ##[y]"
    (folder / "c.toml").write_text(f"[site]\nname = '{name}'\n{SITE.partition('[project]')[2].join(['[project]', ''])}")
    assert evsite("compare", "c.toml", "--format", "json=out/a.json").exit_code == 0
    assert json.loads((folder / "out" / "a.json").read_text(encoding="utf-8"))["site"] == name


NAME = "x\x1b[31m\n::error::pwned\u202e ##[error]y"
MISUSED = [
    ["explain"],
    ["help"],
    ["rules"],
    ["check", "--select"],
    ["check", "--root"],
    ["report"],
    ["allocate", "a.toml", "--occupied"],
    ["allocate", "a.toml", "--accept"],
    ["allocate", "a.toml", "--load"],
    ["draw", "a.toml", "-o"],
    ["bom", "a.toml", "--prices"],
    ["size", "--system", "208Y/120", "--service"],
    ["init", "--example"],
    [],
]


@pytest.mark.parametrize("words", MISUSED, ids=" ".join)
def test_what_a_command_says_against_its_arguments_is_plain_text(evsite, folder, words):
    done = evsite(*words, NAME)
    assert done.exit_code in {1, 2, 3}
    assert_plain(done.stdout)
    assert_plain(done.stderr)


def test_nothing_is_quoted_of_a_catalogue_that_is_no_toml(evsite, folder):
    (folder / "secret.env").write_text("KEY=hunter2hunter2\n")
    (folder / "b.toml").write_text('[site]\ncatalog = "secret.env"\n')
    reported = evsite("check", "b.toml").stdout
    assert "secret.env, line 1, column 5: this is no TOML" in reported
    assert "hunter2" not in reported
