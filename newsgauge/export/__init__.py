"""Downloads: figures, data and citations as files that stand alone."""

from newsgauge.export.tables import data_bytes

__all__ = ["data_bytes"]
