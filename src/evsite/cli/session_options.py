"""Options of commands that play sessions, the same everywhere: the files and how to read them, or drivers made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.cli.options import Color
    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site

_FILES, _MADE_UP, _WAITING = "Files of sessions", "Drivers without a file", "Ports for everybody"

SessionFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--sessions",
        metavar="PATH",
        help="Sessions, CSV (also .gz) or TOML: port, arrival, leave, energy; repeated for several.",
    ),
]
Columns = Annotated[
    str | None,
    typer.Option(
        metavar="ROLE=TITLE",
        help='Which column holds what: arrival=arrival,leave=departure,energy_kwh="Total energy",port=station_id',
        rich_help_panel=_FILES,
    ),
]
Preset = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Kind of export: acn or cdr; recognised without it.", rich_help_panel=_FILES),
]
Zone = Annotated[
    str | None,
    typer.Option(metavar="ZONE", help="Local time, like America/Los_Angeles or -08:00.", rich_help_panel=_FILES),
]
DateOrder = Annotated[
    str | None,
    typer.Option(
        "--date-order",
        metavar="month-first|day-first",
        help="What 3/4/2025 is, where no date of a file shows it.",
        rich_help_panel=_FILES,
    ),
]
Overlaps = Annotated[
    str,
    typer.Option(
        metavar="refuse|end-earlier|skip",
        help="A vehicle comes where another still stands: refuse, the other leaves then, or leave it out.",
        rich_help_panel=_FILES,
    ),
]
Unknown = Annotated[
    str,
    typer.Option(
        metavar="refuse|skip", help="What to do with stations that the site does not have.", rich_help_panel=_FILES
    ),
]
BadRows = Annotated[
    str,
    typer.Option(
        "--bad-rows", metavar="refuse|skip", help="What to do with rows that cannot be read.", rich_help_panel=_FILES
    ),
]
PortNames = Annotated[
    str | None,
    typer.Option("--port-names", metavar="PATH", help="File with other names of ports.", rich_help_panel=_FILES),
]
Since = Annotated[
    str | None,
    typer.Option(metavar="MOMENT", help="Leave out sessions that come before it.", rich_help_panel=_FILES),
]
Until = Annotated[
    str | None,
    typer.Option(metavar="MOMENT", help="Leave out sessions from then on, and end there.", rich_help_panel=_FILES),
]
Profile = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="What drivers do: workplace or campus; the application of the site without it.",
        rich_help_panel=_MADE_UP,
    ),
]
Drivers = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Make up sessions of so many drivers.", rich_help_panel=_MADE_UP),
]
Days = Annotated[int, typer.Option(metavar="N", min=1, help="For so many days.", rich_help_panel=_MADE_UP)]
Seed = Annotated[
    int, typer.Option(metavar="N", min=0, help="Another number makes up other drivers.", rich_help_panel=_MADE_UP)
]
Start = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="The first day, like 2026-06-01; a Monday without it.", rich_help_panel=_MADE_UP),
]
Ports = Annotated[
    int | None,
    typer.Option(
        "--ports",
        metavar="N",
        min=1,
        help="Sessions take any free one of the first N ports, whatever port they name.",
        rich_help_panel=_WAITING,
    ),
]
WaitBy = Literal["fifo", "need"]
Waitlist = Annotated[
    WaitBy | None,
    typer.Option(
        help="Who finds no free port waits: in order of arrival, or who needs most power first.",
        rich_help_panel=_WAITING,
    ),
]
MoveWhenFull = Annotated[
    bool,
    typer.Option("--move-when-full", help="Who is full makes its port free.", rich_help_panel=_WAITING),
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="NAME",
        help="equal, proportional, fcfs, round-robin, edf, llf, or as-designed; repeated for several. All without.",
    ),
]
Tariff = Annotated[
    str | None,
    typer.Option(metavar="TARIFF", help="Bill the power: a file, or one of `evsite catalog tariffs`."),
]
_DAYS, _SEED, _REFUSE = 28, 0, "refuse"
"""What these options are unless they are given."""


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """What the options say, as they were given."""

    files: tuple[str, ...] = ()
    columns: str | None = None
    preset: str | None = None
    zone: str | None = None
    date_order: str | None = None
    overlaps: str = "refuse"
    unknown: str = "refuse"
    bad_rows: str = "refuse"
    port_names: str | None = None
    since: str | None = None
    until: str | None = None
    profile: str | None = None
    drivers: int | None = None
    days: int = 28
    seed: int = 0
    start: str | None = None

    @property
    def given(self) -> bool:
        """Whether there are sessions to be played."""
        return bool(self.files) or self.drivers is not None

    @property
    def read(self) -> tuple[str, ...]:
        """The files that are read for them."""
        return (*self.files, *([] if self.port_names is None else [self.port_names]))

    def problems(self) -> list[str]:
        """What does not go together."""
        if self.files and self.drivers is not None:
            return ["--drivers does not go with --sessions: sessions are read, or made up"]
        if self.files:
            made_up = {
                "--profile": self.profile is not None,
                "--days": self.days != _DAYS,
                "--seed": self.seed != _SEED,
                "--start": self.start is not None,
            }
            return [f"{option} does not go with --sessions" for option, is_given in made_up.items() if is_given]
        if self.drivers is None:
            return ["--sessions PATH is missing, a file of vehicles that come; or --drivers N makes them up"]
        given = [option for option, is_given in self._of_files().items() if is_given]
        return [f"{option} is about files; it goes with --sessions, not with --drivers" for option in given]

    def _of_files(self) -> dict[str, bool]:
        """Options that are about files of sessions, and whether they are given."""
        return {
            "--columns": self.columns is not None,
            "--preset": self.preset is not None,
            "--date-order": self.date_order is not None,
            "--overlaps": self.overlaps != _REFUSE,
            "--unknown": self.unknown != _REFUSE,
            "--bad-rows": self.bad_rows != _REFUSE,
            "--port-names": self.port_names is not None,
            "--since": self.since is not None,
            "--until": self.until is not None,
        }

    def problems_if_any(self, others: Mapping[str, bool]) -> list[str]:
        """What does not go together where sessions may be left out.

        Parameters
        ----------
        others
            Further options that are about sessions, and whether they are given.
        """
        if self.given:
            return self.problems()
        about = {
            **self._of_files(),
            "--zone": self.zone is not None,
            "--profile": self.profile is not None,
            "--days": self.days != _DAYS,
            "--seed": self.seed != _SEED,
            "--start": self.start is not None,
            **others,
        }
        named = [option for option, is_given in about.items() if is_given]
        return [f"{option} is about sessions; it goes with --sessions or --drivers" for option in named]


def sessions_of(options: SessionOptions, site: Site, color: Color, *, pool: Sequence[str] | None) -> SessionSet:
    """The sessions that are meant; what cannot be used of them ends the command.

    Parameters
    ----------
    options
        What the options say.
    site
        The site that they come to.
    color
        Whether messages have colours.
    pool
        The ports that they share; None where each comes to its own.
    """
    if options.files:
        return _read(options, site, color, pool=pool is not None)
    return _made_up(options, site, ports=None if pool is None else len(pool))


def _read(options: SessionOptions, site: Site, color: Color, *, pool: bool) -> SessionSet:
    from evsite.cli.console import refuse
    from evsite.cli.files import give_up_all
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.sessions.loading import load_sessions
    from evsite.sitefile.sessions.named_columns import SessionOptionError
    from evsite.sitefile.sessions.rows import SessionFilesError

    try:
        return load_sessions(
            options.files,
            site,
            columns=options.columns,
            preset=options.preset,
            zone=options.zone,
            date_order=options.date_order,
            overlaps=options.overlaps,
            unknown=options.unknown,
            bad_rows=options.bad_rows,
            ports=options.port_names,
            since=options.since,
            until=options.until,
            pool=pool,
        )
    except SessionOptionError as error:
        refuse([f"{option_words(error.option)}: {error}"])
    except SessionFilesError as error:
        give_up_all(error.errors, color)
    except SiteFileError as error:
        give_up_all([error], color)


def _made_up(options: SessionOptions, site: Site, *, ports: int | None) -> SessionSet:
    from evsite.cli.console import refuse
    from evsite.sitefile.sessions.named_columns import SessionOptionError
    from evsite.sitefile.sessions.options import read_zone
    from evsite.studies.arrivals.request import ArrivalsError
    from evsite.studies.arrivals.sessions import synthetic_sessions

    assert options.drivers is not None
    try:
        return synthetic_sessions(
            site,
            options.profile,
            drivers=options.drivers,
            days=options.days,
            seed=options.seed,
            start=options.start,
            zone=read_zone(options.zone),
            ports=ports,
        )
    except SessionOptionError as error:
        refuse([f"{option_words(error.option)}: {error}"])
    except ArrivalsError as error:
        refuse([f"{option_words(problem.about)}: {problem.message}" for problem in error.problems])


def sessions_of_both(
    options: SessionOptions, before: Site, after: Site, color: Color, *, shared: int | None, pooled: bool
) -> tuple[SessionSet, SessionSet]:
    """The sessions that are meant, for two designs: the same, but for the names of ports and what is said of each.

    Parameters
    ----------
    options
        What the options say.
    before
        The first design; what is made up goes by it.
    after
        The second.
    color
        Whether messages have colours.
    shared
        How many ports they share; None for all.
    pooled
        Whether they share ports at all.
    """
    from evsite.cli.console import refuse
    from evsite.studies.comparison.design_matching import Matching
    from evsite.studies.comparison.drivers import PortsMissingError, sessions_by_design, site_of_both

    if not options.files:
        sessions = _made_up(options, before, ports=shared)
        profile = options.profile or before.settings.application
        other = _made_up(replace(options, profile=profile), after, ports=shared)
        return sessions, replace(sessions, notes=other.notes)
    sessions = _read(options, site_of_both(before, after), color, pool=pooled)
    try:
        return sessions_by_design(sessions, (before, after), Matching(before, after).after["port"])
    except PortsMissingError as error:
        refuse([f"--sessions: {error}; --waitlist or --ports N lets everybody take any free port in both"])


def option_words(name: str) -> str:
    """The option that a problem is about, as it is written on the command line."""
    return "--port-names" if name == "ports" else f"--{name.replace('_', '-')}"
