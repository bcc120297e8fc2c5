"""Parts of a network that can change places: what was found for an atom of one holds for its counterpart in the other.

A block is a row over an atom with what smaller rows tie to it: a panel with its circuits. Every other row over one of
its atoms is a common one, which goes by its number. Two blocks without an atom in common have one form where, atom by
atom in their order, the ports are alike, their own rows have the same limits and coefficients, and the common rows are
the same ones with the same coefficients. Exchanging such blocks then leaves every row as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from evsite.network.compile import Network

MOST_ATOMS = 100
"""A block has no more atoms than this, so that looking for equal ones stays in proportion to the site; nor has it more
than half of a site, which could not change places with anything."""


class EqualBlocks:
    """Finds for an atom a block that was asked about before and has the same form.

    Parameters
    ----------
    network
        The limits of a site.
    ports
        By atom what its ports have in common with those of another one; equal where the ports are alike.
    """

    def __init__(self, network: Network, ports: Sequence[Hashable]) -> None:
        self._network = network
        self._ports = ports
        self._most = min(MOST_ATOMS, network.atoms // 2)
        self._rows_of: list[list[tuple[int, complex]]] = [[] for _ in range(network.atoms)]
        for number, row in enumerate(network.rows):
            for atom, coefficient in zip(row.atoms, row.coefficients, strict=True):
                self._rows_of[atom].append((number, coefficient))
        self._block_of: dict[int, tuple[int, ...]] = {}
        self._first: dict[Hashable, tuple[int, ...]] = {}

    def counterparts(self, atom: int) -> dict[int, int]:
        """The atoms of the block of an atom, each with its counterpart in the first block of that form."""
        block = self._block(atom)
        first = self._first.setdefault(self._form(block), block)
        if first != block and not set(first).isdisjoint(block):
            first = block
        return dict(zip(block, first, strict=True))

    def _block(self, atom: int) -> tuple[int, ...]:
        if atom not in self._block_of:
            block = self._closed(atom)
            for each in block:
                self._block_of[each] = block
        return self._block_of[atom]

    def _closed(self, atom: int) -> tuple[int, ...]:
        """What small rows tie to an atom, rows in the order of their sizes as long as the block stays small."""
        rows = self._network.rows
        sizes = sorted({len(rows[number].atoms) for number, _ in self._rows_of[atom]})
        block = {atom}
        for size in sizes:
            wider, waiting = {atom}, [atom]
            while waiting and len(wider) <= self._most:
                for number, _ in self._rows_of[waiting.pop()]:
                    if len(rows[number].atoms) <= min(size, self._most):
                        waiting += set(rows[number].atoms) - wider
                        wider.update(rows[number].atoms)
            if size > self._most or len(wider) > self._most:
                break
            block = wider
        return tuple(sorted(block))

    def _form(self, block: tuple[int, ...]) -> Hashable:
        """What two blocks have to have in common to change places."""
        rows, inside = self._network.rows, set(block)
        own: dict[int, int] = {}
        of_atom = []
        for atom in block:
            within, common = [], []
            for number, coefficient in self._rows_of[atom]:
                atoms = rows[number].atoms
                if number in own or (len(atoms) <= len(block) and inside.issuperset(atoms)):
                    within.append((own.setdefault(number, len(own)), coefficient))
                else:
                    common.append((number, coefficient))
            of_atom.append((self._ports[atom], tuple(within), tuple(common)))
        return tuple(of_atom), tuple(rows[number].value for number in own)
