"""Walks along the tree of supplies, panels and circuits, up and down, however long a chain in it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

Answer = TypeVar("Answer")

Children = dict[str, list[str]]
"""Names of what each node feeds, in the order of the file: supplies, panels, circuits."""


class Node(Protocol):
    """A supply, a panel or a circuit."""

    @property
    def fed_from(self) -> str | None:
        """Name of what feeds it; None at the utility."""


def children_of(*kinds: Mapping[str, Node]) -> Children:
    """What each of some nodes feeds; a node that feeds nothing has an empty list."""
    result: Children = {name: [] for nodes in kinds for name in nodes}
    for nodes in kinds:
        for name, node in nodes.items():
            if node.fed_from is not None:
                result.setdefault(node.fed_from, []).append(name)
    return result


def way_down(children: Children, node: str) -> Iterator[str]:
    """A node and everything below it, each node before what it feeds."""
    waiting = [node]
    while waiting:
        name = waiting.pop()
        yield name
        waiting.extend(reversed(children.get(name, ())))


def way_up(feeder: Callable[[str], str | None], node: str) -> Iterator[str]:
    """A node and everything that feeds it, up to the utility, by what feeds each."""
    above: str | None = node
    while above is not None:
        yield above
        above = feeder(above)


def worked_out(question: Generator[Generator[object, Answer, Answer], Answer, Answer]) -> Answer:
    """The answer to a question that asks others on its way, each of which may ask again.

    A question is a generator: it yields another question, is sent the answer to it, and returns its own. This is
    recursion without the stack of Python, which a chain of a thousand panels, or of groups, would overflow.
    """
    open_questions = [question]
    answer: Answer | None = None
    while open_questions:
        try:
            following = open_questions[-1].send(answer)  # type: ignore[arg-type]
        except StopIteration as end:
            open_questions.pop()
            answer = end.value
        else:
            open_questions.append(following)  # type: ignore[arg-type]
            answer = None
    return answer  # type: ignore[return-value]
