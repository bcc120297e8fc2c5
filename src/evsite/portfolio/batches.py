"""Batches: so many sites that one takes about a second, by the time that sites took so far."""

from __future__ import annotations

import threading
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from evsite._version import __version__
from evsite.portfolio.work import failure
from evsite.studies.portfolio.failure_kinds import BUG, CRASH, TIME_OUT
from evsite.words import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.portfolio.tasks import Task
    from evsite.portfolio.work import Answer, Work

AIM_S = 1.0
_MOST = 256
_MOST_BYTES = 4 * 1024 * 1024
"""What travels at once, where a site alone is not larger."""


class EngineError(Exception):
    """Raised where no site can be worked out: no workers, or workers with another version of evsite."""


class Batches:
    """Cuts tasks into batches; those whose fate is not known come back one by one, before all others."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = iter(tasks)
        self._again: deque[list[Task]] = deque()
        self._size = 1
        self._a_site_s: float | None = None

    def next(self) -> list[Task]:
        """The next batch; an empty one where nothing is left for now."""
        if self._again:
            return self._again.popleft()
        batch = list(islice(self._tasks, self._size))
        return self._cut(batch) if sum(task.size_bytes for task in batch) > _MOST_BYTES else batch

    def _cut(self, batch: list[Task]) -> list[Task]:
        """A batch within the bytes that may travel; the rest comes next."""
        travels, fitting = 0, 0
        for task in batch:
            travels += task.size_bytes
            if fitting and travels > _MOST_BYTES:
                break
            fitting += 1
        if fitting < len(batch):
            self._again.appendleft(batch[fitting:])
        return batch[:fitting]

    def took(self, answers: Sequence[Answer]) -> None:
        """Learn from a batch how many sites make a second; the next is at most twice as large as the largest so far."""
        elapsed_s = sum(answer.line.elapsed_s or 0.0 for answer in answers)
        mean_s = max(elapsed_s / max(len(answers), 1), 1e-6)
        self._a_site_s = mean_s if self._a_site_s is None else (self._a_site_s + mean_s) / 2
        self._size = max(1, min(_MOST, 2 * self._size, int(AIM_S / self._a_site_s)))

    def again(self, batch: Sequence[Task]) -> None:
        """Take back what may or may not have been done; each task stands alone then, so that one is to blame."""
        self._again.extend([task] for task in batch)

    def whole(self, batch: list[Task]) -> None:
        """Take back what was never begun."""
        self._again.append(batch)


def run_batch(work: Work, batch: Sequence[Task], timeout_s: float | None = None) -> tuple[str, list[Answer]]:
    """Work out a batch, where a worker is: the version of evsite there, and the answers.

    With `timeout_s` a site that takes longer is given up; what has begun there goes on in a thread until it ends, since
    nothing can stop it within a process that others use.
    """
    return __version__, [_answered(work, task, timeout_s) for task in batch]


def _answered(work: Work, task: Task, timeout_s: float | None) -> Answer:
    if timeout_s is None:
        return _tried(work, task)
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(_tried(work, task)), daemon=True)
    thread.start()
    thread.join(timeout_s)
    return answers[0] if answers else timed_out(task, timeout_s)


def _tried(work: Work, task: Task) -> Answer:
    try:
        return work(task)
    except Exception as error:
        return failure(task, BUG, f"{type(error).__name__}: {error}")


def timed_out(task: Task, timeout_s: float) -> Answer:
    """The answer for a site that was given up."""
    return failure(task, TIME_OUT, f"not done after {format_number(timeout_s)} s")


def crashed(task: Task) -> Answer:
    """The answer for a site whose process ended."""
    return failure(task, CRASH, "the process that worked on it ended: it crashed, was killed or had no memory left")


def same_version(version: str, where: str = "a worker") -> None:
    """Refuse answers of another evsite.

    Raises
    ------
    EngineError
        Its version is another one.
    """
    if version != __version__:
        raise EngineError(f"{where} has evsite {version}, and this is {__version__}: install the same version there")
