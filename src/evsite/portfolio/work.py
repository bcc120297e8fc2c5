"""A task worked out, wherever that is: the line of a site and what is written beside it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

from evsite._version import __version__
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.model.finding import SiteFileError
from evsite.model.project import NO_PROJECT
from evsite.output.documents.html import html_pieces
from evsite.portfolio.tasks import Task
from evsite.rules import check_loaded
from evsite.sitefile.document import Document, LoadedSite
from evsite.sitefile.problems import UNREADABLE_FILE
from evsite.sitefile.resolve.site import resolve
from evsite.studies.portfolio.failure_kinds import BUG, STUDY
from evsite.studies.portfolio.results import FindingTally, SiteLine
from evsite.studies.portfolio.site_figures import (
    StudyError,
    driver_figures,
    fleet_figures,
    guarantee,
    oversubscription_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.finding import Finding, Severity
    from evsite.sitefile.problem import Problem
    from evsite.studies.portfolio.results import LineState


@dataclass(frozen=True, slots=True)
class Answer:
    """The line of a site, and files to write for it by their names."""

    line: SiteLine
    files: dict[str, str] = field(default_factory=dict)


Work: TypeAlias = Callable[[Task], Answer]
"""What engines run for each task."""


def work_out(task: Task) -> Answer:
    """Do all that is asked of a site; what goes wrong with it is said in its line."""
    started = time.perf_counter()
    if task.problem is not None:
        answer = Answer(_line(task, "unreadable", [UNREADABLE_FILE.finding(task.problem)], message=task.problem))
    else:
        try:
            with TemporaryDirectory(prefix="evsite-") as top:
                answer = _in_folder(task, _unpacked(task, Path(top)))
        except Exception as error:
            answer = failure(task, BUG, f"{type(error).__name__}: {error}")
    return replace(answer, line=replace(answer.line, elapsed_s=round(time.perf_counter() - started, 4)))


def failure(task: Task, kind: Problem, message: str) -> Answer:
    """The answer for a site of which nothing is known."""
    finding = kind.finding(" ".join(message.split())[:500])
    return Answer(_line(task, "failed", [finding], message=finding.message))


def _unpacked(task: Task, top: Path) -> Path:
    """The folder of the site, with all that goes with it; it is as deep as names that lead upwards need."""
    above = max((PurePosixPath(name).parts.count("..") for name in task.beside), default=0)
    folder = top.joinpath(*["d"] * (above + 1))
    folder.mkdir(parents=True)
    for name, content in task.beside.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in task.outside:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # a system that makes no links says that there is no such file
            (folder / name).symlink_to(top)
    return folder


def _in_folder(task: Task, folder: Path) -> Answer:
    try:
        document = Document.from_bytes(task.content, task.path, folder, site=True)
        document.outside = task.asked.allow_outside
        loaded = LoadedSite(resolve(document), document)
    except SiteFileError as error:
        state: LineState = "unreadable" if error.unreadable else "refused"
        return Answer(_line(task, state, error.findings, message=error.findings[0].message))
    return _Studies(task, loaded, folder).answer()


def _line(task: Task, state: LineState, findings: Iterable[Finding], **figures: Any) -> SiteLine:  # noqa: ANN401
    tallies: Counter[tuple[int, str, str, Severity]] = Counter()
    not_checked = 0
    for each in findings:
        if each.status == "not checked":
            not_checked += 1
        else:
            tallies[each.severity.rank, each.code, each.name, each.severity] += 1
    nothing = dict.fromkeys(
        (
            "site",
            "message",
            "ports",
            "oversubscription_by_ports",
            "oversubscription_by_power",
            "guaranteed_current_a",
            "guaranteed_power_kw",
        )
    )
    return SiteLine(
        path=task.path,
        sha256=task.sha256,
        beside=task.beside_sha256,
        version=__version__,
        asked=task.asked.words,
        state=state,
        findings=tuple(
            FindingTally(code, name, severity, number) for (_, code, name, severity), number in sorted(tallies.items())
        ),
        not_checked=not_checked,
        **(nothing | figures),
    )


class _Studies:
    """What is asked of one site that could be read."""

    def __init__(self, task: Task, loaded: LoadedSite, folder: Path) -> None:
        self.task, self.loaded, self.folder = task, loaded, folder
        self.analysis = SiteAnalysis(loaded.site)
        self.checked = check_loaded(loaded, shown=False, analysis=self.analysis, today=task.asked.today)
        self.findings: list[Finding] = list(self.checked.findings)
        self.figures: dict[str, Any] = {}
        self.files: dict[str, str] = {}

    def answer(self) -> Answer:
        task, site, do = self.task, self.loaded.site, self.task.asked.do
        by_ports, by_power = oversubscription_of(site)
        self.figures |= {
            "site": site.name,
            "ports": len(site.ports),
            "oversubscription_by_ports": by_ports,
            "oversubscription_by_power": by_power,
        }
        if "report" in do:
            current_a, power_kw = guarantee(site, self.checked, self.analysis)
            self.figures |= {"guaranteed_current_a": current_a, "guaranteed_power_kw": power_kw}
        root = str(self.folder)
        try:
            if "simulate" in do and task.sessions:
                sessions = str(self.folder / task.sessions)
                self.figures["drivers"] = driver_figures(site, [sessions], task.asked.zone)
            if "fleet" in do and task.trips:
                trips = str(self.folder / task.trips)
                tariff = str(self.folder / task.tariff) if task.tariff in task.beside else task.tariff
                self.figures["fleets"], alerts = fleet_figures(site, [trips], task.asked.zone, tariff)
                self.findings += alerts
        except SiteFileError as error:
            self._cannot(error.findings[0].message)
            self.findings += error.findings
        except StudyError as error:
            self._cannot(str(error).replace(root, ""))
            self.findings.append(STUDY.finding(self.figures["message"]))
        if "package" in do:
            self._package()
        return Answer(_line(task, "worked out", self.findings, **self.figures), self.files)

    def _cannot(self, message: str) -> None:
        self.figures["message"] = message

    def _package(self) -> None:
        """The permit set as one HTML file; while a check finds errors there is none."""
        from evsite.documents.package.document import Checked, permit_package

        checked = Checked(tuple(self.checked.findings), tuple(self.checked.ignored))
        if checked.errors:
            return
        site = self.loaded.site
        document = replace(permit_package(site, checked), project=site.project or NO_PROJECT)
        name = package_name(self.task.path)
        self.figures["package"] = name
        self.files[name] = "".join(html_pieces(document))


def package_name(path: str) -> str:
    """The name of the permit set of a site file: readable, and that of no other path."""
    stem = "-".join(part for part in PurePosixPath(path).with_suffix("").parts if part not in {"/", ".."})
    readable = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "_" for letter in stem)
    return f"{readable[-80:]}-{sha256(path.encode()).hexdigest()[:8]}.html"
