"""Code frames: a finding with the lines of the file it is about, in the shape that rustc made familiar.

    error[EV101]: 30 A breaker under 32 A of continuous load, needs 40 A
     --> yard.toml:7:11
      |
    5 | [circuits.C1]
      | ------------- this circuit
    ...
    7 | breaker = "30 A"
      |           ^^^^^^ at least 40 A
      |
      = help: breaker = "40 A"

Nothing in a file can steer the terminal: control characters are spelled out. Tabs stay, and a mark stands under what
it marks also where characters are two columns wide.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from evsite.model.remedy import Remedy
from evsite.model.remedy_words import sentence
from evsite.output.diagnostics.fix_diff import changed_lines
from evsite.output.text.terminal_style import COLORS, PLAIN, cells, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.finding import Finding, Span
    from evsite.output.diagnostics.fix_diff import ChangedLine
    from evsite.output.diagnostics.fix_texts import FixTexts
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.sitefile.document import Document

LONGEST_LINE = 160
"""Columns of source that are shown of a line where nothing is known of a terminal; the rest is clipped away."""
_CLIP = "..."
_MOST_CHANGED = 12
"""Lines of a change that is shown."""
_MOST_PER_CELL = 4
"""Characters for each column of what is shown: a line of more is clipped, however narrow they are."""


class _Mark(NamedTuple):
    """Something to underline in one line: columns from 1, the end exclusive."""

    line: int
    start: int
    end: int
    primary: bool
    text: str


def render_frame(
    document: Document, finding: Finding, terminal: TerminalStyle = PLAIN, texts: FixTexts | None = None
) -> str:
    """A finding with its code frame, several lines without the last line end.

    `texts` makes changes of the text of what helps; without it that is described in words alone.
    """
    span = document.locate(finding)
    color = COLORS[finding.severity]
    lead = f"{finding.severity}[{finding.code}]"
    marks = _marks(document, finding, span) if document.text else []
    headline = finding.headline if marks else finding.message  # what stands at the marks is to be shown somewhere
    first, *rest = terminal.prose(f"{lead}: {printable(headline)}", "  ").split("\n")
    lines = [terminal.styled(lead, "bold", color) + terminal.styled(first[len(lead) :], "bold")]
    lines += [terminal.styled(line, "bold") for line in rest]
    gutter = len(str(max((mark.line for mark in marks), default=1)))
    # a file that could not be read has no lines to point at
    place = f":{span.line}:{span.column}" if marks else ""
    lines.append(f"{' ' * gutter}{terminal.styled('-->', 'blue')} {printable(document.filename)}{place}")
    if marks:
        lines += _excerpt(document, marks, gutter, color, terminal)
    footer = [
        *_footer_lines("source", finding.source, gutter, terminal),
        *_helps(document, finding, gutter, terminal, texts),
    ]
    for note in finding.notes:
        footer += _footer_lines("note", note, gutter, terminal)
    if footer and marks:
        lines.append(_bar(gutter, terminal))
    return "\n".join(lines + footer)


def _footer_lines(name: str, text: str, gutter: int, terminal: TerminalStyle) -> list[str]:
    """A sentence below the lines of the file: its source, what helps, or a note."""
    if not text:
        return []
    lead = f"{' ' * gutter} {terminal.styled('=', 'blue')} {terminal.styled(name, 'bold')}: "
    indent = " " * (gutter + len(name) + 5)
    # the lead takes its room in the first line; it is put in later because it may hold colours
    return [lead + terminal.prose(indent + printable(text), indent)[len(indent) :]]


def _helps(
    document: Document, finding: Finding, gutter: int, terminal: TerminalStyle, texts: FixTexts | None
) -> list[str]:
    """What helps: the first way out that is an edit with the lines that it changes, and the others in words."""
    ways = finding.fix.alternatives
    for number, way in enumerate(ways):
        if not (way.edits or way.rewrites) or texts is None:
            continue
        diff = _diff(changed_lines(document.text, texts.of(document, way)), gutter, terminal)
        if not diff:
            break
        if way.manner == "meant":  # one question, with all that may be meant
            return [*_footer_lines("help", finding.remedy, gutter, terminal), *diff]
        others = sentence(Remedy(ways[:number] + ways[number + 1 :]), finding.path)
        first = _footer_lines("help", sentence(Remedy((way,)), finding.path), gutter, terminal)
        return [*first, *diff, *_footer_lines("help", others and f"or {others}", gutter, terminal)]
    return _footer_lines("help", finding.remedy, gutter, terminal)


def _diff(changes: Sequence[ChangedLine], gutter: int, terminal: TerminalStyle) -> list[str]:
    """Lines that go and come; none where there are too many, or where one cannot be shown as it is."""
    width = LONGEST_LINE if terminal.width is None else terminal.width
    lines = [(f"{line.number:>{gutter}} {line.sign} {line.text}".rstrip(), line) for line in changes]
    if len(lines) > _MOST_CHANGED or any(_shown(line.text) != line.text or cells(text) > width for text, line in lines):
        return []
    return [terminal.styled(text, "red" if line.sign == "-" else "green") for text, line in lines]


def render_concise(document: Document, finding: Finding, terminal: TerminalStyle = PLAIN) -> str:
    """A finding in one line: `file:line:col: error[EV101] message`."""
    span = document.locate(finding)
    title = terminal.styled(f"{finding.severity}[{finding.code}]", "bold", COLORS[finding.severity])
    return f"{printable(document.filename)}:{span.line}:{span.column}: {title} {printable(finding.message)}"


def _marks(document: Document, finding: Finding, span: Span) -> list[_Mark]:
    """Everything to underline, in the order of the file; in one line the primary marks come first."""
    found = _of_span(document, span, finding.at_place, primary=True)
    for label in finding.labels:
        found += _of_span(document, document.span(label.path, label.anchor), label.text, primary=False)
    return sorted(dict.fromkeys(found), key=lambda mark: (mark.line, not mark.primary, mark.start))


def _of_span(document: Document, span: Span, text: str, *, primary: bool) -> list[_Mark]:
    """One mark, or for a span of several lines one in its first and one in its last line."""
    if span.end_line == span.line:
        return [_Mark(span.line, span.column, max(span.end_column, span.column + 1), primary, text)]
    first, last = document.line(span.line), document.line(span.end_line)
    indent = len(last) - len(last.lstrip()) + 1
    return [
        _Mark(span.line, span.column, max(len(first.rstrip()), span.column) + 1, primary, ""),
        _Mark(span.end_line, min(indent, span.end_column - 1), span.end_column, primary, text),
    ]


def _bar(gutter: int, terminal: TerminalStyle) -> str:
    return f"{' ' * gutter} {terminal.styled('|', 'blue')}"


def _excerpt(document: Document, marks: list[_Mark], gutter: int, color: str, terminal: TerminalStyle) -> list[str]:
    lines = [_bar(gutter, terminal)]
    before = marks[0].line
    for number in sorted({mark.line for mark in marks}):
        if number - before > 2:
            lines.append(_CLIP)
        elif number - before == 2:
            # a gap of one line is shown: it takes no more room than the dots
            lines.append(_source(number - 1, _shown(document.line(number - 1)), gutter, terminal))
        lines += _marked_line(
            document.line(number), [mark for mark in marks if mark.line == number], gutter, color, terminal
        )
        before = number
    return lines


def _marked_line(text: str, marks: list[_Mark], gutter: int, color: str, terminal: TerminalStyle) -> list[str]:
    """A line of the file with a line of its own for every mark."""
    start, end = _window(
        text, marks[0], LONGEST_LINE if terminal.width is None else max(terminal.width - gutter - 3, 40)
    )
    head, tail = _CLIP if start else "", _CLIP if end < len(text) else ""
    lines = [_source(marks[0].line, head + _shown(text[start:end]) + tail, gutter, terminal)]
    for mark in marks:
        # a mark outside of the window is shown at the side where it would be
        left = min(max(mark.start - 1, start), max(end - 1, start) if tail else mark.start - 1)
        right = max(min(mark.end - 1, end) if tail else mark.end - 1, left + 1)
        before = _shown(text[start:left].ljust(left - start))
        blank = "".join("\t" if char == "\t" else " " * cells(char) for char in before)
        width = max(cells(_shown(text[left:right].ljust(right - left))), 1)
        style = color if mark.primary else "blue"
        footer = f" {printable(mark.text)}" if mark.text else ""
        line, lead = ("^" if mark.primary else "-") * width, f"{_bar(gutter, terminal)} {' ' * len(head)}{blank}"
        if terminal.width is not None and gutter + 3 + len(head) + cells(blank + line + footer) > terminal.width:
            lines.append(lead + terminal.styled(line, style))
            lines += _below(footer.strip(), len(head) + cells(blank), gutter, style, terminal)
        else:
            lines.append(lead + terminal.styled(line + footer, style))
    return lines


def _below(text: str, indent: int, gutter: int, style: str, terminal: TerminalStyle) -> list[str]:
    """What is stated of a mark, on lines of its own, under it or further left where there is more room."""
    assert terminal.width is not None
    left = " " * min(indent, terminal.width // 3)
    room = replace(terminal, width=terminal.width - gutter - 3 - len(left))
    return [f"{_bar(gutter, terminal)} {left}{terminal.styled(line, style)}" for line in room.prose(text).split("\n")]


def _source(number: int, shown: str, gutter: int, terminal: TerminalStyle) -> str:
    return f"{terminal.styled(f'{number:>{gutter}} |', 'blue')} {shown}".rstrip()


def _window(text: str, mark: _Mark, width: int) -> tuple[int, int]:
    """The part of a line that is shown: all of it, or as much as fits, with what stands before the mark."""
    if len(text) * 2 <= width or (len(text) <= _MOST_PER_CELL * width and cells(_shown(text)) <= width):
        return 0, len(text)
    room = width - 2 * len(_CLIP)
    start = min(max(mark.start - 1 - room // 3, 0), len(text) - 1)
    end, taken = start, 0
    while end < len(text) and taken < room and end - start < _MOST_PER_CELL * width:
        taken += cells(_shown(text[end]))
        end += 1
    return start, end


def _shown(text: str) -> str:
    """Source as it is shown: control characters spelled out, but tabs kept."""
    return text if text.isascii() and text.isprintable() else "\t".join(printable(part) for part in text.split("\t"))
