"""The patterns of words that name a time, built from tables/periods.toml."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from newsgauge.extract.numerals import parse_chinese
from newsgauge.patterns import one_of
from newsgauge.resources import check_keys, load_table

_TABLE = "periods.toml"
_STEPS = ("year", "year_after", "month", "month_after", "quarter", "week", "day", "day_after")
_VALUES = (*_STEPS, "plan", "event", "report", "holiday")
_GUARDS = ("not_after", "not_before")
_WORDS = frozenset((
    "now", "then", "reporting", "reporting_end", "earlier", "past", "running", "future", "effort", "within",
    "stretch_end", "average", "edge_last", "edge_first", "edge_middle", "edge_inside", "edge_not_before",
    "edge_last_not_before", "month_part", "day_part", "as_of", "by", "from", "compared", "not_compared",
    "compared_after", "not_by_after", "since", "since_not_before", "starting", "starting_not_before", "after",
    "during", "during_not_before", "before", "before_not", "same_time", "ahead", "to", "short_year_after",
    "short_year_before", "not_date_after", "length_after", "yearly", "not_day_before", "not_month_before",
    "plan_name", "founded",
))
_CHINESE = "一二三四五六七八九十"

# A count in two digits, Arabic or Chinese; what stands before it decides whether it begins there.
_N = (rf"(?:[0-9]{{1,2}}(?![0-9])"
      rf"|(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])(?![{_CHINESE}百千万]))")
# A comma before it may be one of a large number, or end a clause.
_NOT_INSIDE = rf"(?<![0-9.{_CHINESE}百千零两几数多余第])(?<![0-9],)"
_DASH = " ?(?:—{1,2}|－|-|–|−|~|～|〜|‐|至|到) ?"
_YEAR4 = "[12][0-9]{3}"
_END = "(?![0-9A-Za-z])"
# 2023Q3, 2023H1, 2023前三季度: a year without 年.
_CODE_FOLLOWS = rf"(?=[QH][1-4]{_END}|前[二三]季度|[上下]半年|第?[一二三四]季[度报]|全年|同期)"
_YEAR_SIGN = f"(?: ?年(?:度(?![假过]))?(?![代版轻级货龄鉴])|财年|{_CODE_FOLLOWS}|[AE]{_END})"


def literal(words: Iterable[str]) -> str:
    """The piece of a pattern that matches the longest of the words, grouped."""
    return f"(?:{one_of(words)})"


def _guarded(words: Collection[str]) -> str:
    """A pattern of literal words that are not parts of other words: 目前 but not 项目前期."""
    not_after, not_before = (load_table(_TABLE)[key] for key in _GUARDS)
    alternatives = []
    for word in sorted(words, key=len, reverse=True):
        before, after = not_after.get(word[0], ""), (*not_before.get(word, ()), *not_before.get(word[-1], ()))
        alternatives.append((f"(?<![{before}])" if before else "") + re.escape(word)
                            + (f"(?!{literal(after)})" if after else ""))
    return f"(?=[{''.join(sorted({word[0] for word in words}))}])(?:{'|'.join(alternatives)})"


def parse_count(text: str) -> int:
    """The value of a small number or a year in Arabic or Chinese digits.

    >>> parse_count("12"), parse_count("二十五"), parse_count("二〇二三")
    (12, 25, 2023)
    """
    return int(text) if text.isdecimal() else int(parse_chinese(text.replace("○", "〇"))[0])


# Expressions that begin with an Arabic digit. In each alternative the outermost group names the kind of expression.
_NUMERIC = (
    rf"(?<![A-Za-z])(?P<listed>(?:{_YEAR4}(?:[/、和与及]{_YEAR4}){{1,5}}|[0-3][0-9](?:[/、][0-3][0-9]){{1,5}})"
    rf" ?(?:年度?(?!代)|E{_END}))",
    rf"(?P<years>(?P<ya>{_YEAR4})年?{_DASH}(?P<yb>{_YEAR4}|[0-9]{{2}}) ?"
    rf"(?:年度?(?!代| ?(?:1[0-2]|0?[1-9]) ?月)|E{_END}))",
    rf"(?<![A-Za-z])(?P<short_years>(?P<yc>[0-3][0-9])年?{_DASH}(?P<yd>[0-3][0-9]) ?(?:年度?(?!代)|E{_END}))",
    rf"(?P<year>(?P<y4>{_YEAR4}){_YEAR_SIGN})",
    rf"(?<![A-Za-z])(?P<short_year>(?P<y2>[0-3][0-9]){_YEAR_SIGN})",
    rf"(?<![A-Za-z])(?P<numbered>(?P<qn>1[0-2]|[1-9])(?P<qh>[QHM])(?P<yq>20[0-9]{{2}}|[0-3][0-9])){_END}",
    rf"(?P<iso>(?P<iy>{_YEAR4})(?P<is>[-/.])(?P<im>[0-9]{{1,2}})(?P=is)(?P<id>[0-9]{{1,2}})(?![0-9.]))",
)
_DAY = (rf" ?(?:(?P<da>[0-9]{{1,2}})[日号]?{_DASH}(?P<db>[0-9]{{1,2}}) ?[日号]|(?P<d>[0-9]{{1,2}}) ?[日号]"
        rf"|(?P<dc>{_N})日)")
_WEEKDAY = (rf"(?<![0-9{_CHINESE}两每几数至到—、（(])(?P<weekday>(?P<wp>[上本这下])?周(?P<wd>[一二三四五六日])"
            "(?![年岁个次至到—、]))")
_FISCAL = "(?<![0-9A-Za-z])(?P<fiscal>FY ?(?P<yf>[0-9]{4}|[0-9]{2}))(?![0-9])"
# 二、三季度: each is a quarter
_LISTED_QUARTERS = "(?P<listed_quarters>第?[一二三1-3](?:季度)?[、和]第?[二三四2-4]季度)"
_CHINESE_YEAR = "(?P<chinese_year>(?P<cy>[一二][一二三四五六七八九〇零○]{3})年度?)"


def _counted_parts(words: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Parts of a year that begin with a number, or with 第 and a number."""
    # 9、10月份: months in a row; of other pairs each is read by itself.
    pairs = "|".join(rf"{one}(?=月?份?[、和]{other}月份)" for numbers in (range(1, 13), "一二三四五六七八九十")
                     for one, other in pairwise(numbers))
    return (
        rf"(?<![0-9.])(?P<months>(?P<ma>{_N})月?份?{_DASH}(?P<mb>{_N}) ?月份?)",
        rf"(?=[0-9{_CHINESE}]{{1,2}}月?份?[、和]){_NOT_INSIDE}(?P<month_pair>(?P<mc>{pairs})月?份?[、和](?P<md>{_N})月份(?!{_DASH}))",
        rf"(?P<quarters>第?(?P<qa>[一二三1-3])(?:季度?)?{_DASH}第?(?P<qb>[二三四2-4])季度)",
        rf"{_NOT_INSIDE}(?P<month>(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) ?月份?"
        rf"(?!{literal(words['not_month_before'])}))",
        "(?<![上下前每这同任某])(?P<quarter>第?(?P<q>[一二三四1-4])(?:季度(?:单季)?|财季))",
    )


def _named_parts(reports: Iterable[str], holidays: Iterable[str]) -> tuple[str, ...]:
    """Parts of a year that begin with a word: 前三季度, Q3, 上半年, 全年, 三季报, 国庆假期."""
    return (
        rf"(?P<cumulated>[前头首](?P<cn>{_N})(?P<cu>个?月份?|个?季度))",
        rf"(?P<quarter_codes>Q(?P<qc>[1-3])(?:[-—~～至到]|—{{2}})Q?(?P<qd>[2-4]){_END})",
        "(?P<lone_quarter>单季度?(?=[总营收归净毛扣]))",
        "(?P<single_quarter>单第?(?P<qs>[一二三四1-4])季度?(?!节)|首季度)",
        rf"(?P<quarter_code>单?Q(?P<qf>[1-4])(?:单季度?)?{_END})",
        "(?P<half>(?P<h>[上下前后])半年度?)",
        rf"(?P<half_code>H(?P<hn>[12]){_END})",
        f"(?P<whole>{_guarded(['全年'])}度?)",
        rf"(?P<report>{literal(reports)})",
        f"(?P<holiday>(?=[{''.join(sorted({word[0] for word in holidays}))}]){literal(holidays)})",
    )


def _counted_stretches(words: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Stretches that begin with a number: 3年内, 两年前, 五年来, 两年平均."""
    return (
        rf"{_NOT_INSIDE}(?P<within>(?P<wn>{_N})(?P<wu>年|个月){literal(words['within'])}(?!蒙))",
        rf"(?<![近约每]){_NOT_INSIDE}(?P<ago>(?P<an>{_N})年(?:之前|以前|前(?![0-9]|{literal(words['before_not'])})))",
        rf"(?<![每第]){_NOT_INSIDE}(?P<upto>(?P<tn>{_N})周?年"
        rf"(?:以来|来(?!自)|间(?![接距隔])|(?={literal(words['average'])})))",
    )


def _named_stretches(words: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Stretches that begin with a word: 近三年, 未来五年, 连续4年, 用三年时间."""
    end = literal((*words["stretch_end"], *words["within"]))
    return (
        rf"(?P<running>{literal(words['running'])}(?P<rn>{_N})年)",
        rf"(?P<earlier>{_guarded(words['earlier'])}(?P<bn>{_N})年(?![多余半级期]))",
        rf"(?P<past>{_guarded(words['past'])}(?:(?P<pn>{_N})(?P<pu>年|个月)|半年)(?![多余半级期])(?:{end})?)",
        rf"(?P<future>{literal(words['future'])}(?:(?P<fn>{_N})(?:[-—~～至到](?P<fm>{_N}))?(?P<fu>年|个月)|半年)"
        rf"(?![多余半级期])(?:{end})?)",
        rf"(?P<effort>{literal(words['effort'])}(?P<en>{_N})(?:[-—~～至到](?P<em>{_N}))?年(?:左右)?的?时间)",
    )


@dataclass(frozen=True)
class TimePatterns:
    """The tables' values and words, and the patterns built from them.

    `start` finds where an expression begins; the name of the last group says its kind. The others are matched at the
    end of what was read: `part` of a year, `day` of a month, `edge` (底, 初), `tail` (以来, 前, 期间, 同期).
    """

    values: dict[str, dict[str, int]]
    not_after: dict[str, str]
    words: dict[str, tuple[str, ...]]
    start: re.Pattern
    part: re.Pattern
    day: re.Pattern
    edge: re.Pattern
    tail: re.Pattern
    to: re.Pattern
    plan_name: re.Pattern
    plan_years: re.Pattern
    short_year: re.Pattern
    short_year_after: re.Pattern
    ahead: re.Pattern
    deadline: re.Pattern
    since_later: re.Pattern
    months_before: re.Pattern
    clock: re.Pattern
    multiple: re.Pattern
    far_multiple: re.Pattern
    times_of: re.Pattern


@cache
def time_patterns() -> TimePatterns:
    """The patterns of the table periods.toml; raises ResourceError where a key is missing or unknown."""
    table = load_table(_TABLE)
    check_keys(table, file=_TABLE, key="the file", required={*_VALUES, *_GUARDS, "words"})
    check_keys(table["words"], file=_TABLE, key="words", required=_WORDS)
    values = {key: table[key] for key in _VALUES}
    words = {key: tuple(entries) for key, entries in table["words"].items()}
    not_edge = f"(?!{literal(words['edge_not_before'])})"
    not_last = f"(?!{literal(words['edge_last_not_before'])})"
    last, other = ([word for key in keys for word in words[key] if len(word) > 1]
                   for keys in (("edge_last",), ("edge_first", "edge_middle", "edge_inside")))
    counted_parts, named_parts = _counted_parts(words), _named_parts(values["report"], values["holiday"])
    days = (rf"(?P<days>(?P<xa>[0-9]{{1,2}})日?{_DASH}(?P<xb>[0-9]{{1,2}})日|(?P<x>[0-9]{{1,2}})日)"
            rf"(?!{literal(words['not_day_before'])})")
    century = (
        rf"(?<![0-9.{_CHINESE}])(?P<century>(?P<cw>[0-9]{{1,2}}|{_N})世纪(?!经济报道|互联)"
        "(?:(?P<dec>[1-9]0|[一二三四五六七八九]十)年代)?(?P<ce>初期?|中期|中叶|末期?|后期)?)")
    decade = rf"{_NOT_INSIDE}(?P<decade>(?P<dw>[1-9]0|[二三四五六七八九]十)年代(?:初期?|中期|末期?|后期)?)"
    this_century = ("(?P<this_century>(?P<tw>上个?|本)世纪(?:(?P<td>[1-9]0|[一二三四五六七八九]十)年代)?"
                    "(?P<te>初期?|中期|中叶|末期?|后期)?)")
    plan = (rf"(?<![{_CHINESE}])(?P<plan>[“\"「‘]?(?P<pl>{literal(values['plan'])})[”\"」’]?"
            r"(?P<ps>期间|时期|规划期内?|末期?|初期?|以来)?(?![岁个名家万天人]))")
    now = f"(?P<now>{_guarded(words['now'])})|(?P<then>{_guarded(words['then'])})"
    reporting = (f"(?P<reporting_end>(?=[报期])(?:{literal(words['reporting_end'])}|"
                 f"(?<![\u4e00-\u9fff])期末{not_edge}))|(?P<reporting>{literal(words['reporting'])}"
                 "|(?<![\u4e00-\u9fff])期内)")
    edges = (rf"(?<![0-9.{_CHINESE}两几数多余每历半学青少老成近])"
             rf"(?P<year_edge>{literal(last)}{not_last}|{literal(other)}{not_edge})",
             rf"(?<![0-9.{_CHINESE}个本上下当每正腊同岁满])(?P<month_edge>月[底末初]{not_edge})")
    numeric = "|".join((*_NUMERIC, days))
    counted = "|".join((_CHINESE_YEAR, _LISTED_QUARTERS, *_counted_stretches(words), century, decade, *counted_parts))
    named = "|".join((
        _FISCAL, *_named_stretches(words), this_century, now, f"(?P<event>{literal(values['event'])})",
        reporting, _WEEKDAY,
        *(f"(?P<{key}_word>{_guarded(values[key])})" for key in _STEPS), plan, *edges, *named_parts))
    first = {word[0] for key in (*_STEPS, "plan", "event", "report") for word in values[key]}
    first |= {word[0] for key in ("now", "then", "reporting", "reporting_end", "past", "running", "future",
                                  "effort") for word in words[key]}
    first |= {*(word[0] for word in (*last, *other)), *"0123456789零两FQH“\"「‘月头前上下后第单首全本这周", *_CHINESE}
    # The look ahead at the first character keeps the many alternatives from being tried at every place.
    # Words whose first character is too common to stop at: two characters are looked at.
    seldom = [word for word in ("期末", "期内", *words["earlier"], *values["holiday"]) if word[0] not in first]
    begins = "][".join("".join(sorted({word[place] for word in seldom})) for place in (0, 1))
    # The look ahead at the first character keeps the many alternatives from being tried at every place.
    # Words whose first character is too common to stop at.
    seldom = literal({"期末", "期内", *(word[:2] for word in (*words["earlier"], *values["holiday"]))})
    start = (rf"(?=[{re.escape(''.join(sorted(first)))}]|[{begins}])(?:(?=[0-9{_CHINESE}两第])(?:{counted})"
             rf"|(?=[0-9])(?<![0-9.])(?:{numeric})|(?=[^0-9])(?:{named}))")
    tail = (
        rf"(?P<same>{literal(words['same_time'])})"
        rf"|(?P<since>(?:起|开始)?{literal(words['since'])}(?!{literal(words['since_not_before'])}))"
        rf"|(?P<starting>{literal(words['starting'])}(?!{literal(words['starting_not_before'])}))"
        rf"|(?P<after>{literal(words['after'])}(?!{literal(words['starting_not_before'])}))"
        rf"|(?P<during>{literal(words['during'])}(?!{literal(words['during_not_before'])}))"
        rf"|(?P<before>{literal(words['before'])}(?![0-9]|{literal(words['before_not'])}))")
    edge = (
        rf"(?P<last>{literal(words['edge_last'])}){not_last}|(?P<first>{literal(words['edge_first'])}){not_edge}"
        rf"|(?P<middle>{literal(words['edge_middle'])}|中(?=[，。；、）]|$)){not_edge}"
        rf"|(?P<inside>{literal(words['edge_inside'])}){not_edge}")
    return TimePatterns(
        values=values, not_after=table["not_after"], words=words,
        # 2025年第三季: without 度 a quarter only after its year, else the third of a series.
        start=re.compile(start), part=re.compile("|".join((
            *counted_parts, *named_parts, "(?P<quarter_short>第(?P<qz>[一二三四1-4])季(?![节军]))"))),
        day=re.compile(_DAY), edge=re.compile(edge), tail=re.compile(tail),
        to=re.compile(f" ?{literal(words['to'])} ?"),
        plan_name=re.compile(f"[^，。；、！？\n《》]{{0,12}}?{literal(words['plan_name'])}"),
        plan_years=re.compile("前([一二两三四])年"),
        short_year=re.compile(f"{literal(words['short_year_before'])}|(?:1[0-2]|[1-9])月|第?[一二三四]季"
                              r"|的? ?[0-9]{1,3}(?:\.[0-9]{1,2})?(?:[-~～—至][0-9.]{1,5})?(?:倍|[xX])"),
        short_year_after=re.compile(literal(words["short_year_after"])),
        # 超预期, 符合预期: what was expected is over.
        ahead=re.compile(f"(?<![超合及于]){literal(words['ahead'])}"),
        deadline=re.compile(f"[底末]?{literal(words['before'])}(?![0-9]|{literal(words['before_not'])})"),
        since_later=re.compile("[^，。；！？\n]{1,24}?以来"),
        months_before=re.compile(rf"(?:的|止)(?P<n>{_N})个月"),
        clock=re.compile(rf"{literal(words['day_part'])}?(?:[0-9]{{1,2}}(?:时|点(?=整|许|[0-9]))(?:整|许|[0-9]{{1,2}}分)?)?"),
        multiple=re.compile(rf"的[约近超过]{{0,2}}[0-9.{_CHINESE}两]{{1,8}}[多余]?倍"),
        # 是我国2015年全年用电量的约2倍
        far_multiple=re.compile(rf"[^，。；,0-9]{{1,12}}的[约近超过]{{0,2}}[0-9.{_CHINESE}两]{{1,8}}[多余]?倍"),
        times_of=re.compile("(?:是|为|达|达到|相当于|超过)[\u4e00-\u9fff]{0,3}$"))
