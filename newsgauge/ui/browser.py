"""What the reader's browser tells: its theme, its clock, and whether it is a phone's."""

from __future__ import annotations

import pandas as pd
import streamlit as st

TIME = "YYYY-MM-DD HH:mm"          # how a table shows a moment; sorted as it reads


def theme() -> str:
    """The theme of the page: light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def on_phone() -> bool:
    """Whether the page is read on a phone."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def local_times(moments: pd.Series) -> pd.Series:
    """Moments (ISO 8601) by the reader's clock, for a column in the format TIME."""
    return pd.to_datetime(moments, utc=True).dt.tz_convert(st.context.timezone or "UTC").dt.tz_localize(None)
