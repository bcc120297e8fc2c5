"""The run behind `evsite portfolio`: find the sites, have them worked out, sum up, write."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from evsite._version import __version__
from evsite.cli.console import refuse, remark, stop, terminal_of, write
from evsite.cli.exits import Exit
from evsite.cli.files import give_up, site_files
from evsite.cli.inputs import Inputs
from evsite.cli.outputs import Outputs, make_folder
from evsite.cli.outside import outside_allowed
from evsite.cli.progress import progress
from evsite.cli.streams import UnwritableError, reason
from evsite.model.finding import SiteFileError
from evsite.words import count, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.cli.console import ColorChoice, Threshold
    from evsite.portfolio.cases import Case
    from evsite.portfolio.journal import Journal
    from evsite.portfolio.run import Engine
    from evsite.portfolio.tasks import Asked
    from evsite.studies.portfolio.results import PortfolioSummary

LINES, DOCUMENT, ROWS, PAGE, PACKAGES = "sites.jsonl", "summary.json", "sites.csv", "summary.html", "packages"
"""What is written to the folder of results."""


class EngineOptions(NamedTuple):
    """Where sites are worked out, as the options say."""

    jobs: int | None
    scheduler: str | None
    timeout_s: float | None
    retry_failed: bool

    def problems(self) -> Iterator[str]:
        """What does not go together."""
        if self.jobs is not None and self.scheduler is not None:
            yield "--jobs are processes here; the workers of --scheduler are there already"
        if self.jobs == 0 and self.timeout_s is not None:
            yield "--timeout ends processes, and with --jobs 0 there is none; try --jobs 1"

    def engine(self) -> Engine:
        """The engine that is meant."""
        if self.scheduler is not None:
            from evsite.portfolio.cluster import Cluster

            return Cluster(self.scheduler, self.timeout_s)
        if self.jobs == 0:
            from evsite.portfolio.serial import Serial

            return Serial()
        from evsite.portfolio.pool import Pool

        return Pool(self.jobs or os.cpu_count() or 1, self.timeout_s)


def run(
    named: Sequence[str],
    do: str,
    zone: str | None,
    out: str | None,
    engine: EngineOptions,
    fail_on: Threshold,
    color: ColorChoice,
    *,
    as_json: bool,
) -> int:
    """Work out the sites that are meant; the exit code.

    Parameters
    ----------
    named
        Folders, lists and site files.
    do
        What to work out, with commas.
    zone
        The zone of local times.
    out
        The folder of results; None for none.
    engine
        Where it is worked out.
    fail_on
        The mildest severity that exits with 1.
    color
        Whether the screen gets colours.
    as_json
        Whether it gets one JSON document.
    """
    problems = list(engine.problems())
    asked = _asked(do, zone, problems)
    if out is None:
        problems += [f"{option} needs --out" for option, given in _needing_out(asked, engine) if given]
    if problems:
        refuse(problems)
    cases, unreadable = _cases(named, color)
    names = [] if out is None else [str(Path(out) / name) for name in (LINES, DOCUMENT, ROWS, PAGE)]
    inputs = Inputs(
        [*named, *(name for case in cases for name in (case.file, case.sessions, case.trips, case.tariff) if name)]
    )
    try:
        if out is not None:
            make_folder(out)
            if "package" in asked.do:
                make_folder(str(Path(out) / PACKAGES))
    except UnwritableError as error:
        stop([str(error)], Exit.UNWRITABLE)
    outputs = Outputs(names, screen=True)
    met = [f"--out: {problem}" for problem in (*outputs.problems, *outputs.over(inputs))]
    if met:
        refuse(met)
    for folder in unreadable:
        remark(folder)
    paths = sorted(case.path for case in cases)
    results = Path(out or "")
    with _journal(out) as journal:
        _work(cases, asked, engine, journal, results, (outputs, inputs))
        summary = _told(journal, paths, asked, (outputs, inputs) if out is not None else None, results, color, as_json)
    if summary.unreadable or unreadable:
        return Exit.UNREADABLE
    found = {"error": summary.errors, "warning": summary.warnings, "info": summary.notes}
    counted = list(found)[: list(found).index(fail_on) + 1] if fail_on != "never" else []
    return Exit.FINDINGS if any(found[severity] for severity in counted) else Exit.OK


def _asked(do: str, zone: str | None, problems: list[str]) -> Asked:
    from evsite.portfolio.tasks import STUDIES, Asked

    words = {word.strip().lower() for word in do.split(",") if word.strip()}
    unknown = sorted(words - set(STUDIES))
    if unknown or not words:
        problems.append(f"--do: found {', '.join(map(repr, unknown)) or 'nothing'}, expected {listed(STUDIES, 'and')}")
    if zone is not None:
        from evsite.sitefile.sessions.named_columns import SessionOptionError
        from evsite.sitefile.sessions.options import read_zone

        try:
            read_zone(zone)
        except SessionOptionError as error:
            problems.append(f"--zone: {error}")
    wanted = tuple(study for study in STUDIES if study in words or study == "check")
    return Asked(wanted, zone, outside_allowed(), dt.date.today())  # noqa: DTZ011 - the day of who runs it


def _needing_out(asked: Asked, engine: EngineOptions) -> list[tuple[str, bool]]:
    return [("--do package", "package" in asked.do), ("--retry-failed", engine.retry_failed)]


def _cases(named: Sequence[str], color: ColorChoice) -> tuple[list[Case], tuple[str, ...]]:
    """The sites that are meant, each once, and folders that could not be looked into."""
    from evsite.portfolio.cases import Case, ListError, listed_cases

    lists = [name for name in named if name.lower().endswith(".csv")]
    if "-" in named:
        refuse(["sites are read from files, and - is standard input"])
    cases: dict[str, Case] = {}
    try:
        for each in lists:
            for case in listed_cases(each):
                cases.setdefault(case.path, case)
    except ListError as error:
        refuse([str(error)])
    except SiteFileError as error:
        give_up(error, color)
    others = [name for name in named if name not in lists]
    found = site_files(others) if others else None
    if found is not None:
        if found.problems:
            refuse(found.problems)
        for file in found.files:
            case = Case(file)
            cases.setdefault(case.path, case)
    if not cases:
        refuse([f"no sites in {listed(lists, 'and')}"])
    return list(cases.values()), () if found is None else found.unreadable


@contextmanager
def _journal(out: str | None) -> Iterator[Journal]:
    """The lines in the folder of results; lines that go away where none is asked for."""
    from evsite.portfolio.journal import Journal

    path = None if out is None else Path(out) / LINES
    try:
        journal = Journal(path)
    except OSError as error:
        stop([f"cannot write {path or 'lines'}: {reason(error)}"], Exit.UNWRITABLE)
    with journal:
        yield journal


def _work(
    cases: Sequence[Case],
    asked: Asked,
    engine: EngineOptions,
    journal: Journal,
    folder: Path,
    files: tuple[Outputs, Inputs],
) -> None:
    """Have every site worked out that has no line yet."""
    from evsite.portfolio.batches import EngineError
    from evsite.portfolio.run import run_portfolio

    outputs, inputs = files

    def keep(name: str, text: str) -> None:
        outputs.write(str(folder / PACKAGES / name), [text], inputs)

    try:
        with _without_logs(), progress(f"working out {count(len(cases), 'site')}") as on_progress:
            taken = run_portfolio(
                cases,
                asked,
                engine.engine(),
                journal,
                retry_failed=engine.retry_failed,
                keep=keep,
                on_progress=on_progress,
            )
    except EngineError as error:
        stop([str(error)], Exit.UNREADABLE)
    except UnwritableError as error:
        stop([str(error)], Exit.UNWRITABLE)
    if taken:
        remark(f"{count(taken, 'site')} taken over from {folder / LINES}")


@contextmanager
def _without_logs() -> Iterator[None]:
    """Keep the logs of Dask off standard error: what they tell comes as an exception, and is said in a line."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


def _told(
    journal: Journal,
    paths: Sequence[str],
    asked: Asked,
    files: tuple[Outputs, Inputs] | None,
    folder: Path,
    color: ColorChoice,
    as_json: bool,
) -> PortfolioSummary:
    """Sum up, write the files, and show it."""
    from evsite.output.json.portfolio import portfolio_document
    from evsite.output.json.writer import pieces
    from evsite.output.topics import all_topics
    from evsite.studies.portfolio.summary import summarize

    summary = summarize(journal.lines(paths), asked.do)
    titles = {code: topic.title for code, topic in all_topics().items()}

    def document() -> Iterator[str]:
        return pieces(portfolio_document(summary, journal.lines(paths), asked.words))

    if files is not None:
        from evsite.output.page.portfolio import portfolio_pieces
        from evsite.output.portfolio_csv import portfolio_csv

        outputs, inputs = files
        try:
            outputs.write(str(folder / DOCUMENT), document(), inputs)
            outputs.write(str(folder / ROWS), portfolio_csv(journal.lines(paths)), inputs)
            outputs.write(str(folder / PAGE), portfolio_pieces(summary, asked.words, __version__, titles), inputs)
        except UnwritableError as error:
            stop([str(error)], Exit.UNWRITABLE)
    if as_json:
        write(document())
    else:
        from evsite.output.text.portfolio import render_portfolio

        write([render_portfolio(summary, terminal_of(sys.stdout, color), titles)])
    return summary
