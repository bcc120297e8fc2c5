"""The engine of a cluster: batches as tasks of Dask on workers that are there already.

The scheduler gives the tasks of a worker that dies to another one, and gives up those at which several have died
(its setting `distributed.scheduler.allowed-failures`), with those that waited at the same worker. So these sites are
tried again one by one with nothing beside them, and the one that is given up then is the one to blame.
"""

from __future__ import annotations

import warnings
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from evsite._version import __version__
from evsite.portfolio.batches import Batches, EngineError, crashed, run_batch, same_version

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from distributed import Client

    from evsite.portfolio.tasks import Task
    from evsite.portfolio.work import Answer, Work

_CONNECT_S = 10
_BATCHES_A_THREAD = 2
"""So many are on their way for each thread of the workers, so that none waits for the next and memory stays flat."""


class Cluster:
    """Works out sites on the workers of a Dask scheduler.

    Parameters
    ----------
    address
        The scheduler: "tcp://host:8786".
    timeout_s
        The most that a site may take; None for no limit. One that takes longer is given up, and its worker goes on.
    """

    def __init__(self, address: str, timeout_s: float | None = None) -> None:
        self.address = address
        self.timeout_s = timeout_s

    def answers(self, tasks: Iterable[Task], work: Work) -> Generator[Answer]:
        """The answers as they come.

        Raises
        ------
        EngineError
            No library for it, no scheduler at the address, no workers, or workers with another version of evsite.
        """
        try:
            from distributed import as_completed
        except ImportError:
            raise EngineError(
                "--scheduler needs a library that is not installed: pip install 'evsite[cluster]'"
            ) from None
        batches = Batches(tasks)
        with self._client() as client:
            flying: dict[object, list[Task]] = {}
            suspects: deque[Task] = deque()
            alone: set[object] = set()
            completed = as_completed(loop=client.loop)
            most = max(1, _BATCHES_A_THREAD * sum(client.nthreads().values()))

            def submit(batch: list[Task]) -> object:
                with warnings.catch_warnings():
                    warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
                    future = client.submit(run_batch, work, batch, self.timeout_s, pure=False)
                flying[future.key] = batch
                completed.add(future)
                return future.key

            def fill() -> None:
                while not suspects and len(flying) < most and (batch := batches.next()):
                    submit(batch)
                if suspects and not flying:
                    alone.add(submit([suspects.popleft()]))

            fill()
            for future in completed:
                batch = flying.pop(future.key)
                answers = _result(future)
                if answers is not None:
                    batches.took(answers)
                    yield from answers
                elif future.key in alone:
                    yield crashed(batch[0])
                else:
                    suspects.extend(batch)
                future.release()
                fill()

    @contextmanager
    def _client(self) -> Iterator[Client]:
        """A connection to the scheduler, whose workers are asked for their version."""
        from distributed import Client

        try:
            client = Client(self.address, timeout=_CONNECT_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(f"no scheduler of Dask at {self.address}: {_one_line(error)}") from None
        try:
            try:
                found = client.run(_version, on_error="return")
            except Exception as error:
                raise EngineError(f"the workers at {self.address} cannot import evsite: {_one_line(error)}") from error
            if not found:
                raise EngineError(f"the scheduler at {self.address} has no workers")
            for worker, version in found.items():
                if not isinstance(version, str):
                    raise EngineError(f"worker {worker} cannot import evsite {__version__}: {version}")
                same_version(version, f"worker {worker}")
            yield client
        finally:
            client.close()


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())


def _version() -> str:
    """What a worker says of itself."""
    return __version__


def _result(future: Any) -> list[Answer] | None:  # noqa: ANN401 - a future of distributed
    """The answers of a batch; None where workers died of it."""
    from distributed import KilledWorker

    try:
        version, answers = future.result()
    except KilledWorker:
        return None
    except Exception as error:
        raise EngineError(f"the cluster gave a batch up: {_one_line(error)}") from error
    same_version(version)
    found: list[Answer] = answers
    return found
