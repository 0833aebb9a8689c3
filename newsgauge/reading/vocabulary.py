"""The words of tables/reading.toml and the patterns built from them."""

from __future__ import annotations

import re
from functools import cache

from newsgauge.resources import ResourceError, load_table

TABLE = "reading.toml"
_PRINTED_DAY = r"(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}日|[-./]\d{1,2}[-./]\d{1,2})\s?"


@cache
def words_of(key: str) -> tuple[str, ...]:
    """A list of the table, longest words first; raises ResourceError for a list that is missing or holds no strings."""
    words = load_table(TABLE).get(key)
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
        raise ResourceError(f"{TABLE}: [{key}] must be a list of words; add or mend it")
    return tuple(sorted(words, key=len, reverse=True))


@cache
def recurring_events() -> dict[str, int]:
    """The month of each event that recurs every year."""
    events = load_table(TABLE).get("recurring", {})
    for name, month in events.items():
        if not isinstance(month, int) or not 1 <= month <= 12:
            raise ResourceError(f"{TABLE}: [recurring] {name} = {month!r} is no month; use 1 to 12")
    return events


def alternatives(*keys: str) -> str:
    """A pattern for any word of these lists, the longest first."""
    words = sorted({word for key in keys for word in words_of(key)}, key=len, reverse=True)
    return "|".join(map(re.escape, words))


@cache
def dateline() -> re.Pattern[str]:
    """What opens a news item: 本报讯, 本报杭州11月24日讯, 新华社北京9月5日电, 央视网消息, （记者王红）; a paper
    of another name where nothing but place and day follow it (海州日报北山3月15日讯); the day can stand before it."""
    return re.compile(
        rf"[（(【\[]?(?:{_PRINTED_DAY}[，,]?\s?)?"
        rf"(?:(?P<agency>{alternatives('agencies')})[^。！？，,：:（(]{{0,24}}?(?:{alternatives('dateline_ends')})(?!员)"
        r"(?=[）)】\]\s（(：:，,]|[^，。])"
        rf"|(?P<paper>[\u4e00-\u9fff]{{1,8}}?(?:{alternatives('press')}))\s?(?:[\u4e00-\u9fff]{{2,4}}\s?)??"
        rf"(?:{_PRINTED_DAY}|\d{{1,2}}月\d{{1,2}}日)?\s?(?:{alternatives('dateline_ends')})"
        r"(?:(?=[）)】\]\s（(：:，,]|$)|(?<!报道)(?![员称说子视台商力影话邮脑信息号])))"
        r"|[（(](?:记者|通讯员)[^（）()，。]{1,24}[）)]")


@cache
def dateline_opening() -> re.Pattern[str]:
    """A whole dateline with the names in brackets behind it, to be taken off a text's first words."""
    return re.compile(
        rf"(?:{_PRINTED_DAY}[，,])?[^，。]{{0,30}}?(?:{alternatives('dateline_ends')})(?!员)\s*(?:[（(【][^）)】]{{1,30}}[）)】])?[：:]?"
        r"|[（(][^）)]{1,30}[）)]")


@cache
def byline() -> re.Pattern[str]:
    """A paragraph that names who wrote: 本报记者 祝梅 通讯员 汤浩锋; □本报记者 廖雪梅; 责任编辑：王红."""
    return re.compile(
        rf"[□■●]?\s*[（(]?\s*(?:(?:{alternatives('agencies')}|特约|实习)\s*)?(?:首席|见习|驻[^。，]{{2,6}})?"
        rf"(?:{alternatives('roles')})\s*[/／:：|｜\s]?[^。！？，,；]{{1,40}}$"
        r"|[^，。]{2,12}[（(][^（）()，。]{0,6}分析师[）)]")


@cache
def stamp() -> re.Pattern[str]:
    """A line of whence or when a text is, or a day alone: 来源：人民网 发布时间：2022-07-22 10:26; 2022-07-22."""
    return re.compile(rf"(?:{alternatives('stamps')})\s?[：:]\s*[^。！？，,；]{{1,60}}$"
                      r"|20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?$")


@cache
def credit() -> re.Pattern[str]:
    """The end of a picture's caption: 新华社记者 赵鸿宇摄; 龙巍摄（人民图片）; 记者 崔力 摄/视觉重庆."""
    return re.compile(rf"(?:{alternatives('credits')}|图片来源.{{0,20}})\s{{0,4}}(?:[（(/／][^。]{{0,20}})?\s{{0,4}}$")


@cache
def news_day() -> re.Pattern[str]:
    """A day at the very beginning of a text, as news begin: 近日, 11月21日, 记者11月22日从…, 今年."""
    return re.compile(
        rf"[“‘]?(?:{alternatives('soon')}|(?:记者)?\d{{1,2}}月(?:\d{{1,2}}日)?|\d{{4}}年\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}日)")


@cache
def told_as_news() -> re.Pattern[str]:
    """The day or source that an item's first clause names: 统计局今天公布, 卫生组织14日公布的, 记者从…了解到."""
    return re.compile(rf"{alternatives('soon', 'learnt')}|(?<!\d)\d{{1,2}}日")


@cache
def opening() -> re.Pattern[str]:
    """What begins a new paragraph whatever the line before it looks like."""
    return re.compile(
        rf"#{{1,6}}\s|[（(]\s*上接|(?:{alternatives('agencies')})[^。，,]{{0,14}}(?:讯|电|消息)(?!员)|[□■●◆▲★【|]"
        r"|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[-*•>]\s")


@cache
def event_year() -> re.Pattern[str]:
    """A year that the name of an event or report carries: 2023全球数字贸易创新大赛, 《…报告（2023）》."""
    return re.compile(
        rf"(?<!\d)(20\d\d)年?(?=[^\d，。；、年月日]{{2,24}}?(?:{alternatives('events')}))|[（(](20\d\d)年?[）)]》")


@cache
def placeless_name() -> re.Pattern[str]:
    """Names of events and bodies that begin with a country or the world: 全球数字贸易创新大赛, 中国工程院."""
    return re.compile(rf"(?:全球|世界|国际|中国)[^，。、；：“”（）\s]{{1,12}}?(?:{alternatives('events', 'bodies')})")
