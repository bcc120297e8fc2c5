"""A portfolio from cases to lines: what an earlier run has is taken over, the rest goes through an engine."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from evsite.portfolio.cases import task_of
from evsite.portfolio.work import work_out

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from evsite.portfolio.cases import Case
    from evsite.portfolio.journal import Journal
    from evsite.portfolio.tasks import Asked, Task
    from evsite.portfolio.work import Answer, Work


class Engine(Protocol):
    """Works out tasks, wherever that is, and gives one answer for each in any order."""

    def answers(self, tasks: Iterable[Task], work: Work) -> Generator[Answer]:
        """The answers; tasks are taken from the iterator no faster than they are worked out."""


def run_portfolio(
    cases: Sequence[Case],
    asked: Asked,
    engine: Engine,
    journal: Journal,
    *,
    retry_failed: bool = False,
    keep: Callable[[str, str], None] | None = None,
    on_progress: Callable[[float], None] | None = None,
    work: Work = work_out,
) -> int:
    """Work out sites and add their lines to the journal; how many lines of an earlier run were taken over.

    Parameters
    ----------
    cases
        The sites, each path once.
    asked
        What is worked out for each.
    engine
        Where that happens.
    journal
        Has the lines, of earlier runs too.
    retry_failed
        Whether sites of which an earlier run knows nothing are worked out anew.
    keep
        Writes a file of a site by its name; it is called before the line of the site is added.
    on_progress
        Called with the share of the sites that are done.
    work
        What is run for each site, importable where the workers are.
    """
    taken = done = 0

    def advance() -> None:
        if on_progress is not None:
            on_progress((taken + done) / len(cases))

    def new_tasks() -> Iterator[Task]:
        nonlocal taken
        for case in cases:
            task = task_of(case, asked)
            if journal.answer(task, retry_failed=retry_failed):
                taken += 1
                advance()
            else:
                yield task

    with closing(engine.answers(new_tasks(), work)) as answers:
        for answer in answers:
            for name, text in answer.files.items():
                if keep is not None:
                    keep(name, text)
            journal.add(answer.line)
            done += 1
            advance()
    return taken
