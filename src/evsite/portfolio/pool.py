"""The engine of one machine: a process for each job, each an executor of its own, so that one that dies takes no other.

Where a process dies its executor is replaced. Its sites are tried again one by one, and the one that dies alone is the
one to blame; the same happens after a time-out, for which the process is ended.
"""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from evsite._version import __version__
from evsite.portfolio.batches import Batches, EngineError, crashed, run_batch, same_version, timed_out
from evsite.processes import interrupts_held

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from concurrent.futures import Future

    from evsite.portfolio.tasks import Task
    from evsite.portfolio.work import Answer, Work

_MOST_BAD_STARTS = 3


class Pool:
    """Works out sites in processes of this machine.

    Parameters
    ----------
    jobs
        How many at a time.
    timeout_s
        The most that a site may take; None for no limit.
    """

    def __init__(self, jobs: int, timeout_s: float | None = None) -> None:
        self.jobs = jobs
        self.timeout_s = timeout_s

    def answers(self, tasks: Iterable[Task], work: Work) -> Generator[Answer]:
        """The answers as they come.

        Raises
        ------
        EngineError
            Processes cannot be started.
        """
        batches = Batches(tasks)
        lanes: list[_Lane] = []
        bad_starts = 0
        try:
            while self._give(batches, lanes, work):
                for lane in self._done(lanes):
                    if lane.starting:
                        bad_starts = 0 if lane.started() else bad_starts + 1
                        if bad_starts == _MOST_BAD_STARTS:
                            raise EngineError("worker processes end before they have begun")
                        if lane.starting or not lane.begin(work, self.timeout_s):
                            batches.whole(lane.batch)
                            _drop(lane, lanes)
                        continue
                    answers = lane.result()
                    if answers is None:
                        _drop(lane, lanes)
                        yield from self._blamed(lane, batches)
                    else:
                        batches.took(answers)
                        yield from answers
        finally:
            for lane in lanes:
                lane.end()
            for lane in lanes:
                lane.close()

    def _give(self, batches: Batches, lanes: list[_Lane], work: Work) -> bool:
        """Give every process that waits a batch, close those for which there is none; whether any is at work."""
        for lane in [each for each in lanes if each.idle]:
            lane.batch = batches.next()
            if not lane.batch:
                _drop(lane, lanes)
            elif not lane.begin(work, self.timeout_s):
                batches.whole(lane.batch)
                _drop(lane, lanes)
        while len(lanes) < self.jobs and (batch := batches.next()):
            lanes.append(_Lane(batch, work))
        return bool(lanes)

    @staticmethod
    def _done(lanes: list[_Lane]) -> list[_Lane]:
        """Those of which there is news; processes beyond their time are ended, which is news soon."""
        deadlines = [lane.deadline_s for lane in lanes if lane.deadline_s is not None]
        patience_s = max(min(deadlines) - time.monotonic(), 0.0) if deadlines else None
        done, _ = wait([lane.future for lane in lanes], patience_s, FIRST_COMPLETED)
        now_s = time.monotonic()
        for lane in lanes:
            if lane.future not in done and lane.deadline_s is not None and lane.deadline_s <= now_s:
                lane.late = True
                lane.deadline_s = None
                lane.end()
        return [lane for lane in lanes if lane.future in done]

    def _blamed(self, lane: _Lane, batches: Batches) -> Iterator[Answer]:
        if len(lane.batch) > 1:
            batches.again(lane.batch)
        elif lane.late and self.timeout_s is not None:
            yield timed_out(lane.batch[0], self.timeout_s)
        else:
            yield crashed(lane.batch[0])


def _drop(lane: _Lane, lanes: list[_Lane]) -> None:
    lanes.remove(lane)
    lane.close()


class _Lane:
    """A process and the batch that it works on; it is `starting` until it has told its id and version."""

    def __init__(self, batch: list[Task], work: Work) -> None:
        self.batch = batch
        self.pid: int | None = None
        self.late = False
        self.deadline_s: float | None = None
        self._executor = ProcessPoolExecutor(1, get_context("spawn"))
        with interrupts_held():
            self.future: Future[Any] = self._executor.submit(_who, work)

    @property
    def starting(self) -> bool:
        return self.pid is None

    @property
    def idle(self) -> bool:
        return not self.starting and not self.batch

    def started(self) -> bool:
        """Whether it has begun to live."""
        try:
            pid, version = self.future.result()
        except BrokenProcessPool:
            return False
        same_version(version)
        self.pid = pid
        return True

    def begin(self, work: Work, timeout_s: float | None) -> bool:
        """Hand the batch over; False where the process has died since its last one."""
        self.deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
        try:
            self.future = self._executor.submit(run_batch, work, self.batch)
        except BrokenProcessPool:
            return False
        return True

    def result(self) -> list[Answer] | None:
        """The answers, after which it waits for more; None where the process has died."""
        try:
            answers: list[Answer] = self.future.result()[1]
        except BrokenProcessPool:
            return None
        self.batch = []
        self.deadline_s = None
        return answers

    def end(self) -> None:
        """End the process at once."""
        if self.pid is not None:
            with suppress(OSError):  # it has ended by itself
                os.kill(self.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def close(self) -> None:
        self._executor.shutdown(cancel_futures=True)


def _who(work: Work) -> tuple[int, str]:  # noqa: ARG001 - what it is unpickled with is imported before time counts
    """What a process says first, once it has imported what every site needs."""
    return os.getpid(), __version__
