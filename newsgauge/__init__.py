"""Newsgauge 数读: the numbers in Chinese news, each tied to the sentence that states it."""

__version__ = "0.1.0"
