"""Downloads: figures, data and citations as files that stand alone."""

from newsgauge.export.bundle import figure_zip
from newsgauge.export.citations import CitationStyle, citation
from newsgauge.export.figures import ExportUnavailable, FigureFormat, browser_path, figure_bytes, print_figure
from newsgauge.export.names import figure_name, file_name
from newsgauge.export.tables import DataFormat, data_bytes, records

__all__ = ["CitationStyle", "DataFormat", "ExportUnavailable", "FigureFormat", "browser_path", "citation", "data_bytes",
           "figure_bytes", "figure_name", "figure_zip", "file_name", "print_figure", "records"]
