"""`evsite size --ask`: which questions are asked, how answers are judged, and how it ends."""

import os
import pty
import shlex
import subprocess
import sys
from dataclasses import replace

import pytest

from evsite.cli.size_answers import SizeAnswers, command_line
from evsite.cli.size_questions import ask_for
from evsite.cli.size_request import read_request

TYPED = [
    ("What feeds the chargers?", "transformer"),
    ("Rating of the transformer", "225 A"),
    ("Rating of the transformer", "225 kVA"),
    ("Voltage system", ""),
    ("Load that is there already", "A=280 A"),
    ("Load that is there already", "A=80 A, B=70 A, C=60 A"),
    ("calculated, or the highest 15 minutes", "meter"),
    ("Days that the meter's record covers", "20"),
    ("Days that the meter's record covers", ""),
    ("How many stalls get a port", "-3"),
    ("How many stalls get a port", "60"),
    ("will fewer do?", ""),
    ("What do cars do here?", "office"),
    ("Miles that every car gains", ""),
    ("Hours that a car stays", "9"),
    ("Least current of a port", ""),
    ("Least power of a port", "3.3 kW"),
    ("Profile of the jurisdiction", ""),
    ("Station model", "CP6021B-81A"),
    ("Station model", "CP6021B-80A"),
    ("May ports share power", "maybe"),
    ("May ports share power", "n"),
    ("Edition of the NEC", ""),
    ("From the panel to the first stall", "120 ft"),
    ("From one stall to the next", ""),
    ("Capacity to leave free", "20 %"),
    ("Site file to write", "there.toml"),
    ("Site file to write", "it's new.toml"),
]
ANSWERS = SizeAnswers(
    transformer="225 kVA",
    system="208Y/120",
    peak="A=80 A, B=70 A, C=60 A",
    days="365",
    stalls="60",
    max_ports=True,
    application="office",
    hours="9",
    min_power="3.3 kW",
    model=("CP6021B-80A",),
    no_sharing=True,
    distance="120 ft",
    pitch="9 ft",
    spare="20 %",
    output="it's new.toml",
)
"""What is made of what was typed."""


@pytest.fixture
def asked(monkeypatch, capsys):
    """Ask with these texts typed in, in turn; the answers, and each question with what was said before it."""

    def run(given, typed, **options):
        questions, left = [], list(typed)

        def answer(prompt=""):
            questions.append(capsys.readouterr().err)
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr("builtins.input", answer)
        return ask_for(given, **({"from_meter": False} | options)), questions

    return run


def test_each_answer_is_judged_at_once_and_what_is_not_typed_is_as_usual(asked, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.toml").write_text("mine")
    answers, questions = asked(SizeAnswers(), [typed for _, typed in TYPED])
    for (words, _), shown in zip(TYPED, questions, strict=True):
        assert words in " ".join(shown.split())
    assert answers == ANSWERS
    assert read_request(answers).problems == ()
    reasons = {number: shown for number, shown in enumerate(questions) if "expected" in shown or "missing" in shown}
    assert "'225 A' is a current, expected an apparent power" in reasons[2]
    assert "lines B and C missing" in reasons[5]
    assert "a record of 20 days is none to go by" in reasons[8]
    assert "did you mean cp6021b-80a" in " ".join(questions[19].split())
    assert "there.toml is there already" in questions[27]


def test_only_what_is_not_given_is_asked_for(asked):
    given = replace(ANSWERS, miles="40", min_current="8 A", profile=("none",), nec="2023")
    answers, questions = asked(given, [])
    assert (answers, questions) == (given, [])


def test_a_service_may_be_sized(asked):
    typed = ["size it", "", "", "40", *[""] * 10]
    answers, questions = asked(SizeAnswers(output="new.toml"), typed[:14])
    assert (answers.stalls, answers.service, answers.max_ports) == ("40", None, False)
    assert not any("will fewer do?" in shown for shown in questions)
    assert read_request(answers).request.ports == 40


def test_a_meters_record_leaves_out_the_load(asked):
    typed = ["", "400 A", "", *[""] * 12]
    _, questions = asked(SizeAnswers(output="new.toml"), typed, from_meter=True)
    assert not any("Load that is there" in shown for shown in questions)


def test_the_end_of_input_is_an_interrupt(asked):
    with pytest.raises(KeyboardInterrupt):
        asked(SizeAnswers(), ["service"])


def test_without_a_terminal_nothing_is_asked(evsite):
    result = evsite("size", "--ask", "--nec", "2021", stdin="service\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "evsite: --nec: found 2021, expected 2017, 2020, 2023 or 2026",
        "evsite: --ask: there is no terminal to ask at; say the options instead, see evsite size --help",
    ]


def test_a_file_that_was_asked_for_by_hand_reads_back(asked):
    words = shlex.split(command_line(ANSWERS, []))
    assert words[words.index("-o") + 1] == "it's new.toml"


def at_terminal(typed, *arguments, cwd):
    """What the program writes to a terminal, and its exit code; each text is typed once a question stands there."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "evsite", "size", "--ask", *arguments],
        stdin=child,
        stdout=child,
        stderr=child,
        cwd=cwd,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LANG": "C.UTF-8", "NO_COLOR": "1"},
        start_new_session=True,
    )
    os.close(child)
    shown, left = "", list(typed)
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece.decode()
        if left and shown.endswith(": "):
            os.write(parent, left.pop(0))
    os.close(parent)
    return process.wait(timeout=60), shown.replace("\r\n", "\n")


@pytest.mark.slow
def test_the_end_of_input_at_a_terminal_exits_with_130(tmp_path):
    code, shown = at_terminal([b"\n", b"\x04"], cwd=tmp_path)
    assert code == 130
    assert shown.endswith("evsite: interrupted\n")
    assert "Traceback" not in shown
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_design_from_answers_at_a_terminal_is_the_one_of_the_command_that_is_reported(tmp_path, evsite):
    given = ("--system", "240/120", "--existing", "20 A", "--application", "multifamily", "--miles", "30")
    given += ("--hours", "10", "--min-power", "1.5 kW", "--profile", "none", "--no-sharing")
    given += ("--nec", "2023", "--spare", "0 %", "--station", "16 A")
    typed = [b"service\n", b"100\n", b"100 A\n", b"2\n", b"n\n", b"8 A\n", b"120 ft\n", b"\n", b"\n"]
    code, shown = at_terminal(typed, *given, cwd=tmp_path)
    assert code == 0, shown
    assert "100 needs a unit" in shown
    assert "evsite: wrote site.toml; next: evsite check site.toml\n" in shown
    reported = shown.rpartition("evsite: the same design again: ")[2]
    program, *words = shlex.split(reported)
    assert program == "evsite"
    assert evsite(*words, "-o", "-").stdout == (tmp_path / "site.toml").read_text()
