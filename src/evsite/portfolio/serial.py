"""The engine without any other process: nothing protects from a site that crashes or never ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.portfolio.batches import run_batch

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from evsite.portfolio.tasks import Task
    from evsite.portfolio.work import Answer, Work


class Serial:
    """Works out one site after the other in this process."""

    def answers(self, tasks: Iterable[Task], work: Work) -> Generator[Answer]:
        """The answers, in the order of the tasks."""
        for task in tasks:
            yield from run_batch(work, [task])[1]
