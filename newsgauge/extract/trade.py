"""What numbers of goods measure that 出口 or 进口 stands before: 出口手机7亿台，价值7000亿元；汽车1800亿元."""

from __future__ import annotations

import re

from newsgauge.extract.context import Context
from newsgauge.extract.measures import Reading
from newsgauge.extract.phrases import tidy
from newsgauge.extract.state import State
from newsgauge.units import unit_info

GOODS = "goods that are traded"
_TRADED = re.compile(r"(?:^|[^进转净])(出口|进口)(?:了)?([\u4e00-\u9fff“”]{2,18})$")
# What trades is counted in these, not what is traded.
_BODIES = frozenset("家户人名位所座项国")
_PER_UNIT = re.compile(r"每[吨桶台辆个件升克头只]$|每(?:千克|公斤|立方米|平方米|万件)$|均价$")
_NO_GOODS = re.compile(r"[额率值占比均总]|规模|数量|增加|减少|其中|市场|企业|贸易|国家|地区|[进出]口")
_TRADE_ITSELF = re.compile("[进出]口|贸易")


def traded(indicator: str, rule: str, context: Context, reading: Reading, state: State) -> tuple[str, str]:
    """The indicator and its rule, the indicator completed where the number is of goods that are traded.

    `state` keeps the direction and the goods spoken of for the numbers after it in the paragraph.
    """
    if reading.measure != "level":
        return indicator, rule
    info = unit_info(context.quantity.unit)
    money = info.dimension.startswith("money")
    left = context.words(context.clause, context.start)
    if match := _TRADED.search(tidy(left)):
        goods = tidy(match[2])
        if len(goods) < 2 or _NO_GOODS.search(goods) or context.right[:1] == "的":
            return indicator, rule
        state.trade, state.goods = match[1], goods
    elif not state.trade or context.quantity.unit in _BODIES or context.restates:
        return indicator, rule
    elif not money or not (_PER_UNIT.search(left) or left.endswith("价值")):
        goods = indicator.removesuffix("数")
        if rule != "noun before the number" or len(goods) < 2 or _NO_GOODS.search(goods):
            state.trade = "" if _TRADE_ITSELF.search(goods) else state.trade
            return indicator, rule
        state.goods = goods
    what = "均价" if money and _PER_UNIT.search(left) else "额" if money else "量"
    return f"{state.goods}{state.trade}{what}", GOODS
