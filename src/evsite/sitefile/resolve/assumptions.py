"""What is assumed about stations while a site is resolved: one line for each assumption, however many stations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.dc_input import assumed
from evsite.model.finding import Label
from evsite.model.site import Assumption
from evsite.model.stated import NOT_READ, unseen_words
from evsite.sitefile import problems
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.model.catalog import StationModel
    from evsite.model.finding import Path
    from evsite.model.stated import UnseenValue
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.resolve.dc_input import AssumedLosses

_MOST_TABLES = 3


class StationAssumptions:
    """Gathers what is assumed, by what it is, with the tables of the stations that it is assumed of."""

    def __init__(self) -> None:
        self._losses: dict[AssumedLosses, dict[Path, None]] = {}
        self._voltages: dict[tuple[str, float], tuple[StationModel, float, dict[Path, None]]] = {}
        self._unseen: dict[str, tuple[dict[UnseenValue, None], dict[Path, None]]] = {}

    def losses(self, path: Path, what: AssumedLosses) -> None:
        """Losses that a DC station was given for want of its own."""
        self._losses.setdefault(what, {})[path] = None

    def voltage(self, path: Path, model: StationModel, voltage_v: float, rated_a: float) -> None:
        """A voltage that a DC station is not known to be built for, and the current that was taken for it [A]."""
        entry = self._voltages.setdefault((model.id, voltage_v), (model, rated_a, {}))
        entry[2][path] = None

    def unseen(self, path: Path, model: StationModel, values: tuple[UnseenValue, ...]) -> None:
        """Figures of the catalogue that stations are calculated with and not confirmed in a document."""
        known, tables = self._unseen.setdefault(model.id, ({}, {}))
        known.update(dict.fromkeys(values))
        tables[path] = None

    def report(self, context: ResolveContext) -> None:
        """Put every assumption down, with a notice for `check` unless a rule reports it."""
        for what, paths in self._losses.items():
            _add(context, problems.ASSUMED_LOSSES, _of_losses(what, tuple(paths)))
        for (_, voltage_v), (model, rated_a, paths) in self._voltages.items():
            _add(context, problems.NOT_BUILT_FOR, _of_voltage(model, voltage_v, rated_a, tuple(paths)))
        for model_id, (values, paths) in self._unseen.items():
            tables = tuple(paths)
            message = f"{_stations(tables)}: {shown(model_id)} is calculated with {unseen_words(values)}, {NOT_READ}"
            remedy = "the figures of the data sheet in a [catalog] table"
            context.assumptions.append(Assumption(message, remedy, (), tables))


def _of_losses(what: AssumedLosses, tables: tuple[Path, ...]) -> Assumption:
    words = {quantity: quantity.replace("_", " ") for quantity in what.quantities}
    taken = " and ".join(f"{word} of {assumed(quantity).value:g}" for quantity, word in words.items())
    notes = [f"{word} {assumed(quantity).value:g}: {assumed(quantity).source}" for quantity, word in words.items()]
    if what.of == "current":
        message = f"{_stations(tables)}: input current calculated from kW at an assumed {taken}"
        keys = " and ".join(what.quantities)
        remedy = f'max_current = "..." with the input amperes of the nameplate, or {keys} in a [catalog] table'
        notes += [
            "the nameplate may say more, and decides",
            "limits in kW leave these losses out: the vendor guide counts the nominal kW of stations",
        ]
    else:
        message = f"{_stations(tables)}: kW to the vehicles calculated from the input current at an assumed {taken}"
        remedy = 'max_power = "..." with the kW of the nameplate'
    return Assumption(message, remedy, tuple(notes), tables)


def _of_voltage(model: StationModel, voltage_v: float, rated_a: float, tables: tuple[Path, ...]) -> Assumption:
    built = " or ".join(f"{built_v:g} V" for built_v in model.input_v)
    message = (
        f"{_stations(tables)}: {model.id} is built for {built} and fed at {voltage_v:g} V; whether it works there is "
        f"not known, {rated_a:.4g} A are counted for the same power"
    )
    remedy = (
        f"a circuit of {built}, or a [catalog] table with input_voltage and the input_current that the nameplate has "
        "for it"
    )
    return Assumption(message, remedy, (), tables)


def _stations(tables: tuple[Path, ...]) -> str:
    """The stations of some tables by the names of these: a family is one name."""
    names = [shown(table[1]) for table in tables[:_MOST_TABLES]]
    more = len(tables) - len(names)
    if more:
        return f"{', '.join(names)} and {more:,} more tables of stations"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _add(context: ResolveContext, problem: Problem, assumption: Assumption) -> None:
    first, *others = assumption.tables
    labels = tuple(Label(table, "here too", "header") for table in others[: _MOST_TABLES - 1])
    context.assumptions.append(assumption)
    context.notice(
        problem,
        assumption.message,
        first,
        anchor="header",
        labels=labels,
        remedy=assumption.remedy,
        notes=assumption.notes,
    )
