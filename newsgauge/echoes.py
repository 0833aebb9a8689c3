"""Which articles are nearly the same text: a signature of each, made when it is read, which pairs can be found by.

MinHash (Broder 1997): the share of places at which two signatures agree estimates how many of all the stretches of
letters that two texts hold are in both.
"""

from __future__ import annotations

import random
import unicodedata

STRETCH = 6                        # letters
PLACES = 64                        # of a signature
BAND = 4                           # places that must all agree for two articles to be compared at all
SAME = 0.75                        # estimated share of common stretches from which an article is an echo
SHORTEST = 60                      # letters; what is shorter says too little to be told apart

_chance = random.Random(20230925)
_FACTORS = tuple((_chance.getrandbits(64) | 1, _chance.getrandbits(64)) for _ in range(PLACES))


def signature(text: str) -> list[int]:
    """The signature of a text, `PLACES` numbers of 32 bits; [] for a text too short to have one.

    White space, punctuation and width of letters do not count.
    """
    import numpy

    letters = [ord(c) for c in unicodedata.normalize("NFKC", text) if c.isalnum()]
    if len(letters) < SHORTEST:
        return []
    codes = numpy.array(letters, dtype=numpy.uint64)
    stretches = numpy.zeros(len(codes) - STRETCH + 1, dtype=numpy.uint64)
    with numpy.errstate(over="ignore"):                  # all arithmetic is modulo 2**64
        for place in range(STRETCH):
            stretches = stretches * numpy.uint64(0x9E3779B97F4A7C15) + codes[place:len(codes) - STRETCH + 1 + place]
        stretches ^= stretches >> numpy.uint64(29)
        return [int((stretches * numpy.uint64(factor) + numpy.uint64(offset)).min() >> numpy.uint64(32))
                for factor, offset in _FACTORS]
