"""Write the widths of the characters of the fonts: python tools/font_widths.py.

A width is the advance of a character, and what kerning may put before it: a text is never wider than their sum.
"""

from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "src/evsite/fonts"
FACES = ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")


def kerned_apart(font):
    """The most that kerning moves each glyph away from one before it, by its name."""
    most = {}
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in (table for table in lookup.SubTable if table.LookupType == 2):
            if table.Format != 1:
                raise ValueError("kerning by classes is not read")
            for pairs in table.PairSet:
                for pair in pairs.PairValueRecord:
                    moved = pair.Value1.XAdvance if pair.Value1 and hasattr(pair.Value1, "XAdvance") else 0
                    most[pair.SecondGlyph] = max(most.get(pair.SecondGlyph, 0), moved)
    return most


def widths(path):
    """The width of each character of a font, in 1/2048 em."""
    font = TTFont(path)
    if font["head"].unitsPerEm != 2048:
        raise ValueError(f"{path.name} has other units than 1/2048 em")
    apart = kerned_apart(font)
    return {
        code: font["hmtx"][glyph][0] + apart.get(glyph, 0) for code, glyph in font.getBestCmap().items() if code >= 0x20
    }


def main():
    regular, bold = (widths(FONTS / name) for name in FACES)
    if regular.keys() != bold.keys():
        raise ValueError("the faces have not the same characters")
    lines = [f"{code:x},{regular[code]},{bold[code]}" for code in sorted(regular)]
    text = "\n".join(["character_hex,regular_2048th_em,bold_2048th_em", *lines]) + "\n"
    (FONTS / "widths.csv").write_text(text, encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
