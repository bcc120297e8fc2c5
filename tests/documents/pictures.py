"""PNG pictures read back, as numbers: what is drawn is looked at without a library for pictures."""

import struct
import zlib

import numpy as np

CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def chunks(png):
    """The chunks of a PNG file: kind and content."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += 12 + length


def dark(png):
    """Which dots of a picture are dark, row by row."""
    parts = list(chunks(png))
    width, height, bits, kind = struct.unpack(">IIBB", parts[0][1][:10])
    assert bits == 8
    step = CHANNELS[kind]
    raw = np.frombuffer(zlib.decompress(b"".join(content for name, content in parts if name == b"IDAT")), np.uint8)
    rows = raw.reshape(height, 1 + width * step)
    above = np.zeros((width, step), np.uint8)
    picture = np.empty((height, width, step), np.uint8)
    for number, (method, line) in enumerate(zip(rows[:, 0], rows[:, 1:].reshape(height, width, step), strict=True)):
        above = picture[number] = unfiltered(method, line, above)
    return picture[:, :, 0] < 128


def unfiltered(method, line, above):
    """A line of dots from what the file holds of it and from the line above."""
    if method == 0:
        return line
    if method == 1:
        return np.cumsum(line, axis=0, dtype=np.uint8)
    if method == 2:
        return line + above
    found = np.zeros_like(line, dtype=int)
    left = upper_left = np.zeros(line.shape[1], int)
    for place in range(len(line)):
        upper = above[place].astype(int)
        if method == 3:
            guess = (left + upper) // 2
        else:
            near = left + upper - upper_left
            off = [abs(near - each) for each in (left, upper, upper_left)]
            nearest = np.where(off[1] <= off[2], upper, upper_left)
            guess = np.where((off[0] <= off[1]) & (off[0] <= off[2]), left, nearest)
        left, upper_left = (line[place] + guess) % 256, upper
        found[place] = left
    return found.astype(np.uint8)


def ink(png):
    """Left, top, right and bottom of all that is dark; None where nothing is."""
    there = dark(png)
    if not there.any():
        return None
    ys, xs = np.nonzero(there)
    return xs.min(), ys.min(), xs.max() + 1, ys.max() + 1
