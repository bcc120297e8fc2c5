"""What is wrong with how a drawing looks: texts over each other, lines through texts, what is off the sheet."""

from itertools import pairwise

from evsite.documents.boxes import Box, arc_points, item_box, text_box
from evsite.documents.drawing import Arc, Circle, Group, Polyline, Text

LEAST_LETTER_PX = 0.08 * 96
"""The smallest letter that can be read in print, 0.08 in."""
TOUCH_PX = 0.5
"""So much two things may share, or a line reach into a box: half a stroke."""
CELL_PX = 64


def ink_box(text):
    """The room of what is dark of a text: from the top of capitals to the baseline, and a little below."""
    box = text_box(text)
    return Box(box.left, text.at[1] - 0.73 * text.size_px, box.right, text.at[1] + 0.12 * text.size_px)


def flaws(drawing):
    """Everything that is wrong with how a drawing looks, as sentences."""
    width, height = drawing.size_px
    sheet = Box(0, 0, width, height)
    found, ids = [], set()
    texts, segments = [], []
    for item, group in walked(drawing.items, (), ids, found):
        box = item_box(item)
        if not sheet.holds(box):
            found.append(f"{reported(item)} is off the sheet: {box}")
        if isinstance(item, Text):
            if item.text:
                texts.append(item)
            if item.size_px < LEAST_LETTER_PX:
                found.append(f"{reported(item)} has letters of {item.size_px:.2f} px")
        else:
            segments += [(segment, item, group) for segment in lines_of(item)]
    return found + overlaps(texts) + crossings(texts, segments)


def walked(items, groups, ids, found):
    for item in items:
        if isinstance(item, Group):
            if item.id in ids:
                found.append(f"two groups have the id {item.id}")
            ids.add(item.id)
            yield from walked(item.items, (*groups, item.id), ids, found)
        else:
            yield item, groups


def reported(item):
    return f"text {item.text!r}" if isinstance(item, Text) else f"a {type(item).__name__} ({item.role})"


def lines_of(item):
    """The straight lines that a line or shape is drawn with."""
    if isinstance(item, Circle):
        x, y, r = *item.center, item.radius_px
        half = (Arc((x - r, y), (x + r, y), r), Arc((x + r, y), (x - r, y), r))
        return [segment for arc in half for segment in pairwise(arc_points(arc))]
    points = item.points if isinstance(item, Polyline) else arc_points(item)
    if isinstance(item, Polyline) and item.closed:
        points = (*points, points[0])
    return list(pairwise(points))


def cells_of(box):
    for column in range(int(box.left // CELL_PX), int(box.right // CELL_PX) + 1):
        for row in range(int(box.top // CELL_PX), int(box.bottom // CELL_PX) + 1):
            yield column, row


def by_cell(texts):
    cells = {}
    for number, text in enumerate(texts):
        for cell in cells_of(ink_box(text)):
            cells.setdefault(cell, []).append(number)
    return cells


def overlaps(texts):
    pairs = {
        (one, other)
        for inside in by_cell(texts).values()
        for place, one in enumerate(inside)
        for other in inside[place + 1 :]
        if ink_box(texts[one]).overlaps(ink_box(texts[other]), TOUCH_PX)
    }
    return [f"{reported(texts[one])} and {reported(texts[other])} overlap" for one, other in sorted(pairs)]


def crossings(texts, segments):
    cells = by_cell(texts)
    found = {}
    for (start, end), item, _ in segments:
        box = Box(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
        for number in dict.fromkeys(number for cell in cells_of(box) for number in cells.get(cell, ())):
            if enters(start, end, ink_box(texts[number]).grown(-TOUCH_PX)):
                found[number, id(item)] = f"{reported(item)} crosses {reported(texts[number])} at {start} to {end}"
    return list(found.values())


def enters(start, end, box):
    """Whether a straight line has a point inside a box (clipped by its four sides)."""
    (x1, y1), (x2, y2) = start, end
    first, last = 0.0, 1.0
    for distance, step in (
        (x1 - box.left, x2 - x1),
        (box.right - x1, x1 - x2),
        (y1 - box.top, y2 - y1),
        (box.bottom - y1, y1 - y2),
    ):
        if step == 0:
            if distance < 0:
                return False
            continue
        at = -distance / step
        if step > 0:
            first = max(first, at)
        else:
            last = min(last, at)
        if first > last:
            return False
    return box.left < box.right and box.top < box.bottom
