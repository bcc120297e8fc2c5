"""What `evsite size` does: reads what is asked for, has it sized, writes the chosen design, and shows all of them."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, NamedTuple

import typer

from evsite.cli.console import refuse, remark, stop, terminal_of, write, write_json
from evsite.cli.exits import Exit
from evsite.cli.files import spare
from evsite.cli.inputs import Inputs
from evsite.cli.meter_options import meter_problems, read_meter
from evsite.cli.outputs import Outputs, create_file, is_taken, site_target
from evsite.cli.progress import progress
from evsite.cli.selection import read_option
from evsite.cli.size_answers import arguments_of, command_line
from evsite.cli.size_questions import ask_for
from evsite.cli.size_request import read_request
from evsite.cli.size_ways import ways_out

if TYPE_CHECKING:
    from typing import Literal

    from evsite.cli.console import ColorChoice
    from evsite.cli.size_answers import SizeAnswers
    from evsite.cli.size_drivers import Drivers
    from evsite.cli.size_request import Reading
    from evsite.metering.note import Note
    from evsite.metering.options import ReadingOptions
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import SizingResult

SCREEN = "-"
"""The name of an output that means the screen."""


class Meters(NamedTuple):
    """The meter's data of the load that is there: its files, how to read them, and what is added to them."""

    data: tuple[str, ...]
    options: ReadingOptions
    power_factor: float | None
    seasonal: str | None

    def words(self) -> list[str]:
        """The options that say the same."""
        from evsite.metering.advice import option_of

        pairs: list[tuple[str, object]] = [("data", each) for each in self.data]
        for key, value in asdict(self.options).items():
            pairs += [(key, each) for each in (value if isinstance(value, tuple | list) else (value,)) if each]
        pairs += [("power_factor", self.power_factor)] if self.power_factor is not None else []
        pairs += [("seasonal", self.seasonal)] if self.seasonal is not None else []
        return [word for key, value in pairs for word in (option_of(key), str(value))]


def run(
    answers: SizeAnswers,
    meters: Meters,
    drivers: Drivers,
    *,
    ask: bool,
    format: Literal["text", "json"],  # noqa: A002 - the name of the option
    color: ColorChoice,
) -> None:
    """Size what is asked for, and end with the exit code of the command."""
    problems = meter_problems(meters.data, meters.options, meters.power_factor, _a_file(meters))
    seasonal_a = read_option("--seasonal", meters.seasonal, "current", problems) or 0.0
    if not meters.data:
        beside = {"--power-factor": meters.power_factor, "--seasonal": meters.seasonal}
        problems += [f"{option} goes with --data" for option, value in beside.items() if value is not None]
    if ask:
        answers = _answers_from_questions(answers, meters, drivers, problems)
    reading = read_request(answers, from_meter=bool(meters.data), made_up=drivers.made_up)
    problems += map(str, reading.problems)
    problems += drivers.problems(answers)
    inputs = Inputs((*meters.data, *drivers.files))
    target = None if answers.output is None else _target(answers.output, inputs, format, problems)
    if problems or reading.request is None:
        refuse(problems)
    spare(inputs)
    others = [*meters.words(), *drivers.words()]
    request, notes = _with_meter(reading.request, meters, seasonal_a)
    request = replace(request, command=command_line(replace(answers, output=None, choose=None), others))
    result = _sized(request, reading, answers, drivers, color)
    if len(result.designs) < reading.choose and result.designs:
        there = "is one design" if len(result.designs) == 1 else f"are {len(result.designs)} designs"
        refuse([f"--choose: there {there}, and {reading.choose} was asked for"])
    written = _written(result, reading.choose, target)
    ways = ways_out(answers, request, () if result.refusal is None else result.refusal.ways)
    if format == "json":
        from evsite.output.json.sizing import size_document

        arguments = [[*arguments_of(way.answers), *others] for way in ways]
        write_json(size_document(result, request.ports, notes, target if written else None, arguments))
    elif not written or target != SCREEN:
        from evsite.output.text.sizing import render_sizing

        options = [way.words for way in ways]
        write([render_sizing(result, terminal_of(sys.stdout, color), request.ports, notes, options)])
    if written and target != SCREEN:
        which = f" with design {reading.choose}" if reading.choose > 1 else ""
        remark(f"wrote {target}{which}; next: evsite check {target}")
    if ask:
        # the file is there now, and no second run would write over it
        again = replace(answers, output=None) if written else answers
        others += ["--format", format] if format != "text" else []
        remark(f"the same design again: {command_line(again, others)}")
    if not result.designs:
        raise typer.Exit(Exit.FINDINGS)


def _a_file(meters: Meters) -> str:
    """What to say to somebody who may have taken --meter for the file."""
    return "; --data is the file, --meter one of several meters in it" if meters.options.meter else ""


def _answers_from_questions(answers: SizeAnswers, meters: Meters, drivers: Drivers, problems: list[str]) -> SizeAnswers:
    """The answers, with those that are missing from the person at the terminal; what is wrong already ends it."""
    given = read_request(answers, from_meter=bool(meters.data), made_up=drivers.made_up)
    problems += [str(problem) for problem in given.problems if not problem.missing]
    if not sys.stdin.isatty() or not sys.stderr.isatty():
        problems.append("--ask: there is no terminal to ask at; say the options instead, see evsite size --help")
    if problems:
        refuse(problems)
    return ask_for(answers, from_meter=bool(meters.data))


def _target(output: str, inputs: Inputs, format: str, problems: list[str]) -> str:  # noqa: A002
    """The file to write; what is wrong with it goes to the problems."""
    if output == SCREEN:
        if format == "json":
            problems.append("--output: - is the screen, where JSON goes; the document has the site file in it")
        return SCREEN
    target = site_target(output)
    outputs = Outputs([target], screen=False)
    problems += [f"--output: {each}" for each in (*outputs.problems, *outputs.over(inputs))]
    if not outputs.problems and is_taken(target):
        problems.append(_taken(target))
    return target


def _taken(target: str) -> str:
    return f"--output: {target} is there already and is left as it is; give another name, or move it away"


def _with_meter(request: SizingRequest, meters: Meters, seasonal_a: float) -> tuple[SizingRequest, tuple[Note, ...]]:
    """The request with the existing load of the meter's record, and what there is to know about that."""
    if not meters.data:
        return request, ()
    from evsite.studies.load_study import LoadStudyError
    from evsite.studies.sizing.metered import MeteredLoadError, metered_load

    series = read_meter(meters.data, meters.options)
    try:
        found = metered_load(series, request.source, request.nec, meters.power_factor, seasonal_a)
    except LoadStudyError as error:
        refuse([f"--data: {error}"])
    except MeteredLoadError as error:
        stop([f"--data: {each}" for each in error.reasons], Exit.FINDINGS)
    return replace(request, existing=found.load), found.notes


def _sized(
    request: SizingRequest, reading: Reading, answers: SizeAnswers, drivers: Drivers, color: ColorChoice
) -> SizingResult:
    from evsite.studies.sizing.engine import size
    from evsite.studies.sizing.up_to import size_up_to

    if request.need.served_percent is None:
        with progress("sizing"):
            return size_up_to(request) if reading.at_most else size(request)
    from evsite.studies.sizing.drivers_served import DriversServed, NobodyError
    from evsite.studies.sizing.serving import size_served

    come = DriversServed(lambda site: drivers.sessions(answers, site, color), drivers.files)
    try:
        with progress("sizing"):
            return size_served(request, come, at_most=reading.at_most)
    except NobodyError as error:
        stop([f"--served: {error}"], Exit.FINDINGS)


def _written(result: SizingResult, choose: int, target: str | None) -> bool:
    """Write the chosen design; whether there is one, and somewhere to write it to."""
    if target is None or not result.designs:
        return False
    text = result.designs[choose - 1].text
    if target == SCREEN:
        write([text])
    elif not create_file(target, [text]):
        refuse([_taken(target)])
    return True
