"""Conductors as documents show them: what the file says of them, and "verify" for each thing that it does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import size_words
from evsite.documents.model import Column, Number, Verify

if TYPE_CHECKING:
    from evsite.documents.model import Cell
    from evsite.model.conductor import InstalledConductor
    from evsite.model.finding import Path

WIRE_COLUMNS = (
    Column("wire", "wire", wrap=True),
    Column("egc", "ground", wrap=True),
    Column("raceway", "raceway", wrap=True),
    Column("trade_size", "trade size"),
    Column("length_ft", "length", "ft", "right"),
)


def wire_cells(conductor: InstalledConductor | None, lines: int, of: str, owner: Path) -> tuple[Cell, ...]:
    """The cells of `WIRE_COLUMNS` for one run.

    Parameters
    ----------
    conductor
        What the file says; None for nothing.
    lines
        How many lines it has.
    of
        What it belongs to, by name.
    owner
        The table whose key `conductor` would say it.
    """
    path = (*owner, "conductor")
    if conductor is None:
        missing = Verify("conductors, ground, raceway and length", of, path)
        return tuple(missing for _ in WIRE_COLUMNS)
    egc = "" if conductor.egc is None else f"{size_words(conductor.egc)} {conductor.egc_material or conductor.material}"
    return (
        _phase_wires(conductor, lines),
        egc or Verify("size of the equipment grounding conductor", of, (*path, "egc")),
        _raceway(conductor) or Verify("raceway or cable", of, (*path, "raceway")),
        "none" if conductor.cable else conductor.trade_size or Verify("trade size", of, (*path, "trade_size")),
        Verify("length", of, (*path, "length"))
        if conductor.length_ft is None
        else Number(conductor.length_ft, "ft", 0 if conductor.length_ft == int(conductor.length_ft) else 1),
    )


def _phase_wires(conductor: InstalledConductor, lines: int) -> str:
    sets = f"{conductor.sets} sets of " if conductor.sets > 1 else ""
    neutral = "" if conductor.neutral is None else f" + N {size_words(conductor.neutral)}"
    return f"{sets}{lines} x {size_words(conductor.size)} {conductor.material}{neutral}"


def _raceway(conductor: InstalledConductor) -> str:
    if conductor.cable is not None:
        return f"{conductor.cable} cable"
    return conductor.raceway_kind or conductor.raceway or ""
