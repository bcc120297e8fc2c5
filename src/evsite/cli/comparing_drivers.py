"""What `evsite compare` is asked about drivers: sessions that are played in both, and a tariff for what power costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.cli.console import refuse
from evsite.cli.playing import pool_options, read_once, tariff_of, undated_words, usual_jobs
from evsite.cli.progress import progress
from evsite.cli.session_options import sessions_of_both

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.cli.console import ColorChoice
    from evsite.cli.session_options import SessionOptions, WaitBy
    from evsite.model.site import Site
    from evsite.studies.comparison.driver_results import DriversComparison


@dataclass(frozen=True, slots=True)
class PlayedOptions:
    """The options about sessions, as they were given."""

    sessions: SessionOptions
    tariff: str | None
    ports: int | None
    waitlist: WaitBy | None
    move_when_full: bool

    @property
    def read(self) -> list[str]:
        """The files that are read for them."""
        return [*self.sessions.read, *([] if self.tariff is None else [self.tariff])]

    def problems(self, files: Iterable[str | None]) -> list[str]:
        """What does not go together, with the other files that the command reads."""
        others = {
            "--tariff": self.tariff is not None,
            **pool_options(self.ports, self.waitlist, move_when_full=self.move_when_full),
        }
        return [*self.sessions.problems_if_any(others), *read_once([*files, *self.read])]


def played_in_both(before: Site, after: Site, options: PlayedOptions, color: ColorChoice) -> DriversComparison | None:
    """The same sessions in two designs; None where none are meant. What cannot be used ends the command.

    Parameters
    ----------
    before
        The first design.
    after
        The second.
    options
        What the options say.
    color
        Whether messages have colours.
    """
    if not options.sessions.given:
        return None
    from evsite.studies.comparison.drivers import SharedPorts, compare_drivers
    from evsite.studies.service.bills import UndatedError

    least = min(len(before.ports), len(after.ports))
    if not least:
        refuse(["--sessions: a design without a port has no drivers"])
    if options.ports is not None and options.ports > least:
        refuse([f"--ports: found {options.ports:,}, and one of the designs has {least:,}"])
    shares = any(pool_options(options.ports, options.waitlist, move_when_full=options.move_when_full).values())
    tariff = None if options.tariff is None else tariff_of(options.tariff, color)
    sessions = sessions_of_both(options.sessions, before, after, color, shared=options.ports, pooled=shares)
    shared = SharedPorts(options.ports, options.waitlist, options.move_when_full) if shares else None
    try:
        with progress("playing the sessions") as on_progress:
            return compare_drivers(
                (before, after),
                sessions,
                shared=shared,
                tariff=tariff,
                jobs=usual_jobs(sessions[0]),
                on_progress=on_progress,
            )
    except UndatedError as error:
        refuse([undated_words(error)])
