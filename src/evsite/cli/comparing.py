"""The run behind `evsite compare` of two designs: read, compare, render in every format that is wanted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

from evsite.cli.comparing_drivers import played_in_both
from evsite.cli.console import file_pieces, refuse, stop, terminal_of, write
from evsite.cli.exits import Exit
from evsite.cli.files import read_loaded
from evsite.cli.format_options import COMPARE_FORMATS, wanted_formats
from evsite.cli.inputs import Inputs
from evsite.cli.outputs import Outputs
from evsite.cli.progress import progress
from evsite.cli.streams import UnwritableError
from evsite.output.located import CheckedFile
from evsite.output.text.terminal_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.cli.comparing_drivers import PlayedOptions
    from evsite.cli.console import ColorChoice
    from evsite.documents.changes import DocumentChange
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.sitefile.document import LoadedSite
    from evsite.studies.comparison.design import Design
    from evsite.studies.comparison.design_results import DesignComparison
    from evsite.studies.comparison.driver_results import DriversComparison


def run_compare(
    files: Sequence[str],
    formats: Sequence[str],
    fail_on: Literal["error", "worse", "never"],
    color: ColorChoice,
    *,
    documents: bool | None = None,
    every: bool = False,
    played: PlayedOptions | None = None,
) -> int:
    """Compare two site files and write what differs; the exit code.

    Parameters
    ----------
    files
        The names of the files, of which there have to be two.
    formats
        What `--format` says.
    fail_on
        What makes the exit code 1.
    color
        Whether the screen gets colours.
    documents
        Whether documents are compared; None for sites that are not large.
    every
        Whether every line is reported.
    played
        The sessions that are played in both, if any.
    """
    problems = _problems_of(files)
    if played is not None and not problems:
        problems = played.problems(files)
    wanted = wanted_formats(formats, COMPARE_FORMATS, problems)
    outputs = Outputs([each.file for each in wanted if each.file], screen=any(not each.file for each in wanted))
    inputs = Inputs([*files, *([] if played is None else played.read)])
    problems += [f"--format: {problem}" for problem in (*outputs.problems, *outputs.over(inputs))]
    if problems:
        refuse(problems)
    loaded = [read_loaded(file, color) for file in files]
    inputs.add_named_in(each.document for each in loaded)
    met = outputs.over(inputs)
    if met:
        refuse([f"--format: {problem}" for problem in met])
    drivers = None
    if played is not None:
        drivers = played_in_both(loaded[0].site, loaded[1].site, played, color)
    files_read = () if played is None else played.sessions.files
    compared = _Compared(loaded, documents=documents, every=every, drivers=drivers, session_files=files_read)
    failures = []
    for name, file in wanted:
        try:
            if file is None:
                write(compared.pieces(name, terminal_of(sys.stdout, color)))
            else:
                outputs.write(file, file_pieces(name, compared.pieces(name, PLAIN)), inputs)
        except UnwritableError as error:
            failures.append(str(error))
    if failures:
        stop(failures, Exit.UNWRITABLE)
    return Exit.FINDINGS if compared.fails(fail_on) else Exit.OK


def _problems_of(files: Sequence[str]) -> list[str]:
    """What is wrong with the files that are named."""
    if len(files) != 2:
        found = "one" if len(files) == 1 else f"{len(files):,}"
        return [f"found {found}, expected one site file or two: evsite compare BEFORE AFTER"]
    return ["standard input (-) can be read only once"] if list(files) == ["-", "-"] else []


class _Compared:
    """A comparison with the files that it is about."""

    def __init__(
        self,
        loaded: Sequence[LoadedSite],
        *,
        documents: bool | None,
        every: bool,
        drivers: DriversComparison | None,
        session_files: Sequence[str],
    ) -> None:
        from evsite.documents.changes import compared_documents, small_enough, with_documents
        from evsite.documents.package.every import ALLOWANCES
        from evsite.studies.comparison.design import worked_out_design
        from evsite.studies.comparison.design_matching import Matching
        from evsite.studies.comparison.designs import compare_designs

        before, after = loaded
        sites = self._sites = before.site, after.site
        with progress("working out both designs") as on_progress:
            designs = (
                worked_out_design(before, ALLOWANCES, lambda share: on_progress(share / 2)),
                worked_out_design(after, ALLOWANCES, lambda share: on_progress(0.5 + share / 2)),
            )
        matching = Matching(*sites)
        self._documents: tuple[DocumentChange, ...] | None = None
        if small_enough(*sites) if documents is None else documents:
            self._documents = compared_documents(*sites, matching)
        self._found: DesignComparison = with_documents(compare_designs(*designs, matching), self._documents)
        self._checked = _checked(designs[0]), _checked(designs[1])
        self._every = every
        self._drivers, self._session_files = drivers, session_files

    def fails(self, fail_on: Literal["error", "worse", "never"]) -> bool:
        """Whether the exit code says that something is wrong."""
        if fail_on == "error":
            return self._found.new_errors > 0
        return fail_on == "worse" and (self._found.verdict in {"worse", "mixed"} or self._found.new_errors > 0)

    def pieces(self, name: str, terminal: TerminalStyle) -> Iterable[str]:
        """The comparison in a format."""
        if name == "json":
            from evsite.output.json.comparison import compare_document
            from evsite.output.json.drivers import drivers_figures
            from evsite.output.json.writer import pieces

            drivers = drivers_figures(self._drivers, self._sites, self._session_files)
            return pieces(compare_document(self._found, self._checked, self._documents, drivers))
        from evsite.output.text.design_sections import design_sections

        comparison = design_sections(
            self._found, self._sites, self._documents, drivers=self._drivers, every=self._every
        )
        files = self._checked[0].document.filename, self._checked[1].document.filename
        if name == "markdown":
            from evsite.output.design_markdown import render_design_markdown

            return [render_design_markdown(comparison, files)]
        from evsite.output.text.design_comparison import render_design_comparison

        return [render_design_comparison(comparison, files, terminal)]


def _checked(design: Design) -> CheckedFile:
    result = design.checked
    return CheckedFile(design.loaded.document, result.findings, result.ignored, records=result.records)
