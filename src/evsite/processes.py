"""Work in several processes of this machine that begin with all that this one has; an interrupt ends them all."""

from __future__ import annotations

import errno
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    T = TypeVar("T")

_inherited: Callable[[int], Any]
"""What a process does, since it began."""


def can_fork() -> bool:
    """Whether a process can begin with all that this one has: on Linux, where no other thread runs in it."""
    return sys.platform == "linux" and threading.active_count() == 1


def in_processes(
    work: Callable[[int], T], count: int, jobs: int, on_progress: Callable[[float], None] | None = None
) -> list[T]:
    """Do numbered pieces of work in some processes, or in this one where they cannot begin with what it has.

    Parameters
    ----------
    work
        Does the piece of a number. It need not be picklable, what it returns has to be.
    count
        How many pieces there are.
    jobs
        How many processes.
    on_progress
        Hears the share of the pieces that are done, in this process.

    Returns
    -------
    list[T]
        What `work` returned, by number.

    Raises
    ------
    ChildProcessError
        For a process that ended before its work.
    """
    if min(jobs, count) < 2 or not can_fork():
        return list(_told((work(number) for number in range(count)), count, on_progress))
    others = set(active_children())
    executor = ProcessPoolExecutor(min(jobs, count), get_context("fork"), initializer=_begin, initargs=(work,))
    try:
        with interrupts_held():
            futures = [executor.submit(_do, number) for number in range(count)]
        return list(_told((future.result() for future in futures), count, on_progress))
    except BaseException as error:
        for process in set(active_children()) - others:
            process.kill()
        if isinstance(error, BrokenProcessPool):
            told = "a process of this command ended before its work: it crashed, was killed or had no memory left"
            raise ChildProcessError(errno.ECHILD, told) from None
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _told(results: Iterable[T], count: int, on_progress: Callable[[float], None] | None) -> Iterator[T]:
    """Results as they come, each told of."""
    for number, result in enumerate(results, start=1):
        if on_progress is not None:
            on_progress(number / count)
        yield result


def _begin(work: Callable[[int], Any]) -> None:
    global _inherited  # noqa: PLW0603 - it travels by the beginning of the process, since it cannot be pickled
    _inherited = work


def _do(number: int) -> Any:  # noqa: ANN401 - what the work returns
    return _inherited(number)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: this one ends them, and says so once."""
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    before = mask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)
