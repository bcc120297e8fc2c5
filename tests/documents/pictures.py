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
    # dot by dot, which plain numbers are faster at than arrays
    step, upper = line.shape[1], [0] * line.shape[1] + above.ravel().tolist()
    found = [0] * step + line.ravel().tolist()
    for place in range(step, len(found)):
        left, over, corner = found[place - step], upper[place], upper[place - step]
        if method == 3:
            guess = (left + over) // 2
        else:
            near = left + over - corner
            off = abs(near - left), abs(near - over), abs(near - corner)
            guess = left if off[0] <= off[1] and off[0] <= off[2] else over if off[1] <= off[2] else corner
        found[place] = (found[place] + guess) % 256
    return np.array(found[step:], np.uint8).reshape(line.shape)


def ink(png):
    """Left, top, right and bottom of all that is dark; None where nothing is."""
    there = dark(png)
    if not there.any():
        return None
    ys, xs = np.nonzero(there)
    return xs.min(), ys.min(), xs.max() + 1, ys.max() + 1
