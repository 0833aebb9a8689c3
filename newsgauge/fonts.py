"""The Chinese fonts that ship with the program, so that downloads look the same wherever they are made."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from pathlib import Path
from typing import Literal

import pylopdf_fonts_zh_cn

Family = Literal["sans", "serif"]
FAMILIES: dict[Family, str] = {"sans": "Noto Sans SC", "serif": "Noto Serif SC"}    # as named in styles and SVG


def font_path(family: Family = "sans") -> Path:
    """The font file (OpenType, SIL OFL) of Noto Sans SC or Noto Serif SC; raises FileNotFoundError when it is gone."""
    path = pylopdf_fonts_zh_cn.sans_path() if family == "sans" else pylopdf_fonts_zh_cn.serif_path()
    if not path.is_file():
        raise FileNotFoundError(f"{path}: the font is missing; install the requirements again")
    return path


@lru_cache(maxsize=64)
def font_subset(family: Family, characters: frozenset[str]) -> bytes:
    """An OpenType font of only `characters`, to be put into a file: some kilobytes instead of ten megabytes."""
    from fontTools import subset  # a fifth of a second, and only files need it

    # With hints and without subroutines it is as small, and cut in two thirds of the time.
    options = subset.Options(layout_features=[], desubroutinize=True, notdef_outline=True, name_IDs=[1, 2, 13, 14])
    with subset.load_font(str(font_path(family)), options, lazy=True) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(characters))
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


def font_faces(texts: dict[Family, str]) -> str:
    """The CSS `@font-face` rules that embed what of each family is needed to set its text."""
    rules = []
    for family, text in texts.items():
        data = base64.b64encode(font_subset(family, frozenset(text))).decode("ascii")
        rules.append(f'@font-face{{font-family:"{FAMILIES[family]}";src:url(data:font/otf;base64,{data})'
                     f' format("opentype");}}')
    return "".join(rules)
