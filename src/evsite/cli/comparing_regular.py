"""The run behind `evsite compare` of one site file: the site beside a regular installation of its stations."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Literal

from evsite.cli.comparing_drivers import played_in_both
from evsite.cli.console import file_pieces, refuse, remark, stop, terminal_of, write
from evsite.cli.exits import Exit
from evsite.cli.files import give_up, read_loaded
from evsite.cli.format_options import COMPARE_FORMATS, wanted_formats
from evsite.cli.inputs import Inputs
from evsite.cli.outputs import Outputs
from evsite.cli.playing import read_once
from evsite.cli.progress import progress
from evsite.cli.quantities import length_ft, percent
from evsite.cli.streams import UnwritableError
from evsite.output.text.terminal_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.cli.comparing_drivers import PlayedOptions
    from evsite.cli.console import ColorChoice
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.sitefile.document import LoadedSite
    from evsite.studies.comparison.regular import Compared


@dataclass(frozen=True, slots=True)
class RegularOptions:
    """What the options say that are about a regular installation, as they were given."""

    prices: str | None
    tail: str | None
    waste: str | None
    raceway: Literal["EMT", "IMC", "RMC", "PVC-40", "PVC-80"] | None
    write_regular: str | None

    def refuse_if_given(self) -> None:
        """End the command if two files are compared and an option is given that is about one."""
        given = {name: value for name in fields(self) if (value := getattr(self, name.name)) is not None}
        names = [f"--{each.name.replace('_', '-')}" for each in given]
        refuse_all([f"{name} is for one site file, beside its regular installation" for name in names])


def options_of_two(fail_on: bool, documents: bool, every: bool) -> list[str]:
    """The options that are given though they are about two files."""
    given = {"--fail-on": fail_on, "--documents or --no-documents": documents, "--all": every}
    return [name for name, is_given in given.items() if is_given]


def refuse_all(problems: list[str]) -> None:
    """End the command with what is wrong, if anything is."""
    if problems:
        refuse(problems)


def run_regular(
    file: str,
    formats: Sequence[str],
    options: RegularOptions,
    of_two: Sequence[str],
    color: ColorChoice,
    played: PlayedOptions | None = None,
) -> int:
    """Compare a site with a regular installation of its stations; the exit code.

    Parameters
    ----------
    file
        The name of the site file.
    formats
        What `--format` says.
    options
        What is counted how, and where the site file of the regular installation goes.
    of_two
        Options that are given though they are about two files.
    color
        Whether the screen gets colours.
    played
        The sessions that are played in both installations, if any.
    """
    problems = [f"{name} is for two site files: evsite compare BEFORE AFTER" for name in of_two]
    wanted = wanted_formats(formats, COMPARE_FORMATS, problems)
    problems += read_once([file, options.prices]) if played is None else played.problems([file, options.prices])
    files = [each.file for each in wanted if each.file]
    outputs = Outputs(
        [*files, *([options.write_regular] if options.write_regular else [])],
        screen=any(not each.file for each in wanted),
    )
    named = " or ".join([*(["--format"] if files else []), *(["--write-regular"] if options.write_regular else [])])
    inputs = Inputs([file, *([options.prices] if options.prices else []), *([] if played is None else played.read)])
    problems += [f"{named}: {problem}" for problem in (*outputs.problems, *outputs.over(inputs))]
    tail_ft = length_ft("--tail", options.tail or "5 ft", problems)
    waste_percent = percent("--waste", options.waste or "5 %", problems)
    refuse_all(problems)
    loaded = read_loaded(file, color)
    inputs.add_named_in([loaded.document])
    refuse_all([f"{named}: {problem}" for problem in outputs.over(inputs)])
    compared = _compared(loaded, options, (tail_ft, waste_percent), color)
    if played is not None:
        drivers = played_in_both(compared.regular.site, loaded.site, played, color)
        compared = replace(compared, comparison=replace(compared.comparison, real_drivers=drivers))
    session_files = () if played is None else played.sessions.files
    targets: list[tuple[str | None, Iterable[str]]] = []
    for name, target in wanted:
        terminal = PLAIN if target else terminal_of(sys.stdout, color)
        pieces = _pieces(loaded, compared, name, terminal, session_files)
        targets.append((target, file_pieces(name, pieces) if target else pieces))
    if options.write_regular:
        from evsite.studies.comparison.regular_file import text_for

        targets.append((options.write_regular, [text_for(compared.regular, loaded.document, options.write_regular)]))
    failures = []
    for target, content in targets:
        try:
            if target is None:
                write(content)
            else:
                outputs.write(target, content, inputs)
        except UnwritableError as error:
            failures.append(str(error))
    if failures:
        stop(failures, Exit.UNWRITABLE)
    if options.write_regular:
        remark(f"wrote {options.write_regular}")
    return Exit.OK


def _compared(
    loaded: LoadedSite, options: RegularOptions, allowed: tuple[float, float], color: ColorChoice
) -> Compared:
    from evsite.documents.bom.document import label_quantities
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.prices import load_prices
    from evsite.studies.comparison.regular import compare_with_regular
    from evsite.studies.comparison.regular_sizes import NoRegularSiteError
    from evsite.studies.takeoff.runs import Allowances

    try:
        prices = None if options.prices is None else load_prices(options.prices)
    except SiteFileError as error:
        give_up(error, color)
    try:
        with progress("working out both installations") as on_progress:
            return compare_with_regular(
                loaded, Allowances(*allowed, options.raceway), prices, label_quantities, on_progress
            )
    except NoRegularSiteError as error:
        refuse([str(error)])


def _pieces(
    loaded: LoadedSite, compared: Compared, name: str, terminal: TerminalStyle, session_files: Sequence[str]
) -> Iterable[str]:
    """The comparison in a format."""
    if name == "json":
        from evsite.output.json.regular import regular_document
        from evsite.output.json.writer import pieces

        return pieces(regular_document(loaded.site, compared.comparison, compared.regular.site, session_files))
    if name == "markdown":
        from evsite.output.regular_markdown import regular_markdown

        return [regular_markdown(loaded.site, compared.comparison)]
    from evsite.output.text.regular import render_regular

    return [render_regular(loaded.site, compared.comparison, terminal)]
