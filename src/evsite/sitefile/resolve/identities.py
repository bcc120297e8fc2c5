"""Stalls, serial numbers and MAC addresses: whose each of them is, and that none is given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.model.description import NO_IDENTITY, Identity
from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, remedy, when
from evsite.sitefile import problems
from evsite.sitefile.wording import header_of, shown
from evsite.words import count

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.sitefile.described_types import Spread
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.resolve.station_kind import StationKind

_WORDS = {"stalls": "stall", "serial": "serial number", "mac": "MAC address"}
"""What one of each key is called."""


class _Given(NamedTuple):
    """One of what a key gives: whose it is (a station, or a port of it), what, and where in the file."""

    station: str
    port: int | None
    text: str
    path: Path


class Identities:
    """What distinguishes the stations of a site; nothing of it may be given twice.

    Parameters
    ----------
    context
        What is wrong is put down there.
    """

    def __init__(self, context: ResolveContext) -> None:
        self._context = context
        self._first: dict[tuple[str, str], Path] = {}

    def of(self, kind: StationKind) -> dict[str, Identity]:
        """What the table of some stations says of each, by name; those that it says nothing of are left out."""
        table = kind.table
        if table.stalls is None and table.serial is None and table.mac is None:
            return {}
        serials = {each.station: each.text for each in self._read(kind, "serial", table.serial)}
        macs = {each.station: each.text for each in self._read(kind, "mac", table.mac)}
        stalls: dict[str, list[str | None]] = {}
        for each in self._read(kind, "stalls", table.stalls):
            if each.port is None:
                stalls[each.station] = [each.text]
            else:
                stalls.setdefault(each.station, [None] * kind.ports)[each.port - 1] = each.text
        found = {name: Identity(tuple(stalls.get(name, ())), serials.get(name), macs.get(name)) for name in kind.names}
        return {name: identity for name, identity in found.items() if identity != NO_IDENTITY}

    def _read(self, kind: StationKind, key: str, spread: Spread | None) -> list[_Given]:
        if spread is None:
            return []
        path = (*kind.path, key)
        if isinstance(spread, dict):
            given = self._by_name(kind, path, spread)
        else:
            texts = (spread,) if isinstance(spread, str) else spread
            given = self._in_turn(kind, path, texts, listed=not isinstance(spread, str))
        for each in given:
            self._check_once(key, each)
        return given

    def _in_turn(self, kind: StationKind, path: Path, texts: tuple[str, ...], *, listed: bool) -> list[_Given]:
        key, stations = str(path[-1]), len(kind.names)
        ports = stations * kind.ports
        places = [(*path, number) if listed else path for number in range(len(texts))]
        if key == "stalls" and len(texts) == ports and kind.ports > 1:
            owners = [(name, port) for name in kind.names for port in range(1, kind.ports + 1)]
            return [_Given(*owner, text, place) for owner, text, place in zip(owners, texts, places, strict=True)]
        if len(texts) == stations:
            return [
                _Given(name, None, text, place) for name, text, place in zip(kind.names, texts, places, strict=True)
            ]
        expected = f"{stations:,}, one for each station"
        if key == "stalls" and kind.ports > 1:
            expected = f"{ports:,}, one for each port, or {expected}"
        self._wrong_number(path, f"found {_counted(key, len(texts))} in {header_of(kind.path)}, expected {expected}")
        return []

    def _by_name(self, kind: StationKind, path: Path, spread: dict[str, str | tuple[str, ...]]) -> list[_Given]:
        """What is stated of some stations, or of ports of them, by their names."""
        stations = {name: (name, None) for name in kind.names}
        ports = {f"{name}.{port}": (name, port) for name in kind.names for port in range(1, kind.ports + 1)}
        known: dict[str, tuple[str, int | None]] = {**(ports if path[-1] == "stalls" else {}), **stations}
        given: list[_Given] = []
        whole: dict[str, Path] = {}
        for name, stated in spread.items():
            place, owner = (*path, name), known.get(name)
            if owner is None:
                what = "station or port" if path[-1] == "stalls" else "station"
                self._context.unknown(name, place, f"{what} of {header_of(kind.path)}", known)
                continue
            station, port = owner
            if isinstance(stated, tuple):
                if port is not None or len(stated) not in {1, kind.ports}:
                    wanted = 1 if port is not None else kind.ports
                    message = f"found {_counted('stalls', len(stated))} for '{shown(name)}', expected {wanted}"
                    self._wrong_number(place, message)
                    continue
                listed = [
                    _Given(station, number if kind.ports > 1 else None, text, (*place, number - 1))
                    for number, text in enumerate(stated, 1)
                ]
                given += [listed[0]._replace(port=None)] if len(stated) == 1 else listed
            else:
                given.append(_Given(station, port, stated, place))
            if given[-1].port is None:
                whole[station] = place
        clash = next((each for each in given if each.port is not None and each.station in whole), None)
        if clash is not None:
            label = Label(whole[clash.station], "for the whole station here")
            message = f"'{shown(clash.station)}' has a stall for the whole station, and one for a port of it"
            self._context.report(problems.CONFLICT, message, clash.path, anchor="key", labels=(label,))
            return []
        return given

    def _check_once(self, key: str, given: _Given) -> None:
        first = self._first.setdefault((key, given.text.casefold()), given.path)
        if first != given.path:
            word = _WORDS[key]
            message = f"{word} '{shown(given.text)}' is given twice, expected a different one for each"
            key_path = given.path[:-1] if isinstance(given.path[-1], int) else given.path
            self._context.report(
                problems.GIVEN_TWICE,
                message,
                given.path,
                labels=(Label(first, f"this {word} is first here"),),
                remedy=remedy("write the right one", when(Edit(key_path, REMOVE), "until it is known")),
            )

    def _wrong_number(self, path: Path, message: str) -> None:
        way = 'where some are not known yet, a table by name says the others, like { S1 = "...", S3 = "..." }'
        self._context.report(problems.WRONG_NUMBER, message, path, remedy=remedy(way, Edit(path, REMOVE)))


def _counted(key: str, number: int) -> str:
    word = _WORDS[key]
    return f"{number:,} {word}{'es' if word.endswith('s') else 's'}" if number != 1 else count(1, word)
