"""The run behind `evsite check`: read, judge, render in every format that is wanted."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from evsite._version import __version__
from evsite.cli.console import (
    GITHUB,
    ColorChoice,
    Threshold,
    file_pieces,
    on_terminal,
    refuse,
    remark,
    stop,
    terminal_of,
    write,
)
from evsite.cli.exits import Exit
from evsite.cli.files import site_files, working_folder
from evsite.cli.format_options import wanted_formats
from evsite.cli.inputs import Inputs
from evsite.cli.outputs import Outputs
from evsite.cli.outside import outside_allowed
from evsite.cli.streams import UnwritableError
from evsite.model.finding import Severity, SiteFileError
from evsite.output.diagnostics.formats import FORMATS
from evsite.output.diagnostics.summary import next_step, render_concise, render_full
from evsite.output.located import CheckedFile, FormatOptions, RuleInfo, ToolInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.cli.format_options import WantedFormat
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.sitefile.document import Document


_FOR_PEOPLE = {"full", "concise"}
"""Formats after which the next step is reported on a terminal."""


def run_check(
    named: Sequence[str],
    formats: Sequence[str],
    fail_on: Threshold,
    color: ColorChoice,
    rules: tuple[Sequence[str], Sequence[str]] = ((), ()),
    root: str | None = None,
    *,
    show_not_checked: bool = False,
) -> int:
    """Check files and write the findings; the exit code.

    `rules` are those to ask alone, and those to leave out. `root` is the folder that relative names of files start
    from, and that names are shown relative to: the working folder if it is None. The files that formats are written to
    start from the working folder in any case. With `show_not_checked` formats list what they only count otherwise.
    """
    if root is not None and not os.path.isdir(root):  # noqa: PTH112 (no path at all is no folder)
        refuse([f"--root: no folder {root!r}"])
    found = site_files(named, root or "")
    problems = list(found.problems)
    wanted = wanted_formats(formats, FORMATS, problems)
    outputs = Outputs([each.file for each in wanted if each.file], screen=any(not each.file for each in wanted))
    inputs = Inputs(os.path.join(root or "", file) if file != "-" else file for file in found.files)  # noqa: PTH118
    problems += [f"--format: {problem}" for problem in (*outputs.problems, *outputs.over(inputs))]
    chosen = _chosen(*rules, problems) if any(rules) else None
    if problems:
        refuse(problems)
    if found.unreadable and not found.files:
        stop(found.unreadable, Exit.UNREADABLE)
    for folder in found.unreadable:
        remark(folder)
    checked, unreadable = _check(found.files, chosen, root or "")
    inputs.add_named_in(file.document for file in checked)
    met = outputs.over(inputs)
    if met:
        refuse([f"--format: {problem}" for problem in met])
    shown_from = os.path.abspath(root) if root else working_folder()  # noqa: PTH100
    options = FormatOptions(None if fail_on == "never" else Severity(fail_on), not_checked=show_not_checked)
    _render(checked, wanted, (ToolInfo(__version__, root=shown_from), options), color, (outputs, inputs))
    if on_terminal(sys.stdout) and any(each.file is None and each.format in _FOR_PEOPLE for each in wanted):
        write(next_step(checked))
    if unreadable or found.unreadable:
        return Exit.UNREADABLE
    failed = any(options.fails(finding) for file in checked for finding in file.findings)
    return Exit.FINDINGS if failed else Exit.OK


def _chosen(select: Sequence[str], ignore: Sequence[str], problems: list[str]) -> frozenset[str]:
    """The codes of the rules to ask; what is wrong with the words for them is added to `problems`."""
    from evsite.rules.rule_list import known_rules

    known = known_rules()

    def codes(option: str, texts: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for stated in (word.strip() for text in texts for word in text.split(",")):
            word = stated.lower()
            meant = {code for code in known.values() if len(word) > 2 and code.lower().startswith(word)}
            found |= meant | ({known[word]} if word in known else set())
            if not meant and word not in known:
                near = get_close_matches(word, known, 1)
                hint = f"did you mean {_as_listed(near[0], known)}?" if near else "`evsite rules` lists them all"
                problems.append(f"{option}: no rule {stated!r}; {hint}")
        return found

    every = codes("--select", select) if select else set(known.values())
    return frozenset(every - codes("--ignore", ignore))


def _as_listed(word: str, known: Mapping[str, str]) -> str:
    """A code or name as the list of rules has it: codes in capitals."""
    return known[word] if known[word].lower() == word else word


def _check(files: Iterable[str], chosen: frozenset[str] | None, root: str) -> tuple[list[CheckedFile], bool]:
    """Every file with its findings, and whether one of them could not be read at all."""
    from evsite.rules import check_loaded
    from evsite.sitefile.loading import read

    checked = []
    unreadable = False
    for file in files:
        try:
            loaded = read(file, root=root, allow_outside=outside_allowed())
        except SiteFileError as error:
            unreadable = unreadable or error.unreadable
            checked.append(CheckedFile(cast("Document", error.document), tuple(error.findings)))
        else:
            result = check_loaded(loaded, select=chosen)
            selected_findings = (finding for finding in result.findings if chosen is None or finding.code in chosen)
            checked.append(
                CheckedFile(loaded.document, tuple(selected_findings), result.ignored, result.untried, result.records)
            )
    return checked, unreadable


def _render(
    checked: Sequence[CheckedFile],
    wanted: Sequence[WantedFormat],
    format_arguments: tuple[ToolInfo, FormatOptions],
    color: ColorChoice,
    files: tuple[Outputs, Inputs],
) -> None:
    """Write every format to its place; where one cannot be written the others are, and then the command ends."""
    from evsite.output.text.terminal_style import PLAIN

    outputs, inputs = files
    failures = []
    for name, file in wanted:
        try:
            if file is None:
                write(
                    _pieces(name, checked, terminal_of(sys.stdout, color), *format_arguments), commands=name == GITHUB
                )
            else:
                outputs.write(file, file_pieces(name, _pieces(name, checked, PLAIN, *format_arguments)), inputs)
        except UnwritableError as error:
            failures.append(str(error))
    if failures:
        stop(failures, Exit.UNWRITABLE)


def _pieces(
    name: str, checked: Sequence[CheckedFile], terminal: TerminalStyle, tool: ToolInfo, options: FormatOptions
) -> Iterable[str]:
    if name == "full":
        return render_full(checked, terminal)
    if name == "concise":
        return render_concise(checked, terminal, options)
    wanted = FORMATS[name]
    rules = _rule_infos() if wanted.wants_rules else []
    return [wanted.renderer()(checked, rules, tool, options)]


def _rule_infos() -> list[RuleInfo]:
    from evsite.output.topics import all_topics

    return [topic.info() for topic in all_topics().values()]
