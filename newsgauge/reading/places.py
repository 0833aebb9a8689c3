"""The region that an article is about."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from newsgauge import regions
from newsgauge.patterns import Finder
from newsgauge.reading.layout import STOCK_CODE
from newsgauge.reading.vocabulary import alternatives, placeless_name

LEAD = 200                  # characters of an article in which its place is looked for
OPENING = 60                # of these, those in which a place counts double
ABROAD = 2000               # characters in which an article names other countries, or calls a region its own
SAMPLE = 20_000             # characters of a document in which the region it calls its own is looked for
IN_TITLE, IN_DATELINE, HELD, NATION = 6, 4, 3, 3
MOST_OWN = 4                # times that 我市 or 全省 counts
WHOLE_CHAIN = re.compile(r"[\u4e00-\u9fff]{2,3}(?:省|自治区)[\u4e00-\u9fff]{2,6}(?:市|州)[\u4e00-\u9fff]{0,5}")
# ——2024年1月30日在内蒙古自治区第十四届人民代表大会第二次会议上; 我代表北京市人民政府
REPORTED = re.compile(r"在?(?P<place>[\u4e00-\u9fff]{2,16}?)第[一二三四五六七八九十]{1,3}届人民代表大会"
                      r"|代表(?P<body>[\u4e00-\u9fff]{2,16}?)人民政府")
# 2022年桐庐县国民经济和社会发展统计公报, 桐庐县2024年政府工作报告, 桐庐县人民政府关于…: a report or notice of its own
OWN_REPORT = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,16}?)(?:20\d\d年度?)?"
                        r"(?:人民政府(?:办公[室厅])?关于|(?:人民)?政府工作报告|国民经济和社会发展|统计公报)")
# The office that publishes stands in a line of its own, or after 来源.
_OFFICE = re.compile(r"(?:^|\n|(?:来源|机构|单位)[：:] ?)(?P<place>[\u4e00-\u9fff]{2,12}?)"
                     r"(?:人民政府(?:办公[室厅])?|统计局|发展和?改革(?:委员会|委|局)|工业和信息化[厅局委]|通信管理局|商务[厅局]"
                     r"|大数据[\u4e00-\u9fff]{0,4}局)(?=\s|$)")
WORLDWIDE = re.compile(r"全球|世界")


@cache
def _placed_dateline() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{alternatives('agencies')})(?P<place>[\u4e00-\u9fff]{{2,8}}?)(?:\d{{1,2}}月|\d{{1,2}}日|电|讯)")


@cache
def _held_there() -> re.Pattern[str]:
    return re.compile(rf"在(?P<place>[\u4e00-\u9fff]{{2,6}}?)市?(?:{alternatives('held')})")


@cache
def _own_region() -> re.Pattern[str]:
    return re.compile(rf"(?<!资)(?:{alternatives('own')})(?![场域])")       # 资本市场, 全区域


@cache
def _names() -> tuple[dict[str, str], Finder]:
    """Code of each region name, and what finds these names and the words that only begin like one."""
    guards = regions.guard_words()
    codes = {name: region.code for name, region in regions.region_names().items() if name not in guards}
    return codes, Finder([*codes, *guards])


def find_places(text: str) -> list[str]:
    """The codes of the regions that `text` names, in order, each as often as it stands there."""
    codes, names = _names()
    return [codes[name] for _, name in names.find(text) if name in codes]


def _is_abroad(text: str) -> bool:
    """Whether a text names other countries or the world far more often than China and its places."""
    places = find_places(text[:ABROAD])
    home = sum(regions.contains("CN", code) for code in places)
    countries = any(code != "WORLD" and not regions.contains("CN", code) for code in set(places))
    return countries and len(places) - home > 3 * home


def home_region(text: str) -> str:
    """The code of the region that a local paper calls 我省 or 我市: the one it names most; "" for a national one."""
    sample = text[:SAMPLE]
    own = _own_region().findall(sample)
    office = _OFFICE.search(text[:LEAD])
    if office and (named := find_places(office["place"])) and (own or set(find_places(sample)) <= set(named)):
        return named[-1]                            # 桐庐县统计局 | 全县用电量增长, or where no other place is named
    if len(own) < 2:
        return ""
    counts = Counter(_placed(code) for code in find_places(placeless_name().sub("", sample))
                     if regions.province_of(code))
    if not counts:
        return ""
    most = counts.most_common(1)[0][0]
    # 全省 said more often than 全市: the province, whichever of its cities is named most.
    province = regions.province_of(most)
    return province.code if province and 2 * sum("省" in word for word in own) > len(own) else most


def _city(code: str) -> str:
    """The code of the city that a county or zone lies in; other codes as they are."""
    region = regions.get_region(code)
    while region and region.kind in ("county", "zone"):
        region = regions.get_region(region.parent)
    return region.code if region else code


def _placed(code: str) -> str:
    """The code of the city of a place; a county of no city (仙桃) is a place of its own."""
    city = regions.get_region(_city(code))
    return _city(code) if city and city.kind == "city" or regions.get_region(code).kind != "county" else code


def article_region(title: str, text: str, home: str = "", *, alone: bool = False) -> tuple[str, str]:
    """Name and code of the region an article is about: named in its title, its dateline, or most in its opening.

    `home` is the code of the region that 我省 or 我市 means; `alone` says that the article is the whole document.

    >>> article_region("山西吹响5G建设应用提速号角", "山西省累计建成5G基站3万座。")
    ('山西省', '140000')
    >>> article_region("全球数字贸易创新大赛总决赛举行", "11月23日，全球数字贸易创新大赛总决赛在杭州举行。")
    ('浙江省杭州市', '330100')
    """
    votes: Counter[str] = Counter({"CN": NATION})   # a Chinese paper's default
    in_title = {_placed(code) for code in find_places(placeless_name().sub("", title))}
    if not STOCK_CODE.search(title):                # 宁德时代（300750）
        for code in find_places(placeless_name().sub("", title)):
            votes[_placed(code)] += IN_TITLE
    opening = text[:LEAD]
    match = _placed_dateline().search(opening[:OPENING])
    place = regions.find_region(match["place"]) if match else None
    if place and place.code != "110000":            # agencies write from Beijing about everything
        votes[place.code] += IN_DATELINE
    match = _held_there().search(opening)
    place = regions.find_region(match["place"]) if match else None
    if place:
        votes[_city(place.code)] += HELD
    reported, own = REPORTED.search(opening), OWN_REPORT.search(title)
    speaker = reported["place"] or reported["body"] if reported else own["place"] if own else ""
    for code in find_places(speaker)[-1:]:
        return regions.full_name(code), code
    plain_opening = placeless_name().sub("", opening)
    for code in [*find_places(plain_opening[:OPENING]), *find_places(plain_opening)]:
        votes[_city(code)] += 1
    # 河北省邯郸市永年区: who names the whole chain tells where things are.
    for match in WHOLE_CHAIN.finditer(opening):
        for code in find_places(match.group())[:1]:
            votes[_city(code)] += HELD
    if WORLDWIDE.search(placeless_name().sub("", title)):
        votes["WORLD"] += NATION
    named = len(_own_region().findall(text[:ABROAD])) if home else 0
    if named or home and alone:
        votes[home] += IN_DATELINE + (min(named, MOST_OWN) if alone else 0)
    # A city's votes are its province's too, unless the city alone has most of them.
    for code in [code for code in votes if votes[code] >= HELD and regions.get_region(code).kind == "city"]:
        province = regions.province_of(code)
        # 贵州大数据产业壮大 | 本报贵阳电: the title names the province, the dateline only where it was written.
        if province and votes[province.code] and (votes[province.code] < IN_TITLE or code in in_title):
            votes[code] += votes[province.code]
    code = max(votes, key=lambda code: votes[code])
    if code in ("CN", "WORLD"):
        code = "WORLD" if _is_abroad(text) else "CN" if votes["WORLD"] <= votes["CN"] + 2 else code
    # A county of no city that the title names, and whose province has it for its only place there.
    code = next((one for one in in_title if len(in_title) == 1 and regions.get_region(one).parent == code), code)
    return regions.full_name(code), code
