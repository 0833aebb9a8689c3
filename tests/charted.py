"""Invented observations, and what a figure of them shows."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

HOSTILE = '<b onclick="x()">R&D</b> <a href="javascript:alert(1)">%{x} $x^2$ &amp; 数</a>'


def days(period):
    if not period:
        return None, None
    if "/" in period:
        first, last = period.split("/")
        return days(first)[0], days(last)[1]
    year, *rest = period.split("-")
    if not rest:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    month = int(rest[0])
    return date(int(year), month, 1), date(int(year) + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def observation(number, entity, value, period, **more):
    first, last = days(period)
    row = dict(observation_id=f"o{number}", entity=entity, region=entity, region_code="", value=value, value_max=None,
               unit="个", text=f"{value}个", qualifier="exact", measure="level", status="actual", period=period,
               indicator="5G基站数", concept="", canonical_value=None, canonical_value_max=None, period_start=first,
               period_end=last, sentence="一句话。", article_date="2021-11-25", article_title="标题",
               document_title="数字经济周报", publisher="", comparison="")
    return row | more


def frame(*rows):
    return pd.DataFrame(list(rows))


STATIONS = frame(
    observation(1, "全国", 718_000, "2020", region_code="CN"),
    observation(2, "全国", 1_290_000, "2021-11", qualifier="over", region_code="CN"),
    observation(3, "山西省", 30_000, "2021-10", qualifier="about", region_code="140000"),
    observation(4, "山西省", 92_100, "2023", status="target", region_code="140000"),
    observation(5, "湖北省", 47_600, "2021-10", region_code="420000"),
    observation(6, "四川省", 250_000, "2025", status="target", region_code="510000"),
    observation(7, "贵州省", 50_000, "2022", status="forecast", value_max=60_000, qualifier="between",
                region_code="520000"),
)
RATES = frame(
    observation(11, "全国", 7.2, "2022", measure="growth", unit="%", indicator="数字服务出口额"),
    observation(12, "中国商飞", -30, "2021-11", measure="growth", unit="%", indicator="研发成本"),
    observation(13, "武汉市", 2, "2024", measure="growth", unit="倍", indicator="上市公司数", status="target"),
)
SHARES = frame(*(observation(20 + n, "中小企业", value, "2023-11", measure="share", unit="%", indicator=name)
                 for n, (value, name) in enumerate(((79, "初步探索"), (12, "应用践行"), (9, "深度应用")))))
COUNTS = pd.DataFrame([("5G与通信网络", 2021, 12), ("5G与通信网络", 2023, 3), ("区块链", 2021, 1)],
                      columns=["topic", "year", "count"])
TOPIC_SHARES = pd.DataFrame([("d1", "周报", "区块链", 0.7), ("d1", "周报", "设计产业", 0.3),
                             ("d2", "专版", "区块链", 1.0)],
                            columns=["document_id", "title", "topic", "share"])
YEARS = pd.DataFrame([(2021, "区块链", 0.7), (2021, "设计产业", 0.3), (2023, "区块链", 1.0)],
                     columns=["year", "topic", "share"])
TERMS = pd.DataFrame([("算力", 2020, 5, 1000), ("算力", 2021, 9, 1000), ("芯片", 2021, 2, 1000),
                      ("算力", 2023, 3, 500)],
                     columns=["term", "year", "count", "total"])
TERMS_BY_DOCUMENT = pd.DataFrame([(term, f"d{n}", f"第{n}期", n, 1000) for term in ("算力", "芯片")
                                  for n in range(1, 21)], columns=["term", "document", "title", "count", "total"])
KEYS = pd.DataFrame([("算力", 9, 1, 20.0, 3.1), ("企业", 1, 30, 8.0, -2.0)],
                    columns=["term", "target", "reference", "log_likelihood", "log_ratio"])


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list | tuple | np.ndarray):
        for item in value:
            yield from strings(item)


def shown(fig):
    """Everything that is printed or hovers."""
    spec = fig.to_dict()
    spec["layout"].pop("meta", None)
    spec["layout"].pop("template", None)
    return "\n".join(strings(spec))


def ids(fig):
    return {str(point[0]) for data in fig.data if data.customdata is not None for point in data.customdata if point[0]}
