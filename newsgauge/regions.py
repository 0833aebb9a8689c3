"""Regions: their names, codes and places in the hierarchy world > country > province > city > county.

Codes are GB/T 2260 (six digits) for provinces, cities and counties, ISO 3166-1 alpha-2 for countries, "CN" for 全国,
"WORLD" for 全球, an ASCII word for groups of regions ("YRD" 长三角, "EU" 欧盟), and for zones such as 雄安新区, which
have no code of their own, the first four digits of where they lie with "Z" and a digit ("5200Z1" 贵安新区). So a
province's code without its zeros is a prefix of everything in it.

Names in running text (`region_names`) are kept apart from names that are only understood when they stand alone
(`find_region`): 晋 means 山西省 on a licence plate, but not inside 晋升. The column `unsafe` of the table lists such
names. Where two regions share a name, the larger one has it (吉林 and 海南 are the provinces); 朝阳, the name of
equals, has no owner. A county whose full name is not unique (西湖区, 鼓楼区, 朝阳区) is matched only with the region it
belongs to before it: 杭州西湖区, 杭州市西湖区, 浙江西湖区.

The divisions of China are facts of the Ministry of Civil Affairs' list, taken over from the table of the package
jionlp 1.5 (Apache-2.0); names of zones, groups, English names and tiles were written by hand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Literal

from newsgauge.patterns import Ends
from newsgauge.resources import ResourceError, load_rows, load_words

RegionKind = Literal["world", "country", "macro", "province", "city", "county", "zone"]
KINDS: tuple[RegionKind, ...] = ("world", "country", "macro", "province", "city", "county", "zone")
TABLE = "regions.csv"
COLUMNS = ("code", "name", "short", "kind", "parent", "aliases", "x", "y", "unsafe", "members", "name_en")


@dataclass(frozen=True, slots=True)
class Region:
    """A place that news names, or a group of such places."""

    code: str
    name: str                          # 山西省, 杭州市, 美国, 长三角
    short: str                         # 山西, 杭州: for axes and tiles
    kind: RegionKind
    parent: str                        # code; "" for the world
    aliases: tuple[str, ...] = ()      # other names, safe in running text
    unsafe: tuple[str, ...] = ()       # names that mean the region only when they stand alone
    members: tuple[str, ...] = ()      # codes of what a group holds, where the list is settled
    tile: tuple[int, int] | None = None    # column and row (from the top) in the tile map of provinces
    name_en: str = ""                  # "" where none is in the table

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name in Chinese: name, short and aliases, the unsafe ones included."""
        return tuple(dict.fromkeys((self.name, self.short, *self.aliases, *self.unsafe)))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _region(row: dict[str, str]) -> Region:
    if set(row) != set(COLUMNS):
        raise ResourceError(f"{TABLE}: the columns are {', '.join(map(str, row))}; expected {', '.join(COLUMNS)}")
    code = row["code"]
    if row["kind"] not in KINDS:
        raise ResourceError(f"{TABLE}: [{code}] has kind {row['kind']!r}; use one of {', '.join(KINDS)}")
    if not (code and row["name"] and row["short"]):
        raise ResourceError(f"{TABLE}: [{code or row['name']}] lacks code, name or short; fill it in")
    tile = (int(row["x"]), int(row["y"])) if row["x"] else None
    return Region(code=code, name=row["name"], short=row["short"], kind=row["kind"], parent=row["parent"],
                  aliases=_parts(row["aliases"]), unsafe=_parts(row["unsafe"]), members=_parts(row["members"]),
                  tile=tile, name_en=row["name_en"])


@cache
def _by_code() -> dict[str, Region]:
    regions: dict[str, Region] = {}
    for row in load_rows(TABLE):
        region = _region(row)
        if region.code in regions:
            raise ResourceError(f"{TABLE}: code {region.code} stands twice; remove one row")
        regions[region.code] = region
    for region in regions.values():
        for code in (region.parent, *region.members):
            if code and code not in regions:
                raise ResourceError(f"{TABLE}: [{region.code}] refers to {code}, which has no row; add or correct it")
    return regions


def load_regions() -> list[Region]:
    """All regions, in the order of the table (world, countries, groups, then China by code, zones last)."""
    return list(_by_code().values())


def get_region(code: str) -> Region | None:
    """The region with this code.

    >>> get_region("330100").name
    '杭州市'
    """
    return _by_code().get(code)


@cache
def _by_name() -> dict[str, tuple[Region, ...]]:
    names: dict[str, list[Region]] = defaultdict(list)
    for region in load_regions():
        for name in dict.fromkeys((*region.spellings, full_name(region.code))):
            names[name].append(region)
    # A name's first owner is the larger region, and among equals the one whose full name it is.
    return {name: tuple(sorted(owners, key=lambda region: (KINDS.index(region.kind), name != region.name)))
            for name, owners in names.items()}


def find_region(name: str, *, within: str = "") -> Region | None:
    """The region that a name standing alone means; with `within` (a code) the one of that name lying there.

    A name that several counties share is nobody's without `within`.

    >>> find_region("晋").name, find_region("吉林").name, find_region("浙江省杭州市").code
    ('山西省', '吉林省', '330100')
    >>> find_region("西湖区"), find_region("西湖区", within="330100").code
    (None, '330106')
    """
    owners = _by_name().get(name) or _compounds().get(name, ())
    if within:
        owners = tuple(region for region in owners if contains(within, region.code))
    if not owners or (len(owners) > 1 and owners[0].kind == owners[1].kind == "county"):
        return None
    return owners[0]


def chain(code: str) -> tuple[Region, ...]:
    """The region and what it lies in, from inside out.

    >>> [region.name for region in chain("330106")]
    ['西湖区', '杭州市', '浙江省', '全国', '全球']
    """
    regions = []
    while region := get_region(code):
        regions.append(region)
        code = region.parent
    return tuple(regions)


def province_of(code: str) -> Region | None:
    """The province a region of China lies in (a province lies in itself); None for larger regions and countries.

    >>> province_of("4403Z1").name
    '广东省'
    """
    return next((region for region in chain(code) if region.kind == "province"), None)


def contains(outer: str, inner: str) -> bool:
    """Whether the region with code `outer` holds `inner` or is it; groups hold what lies in their members.

    >>> contains("330000", "330106"), contains("YRD", "330106"), contains("330000", "CN")
    (True, True, False)
    """
    codes = {region.code for region in chain(inner)}
    region = get_region(outer)
    return outer in codes or bool(region and codes.intersection(region.members))


@cache
def full_name(code: str) -> str:
    """The name with that of the city and province before it; "" for an unknown code.

    >>> full_name("330100"), full_name("330106"), full_name("310115"), full_name("CN")
    ('浙江省杭州市', '浙江省杭州市西湖区', '上海市浦东新区', '全国')
    """
    inside = [region for region in chain(code) if region.kind in ("province", "city", "county", "zone")]
    if not inside:
        region = get_region(code)
        return region.name if region else ""
    return "".join(region.name for region in reversed(inside))


def display_name(code: str, language: str = "zh", *, short: bool = False) -> str:
    """How a page writes the region: the full name or the short one; in English where the table has it.

    >>> display_name("140000"), display_name("140000", short=True), display_name("140000", "en")
    ('山西省', '山西', 'Shanxi')
    """
    region = get_region(code)
    if region is None:
        return ""
    if language == "en" and region.name_en:
        return region.name_en
    return region.short if short else full_name(code)


@cache
def _compounds() -> dict[str, tuple[Region, ...]]:
    """Names with the region before them (杭州西湖区, 浙江杭州, 吉林省吉林市), for what stands in provinces."""
    names: dict[str, dict[str, Region]] = defaultdict(dict)
    for region in load_regions():
        if region.kind not in ("city", "county", "zone"):
            continue
        own = {region.name, region.short} if region.kind == "city" else {region.name}
        above = [outer for outer in chain(region.code)[1:] if outer.kind in ("city", "province", "county")]
        for outer in above:
            for prefix in {outer.name, outer.short}:
                for name in own:
                    names[prefix + name][region.code] = region
        names[full_name(region.code)][region.code] = region
    return {name: tuple(owners.values()) for name, owners in names.items()}


@cache
def region_names() -> dict[str, Region]:
    """Every surface string that names a region in running text, with its region; match the longest first.

    Holds names, safe short names and aliases, and the compounds of city and county with what they lie in. Strings in
    `guard_words()` are to be matched before these and name nothing.

    >>> names = region_names()
    >>> names["山西"].code, names["杭州西湖区"].code, "晋" in names, "朝阳区" in names
    ('140000', '330106', False, False)
    """
    owners: dict[str, list[Region]] = defaultdict(list)
    for region in load_regions():
        for name in dict.fromkeys((region.name, region.short, *region.aliases)):
            if name not in region.unsafe:
                owners[name].append(region)
    names: dict[str, Region] = {}
    for name, regions in owners.items():
        rank = min(KINDS.index(region.kind) for region in regions)
        largest = [region for region in regions if KINDS.index(region.kind) == rank]
        if len(largest) == 1:
            names[name] = largest[0]
    for name, regions in _compounds().items():
        if len(regions) == 1:
            names.setdefault(name, regions[0])
    return names


@cache
def _beginnings() -> Ends:
    return Ends((*region_names(), *guard_words()))


def region_of_name(name: str) -> Region | None:
    """The region, smaller than China or abroad, that the name of a firm, a project or an institution begins with.

    >>> region_of_name("海州市第一造船厂"), region_of_name("深圳第一造船厂").name, region_of_name("中国第一造船厂")
    (None, '深圳市', None)
    """
    region = region_names().get(_beginnings().after(name))
    return region if region and region.kind not in ("world", "macro") and region.code != "CN" else None


def guard_words() -> tuple[str, ...]:
    """Words that contain a region's name without naming it (长治久安, 国内生产总值), longest first."""
    return tuple(sorted(load_words("region_guards.txt"), key=len, reverse=True))
