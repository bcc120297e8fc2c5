"""Work beside the conversation with the editor: one thing at a time, each given up as soon as nobody waits for it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


class GivenUpError(Exception):
    """Raised within work that nobody waits for any more."""


class Job(Generic[Result]):
    """Something to be worked out; `result` is a future of the loop that it was asked for in.

    Parameters
    ----------
    work
        Is given a function that it calls again and again, which raises `GivenUpError` once the job is given up.
    """

    def __init__(self, work: Callable[[Callable[[], None]], Result]) -> None:
        self._work = work
        self._given_up = threading.Event()
        self._loop = asyncio.get_running_loop()
        self.result: asyncio.Future[Result] = self._loop.create_future()

    def give_up(self) -> None:
        """Let nobody wait for it: it ends at its next step, and does not begin if it has not yet."""
        self._given_up.set()
        self.result.cancel()

    def run(self) -> None:
        """Work it out, in a thread of its own."""
        found: Result | None = None
        failure: Exception | None = None
        try:
            self._go_on()
            found = self._work(self._go_on)
        except Exception as error:
            failure = error
        with suppress(RuntimeError):  # the loop is closed: the editor has gone
            self._loop.call_soon_threadsafe(self._settle, found, failure)

    def _go_on(self) -> None:
        if self._given_up.is_set():
            raise GivenUpError

    def _settle(self, found: Result | None, failure: Exception | None) -> None:
        if self.result.done():
            return
        if failure is None:
            self.result.set_result(cast("Result", found))
        else:
            self.result.set_exception(failure)


class Background:
    """A thread that works jobs off in their order; it holds up neither the loop nor the end of the process.

    Parameters
    ----------
    name
        What the thread is called where threads are listed.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[Job[object]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self, work: Callable[[Callable[[], None]], Result]) -> Job[Result]:
        """Have something worked out; call it in the loop."""
        job = Job(work)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._jobs.put(job)  # type: ignore[arg-type]
        return job

    def _run(self) -> None:
        while True:
            self._jobs.get().run()
