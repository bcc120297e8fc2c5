"""How the time of one allocation grows with ports, depth, vehicle maxima and binding limits; `--plot` draws it."""

from __future__ import annotations

import math
import random
from pathlib import Path

from common import ROOT, arguments, best_s, machine, panels_site, shown, table

PORTS = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000)
DEPTHS = (1, 2, 4, 8, 16, 32, 64)
MAXIMA = (1, 3, 10, 30, 100, 300, 1_000)
BINDING = (1, 3, 10, 30, 100, 300, 500)


def allocation_s(text: str, accept=None) -> float:
    """Time of one allocation after compilation [s]."""
    from evsite.allocation.allocator import Allocator
    from evsite.sitefile.loading import loads

    allocator = Allocator(loads(text), "equal")
    names = allocator.network.ports
    accepts = {} if accept is None else dict(zip(names, accept(len(names)), strict=True))
    moment = allocator.moment(accept_a=accepts)
    return best_s(lambda: allocator.shares(moment))


def chain(depth: int) -> str:
    """A thousand ports on a chain of panels, full one after the other from the deepest up: the worst case."""
    each = max(1, 1000 // depth)
    text = '[supplies.U]\nkind = "service"\nrating = "300000 A"\nsystem = "208Y/120"\n'
    for number in range(depth):
        above = "U" if number == 0 else f"P{number - 1}"
        left = depth - number
        text += f'[panels.P{number}]\nfed_from = "{above}"\nmain = "{each * left * (40 - 20 * number / depth):.1f} A"\n'
        text += f'[circuits.C{number}_]\npanel = "P{number}"\ncount = {each}\nbreaker = "100 A"\nphases = "AB"\n'
        text += f'[stations.S{number}_]\ncount = {each}\nmax_current = "80 A"\ncircuits = "C{number}_"\n'
    return text


def binding(full: int) -> str:
    """Five hundred panels of twenty ports, some of them too small, each at a level of its own."""
    text = '[supplies.U]\nkind = "service"\nrating = "500000 A"\nsystem = "208Y/120"\n'
    for number in range(500):
        main = 200 + number / 2 if number < full else 4000
        text += f'[panels.P{number}]\nfed_from = "U"\nmain = "{main} A"\n'
        text += f'[circuits.C{number}_]\npanel = "P{number}"\ncount = 20\nbreaker = "100 A"\n'
        text += f'[stations.S{number}_]\ncount = 20\nmax_current = "80 A"\ncircuits = "C{number}_"\n'
    return text


def measure() -> dict[str, list[tuple[int, float]]]:
    """Times by what is varied."""
    dice = random.Random(1)
    site = panels_site(1_000)

    def mixed(ports):
        return [dice.choice((16, 32, 48, 80)) for _ in range(ports)]

    def kinds(count):
        return lambda ports: [10 + 70 * (number % count) / count for number in range(ports)]

    return {
        "ports": [(ports, allocation_s(panels_site(ports), mixed)) for ports in PORTS],
        "depth (1,000 ports)": [(depth, allocation_s(chain(depth))) for depth in DEPTHS],
        "distinct vehicle maxima (1,000 ports)": [(count, allocation_s(site, kinds(count))) for count in MAXIMA],
        "binding panels (10,000 ports)": [(full, allocation_s(binding(full))) for full in BINDING],
    }


def svg(found: dict[str, list[tuple[int, float]]]) -> str:
    """Four small plots with logarithmic axes; the thin line is growth in proportion."""
    width, height, left, top = 300, 220, 60, 34
    size = f'width="{2 * width + 80}" height="{2 * height + 90}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, (title, points) in enumerate(found.items()):
        x0, y0 = left + number % 2 * (width + 20), top + number // 2 * (height + 40)
        w, h = width - left, height - 40
        xs, ys = [math.log10(x) for x, _ in points], [math.log10(y) for _, y in points]
        x_low, x_high, y_low, y_high = min(xs), max(xs), math.floor(min(ys)), math.ceil(max(ys))

        def place(x, y, x0=x0, y0=y0, w=w, h=h, box=(x_low, x_high, y_low, y_high)):
            return x0 + w * (x - box[0]) / (box[1] - box[0]), y0 + h * (1 - (y - box[2]) / (box[3] - box[2]))

        parts.append(f'<text x="{x0}" y="{y0 - 10}" font-weight="bold">{title}</text>')
        parts.append(f'<rect x="{x0}" y="{y0}" width="{w}" height="{h}" fill="none" stroke="#999"/>')
        for tick in range(y_low, y_high + 1):
            _, y = place(x_low, tick)
            parts.append(f'<line x1="{x0}" y1="{y:.1f}" x2="{x0 + w}" y2="{y:.1f}" stroke="#ddd"/>')
            parts.append(f'<text x="{x0 - 6}" y="{y + 4:.1f}" text-anchor="end">{shown(10.0**tick)}</text>')
        for (value, _), x in zip(points, xs, strict=True):
            at = f'x="{place(x, 0)[0]:.1f}" y="{y0 + h + 14}"'
            parts.append(f'<text {at} text-anchor="middle" font-size="9">{value:,}</text>')
        end = min(x_high, x_low + y_high - ys[0])
        (x1, y1), (x2, y2) = place(x_low, ys[0]), place(end, ys[0] + end - x_low)
        ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        parts.append(f'<line {ends} stroke="#aaa" stroke-dasharray="3 3"/>')
        dots = [place(x, y) for x, y in zip(xs, ys, strict=True)]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in dots)
        parts.append(f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="#06c"/>' for a, b in dots]
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    """Print what was measured, and draw it."""
    options = arguments("growth of the time of one allocation", plot="write growth.svg")
    print(machine())
    found = measure()
    for title, points in found.items():
        head = [title.partition(" (")[0], *(f"{x:,}" for x, _ in points)]
        table(f"By {title}", head, [["time", *(shown(y) for _, y in points)]])
    if options.plot:
        Path(ROOT / "benchmarks" / "growth.svg").write_text(svg(found), encoding="utf-8")


if __name__ == "__main__":
    main()
