"""Documents are split where a careful reader would split them, and dated by what they say."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stopwatch import processor_seconds

from newsgauge.extract import observe
from newsgauge.model import Article, CleanedText, Source
from newsgauge.reading.articles import infer_date, split_articles
from newsgauge.reading.cleaning import clean
from newsgauge.reading.dates import article_date
from newsgauge.reading.places import article_region, find_places, home_region

ROOT = Path(__file__).parent
CASES = tomllib.loads((ROOT / "cases" / "articles.toml").read_text(encoding="utf-8"))["case"]
CORPUS = sorted((ROOT.parent / "data" / "corpus").glob("*.txt"))


def read(text: str) -> tuple[Source, CleanedText, list[Article]]:
    source = Source(name="document.txt", text=text, sha256="")
    cleaned = clean(text)
    return source, cleaned, split_articles(source, cleaned)


def check_spans(source: Source, cleaned: CleanedText, articles: list[Article]) -> None:
    """Articles follow each other without overlap, in the file and in the cleaned text, and every sentence is in one."""
    assert [article.ordinal for article in articles] == list(range(len(articles)))
    end = clean_end = 0
    for article in articles:
        assert end <= article.start < article.end <= len(source.text)
        assert clean_end <= article.clean_start < article.clean_end <= len(cleaned.text)
        assert article.title
        assert article.story <= article.ordinal
        assert articles[article.story].story == article.story
        assert article.piece or article.story == article.ordinal
        assert [one.piece for one in articles if one.story == article.story].count(article.piece) == 1
        end, clean_end = article.end, article.clean_end
    spans = [(article.clean_start, article.clean_end) for article in articles]
    for paragraph in cleaned.paragraphs:
        if paragraph.kind == "body" and paragraph.end - paragraph.start >= 30:
            assert any(start <= paragraph.start and paragraph.end <= stop for start, stop in spans)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_document_is_split(case):
    source, cleaned, articles = read(case["raw"])
    assert infer_date(source, cleaned)[0] == case["published"]
    found = [[article.title, article.date, "*" if region == "*" else article.region]
             for article, (_, _, region) in zip(articles, case["articles"], strict=False)]
    assert found == case["articles"]
    assert len(articles) == len(case["articles"])
    check_spans(source, cleaned, articles)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_shipped_documents_have_dated_articles(file):
    source, cleaned, articles = read(file.read_bytes().decode("utf-8"))
    check_spans(source, cleaned, articles)
    assert len(articles) >= 4
    published = infer_date(source, cleaned)[0]
    assert published
    for article in articles:
        assert article.date
        assert article.date[:7] <= published[:7]
        assert article.region


def test_given_date_overrides_the_inferred_one():
    source = Source(name="document.txt", text=CASES[0]["raw"], sha256="")
    articles = split_articles(source, clean(source.text), published="2024-09-13")
    assert {article.reference_date[:4] for article in articles} == {"2024"}
    assert {article.date_source for article in articles} <= {"given", "event", "dateline"}


def test_broken_story_has_numbered_pieces():
    continued = next(case for case in CASES if "continuation" in case["name"])
    assert [article.piece for article in read(continued["raw"])[2]] == [2, None, None]


@pytest.mark.parametrize(("text", "published", "date", "how"), [
    ("本报北京9月21日电 工信部公布了前8个月的数据。", "2023-09-22", "2023-09-21", "dateline"),
    ("9月21日，工信部公布了前8个月的数据。", "2023-09-22", "2023-09-21", "event"),
    ("12月30日召开的会议提出新的目标。", "2024-01-02", "2023-12-30", "event"),
    ("今天，卫星成功发射。", "2023-09-22", "2023-09-22", "event"),
    ("昨日，论坛闭幕。", "2023-10-01", "2023-10-01", "event"),
    ("截至昨天（9月30日），全国铁路发送旅客1.2亿人次。", "2023-10-01", "2023-10-01", "event"),
    ("2月3日是去年的立春。全年产量增长。", "2023-09-22", "2023-09", "document"),
    ("全年产量增长。", "", "", "none"),
])
def test_article_has_its_own_day_or_the_documents_month(text, published, date, how):
    assert article_date(text, published) == (date, how)


@pytest.mark.parametrize(("text", "published", "how"), [
    ("数字周刊\n2023.09.22 第38期\n\n全省新增基站一万个\n\n近日，全省新增基站一万个。", "2023-09-22", "date line"),
    ("全省新增基站一万个\n\n本报讯 记者王明报道：9月21日，2023全国通信大会在南京举行。", "2023-09-22", "newest event"),
    ("服务贸易规模扩大\n\n在近日举行的2023年中国国际服务贸易交易会上，多国企业签约。", "2023-09", "recurring event"),
    ("全省新增基站一万个\n\n2023年上半年增长一成，今年7月又新增两千个。", "2023-07", "newest month"),
    ("商务部介绍贸易情况\n\n2022年，比重为5%。今年1至9月，进出口额达1.7万亿元。截至今年6月，用户达10亿。",
     "2023-10", "newest month"),
    ("商务部介绍贸易情况\n\n2023年前8个月，进出口达1.7万亿元。今年前8个月，出口增长0.8%。",
     "2023-09", "newest month"),
    ("全省新增基站一万个\n\n全省新增基站一万个，同比增长一成。", "", "none"),
    ("我国卫星互联网用户去年突破30万户 地面站建设提速明显\n来源：卫星应用协会　发布时间：2022-07-22 10:26\n\n"
     "　　日前，协会在海口发布年度报告，报告从36个城市的问卷出发，对规模作了测算，\n对结构作了分析。",
     "2022-07-22", "date line"),
    ("中新社北京2023年5月19日电 （记者 王明）电力企业联合会19日发布1至4月电力运行情况，全国跨区送出电量增长一成，"
     "各省送出电量合计增长两成，其中西部增长三成。", "2023-05-19", "dateline"),
    ("全省产业加快发展\n\n2024年3月15日 海州日报讯 记者从省统计局获悉，前三季度全省产业增加值同比增长一成，"
     "占全部产业的比重比上年同期提高两个百分点，2025年再提高一个百分点，2026年目标是两成。", "2024-03-15", "dateline"),
    ("全省产业加快发展\n\n海州晚报北山2024年3月15日讯 记者从省统计局获悉，前三季度全省产业增加值同比增长一成，"
     "占全部产业的比重比上年同期提高两个百分点，2025年再提高一个百分点，2026年目标是两成。", "2024-03-15", "dateline"),
    ("新华社北京1月17日电 统计局17日发布数据，2022年全年粮食产量13731亿斤，增长0.5%。", "2023-01-18", "newest event"),
    ("本报南京3月2日电 2022年一季度开局良好，2月份新增基站一万个，同比增长一成。", "2022-03-03", "newest event"),
    ("2024年9月9日，远山科技带您回顾存储行业的一周。需求回暖，价格上行，业内看好2030年的万亿市场，多家公司在产线和研发上加大投入。\n"
     "9月3日，云海公司公布，2024年上半年营收12亿元，比上年同期增长一成。", "2024-09-10", "newest event"),
    ("1994年4月20日，一条专线把这里与世界连在一起，几位工程师守在机房里，等着第一封信件从大洋那边发来，那是这个故事的开头。\n"
     "三十年后，2023年网民有10亿人，2023年普及率为七成，用户习惯在变。", "", "none"),
    ("© 2022 数字研究所 未经许可不得转载 2022-03-11\n\n全省新增基站一万个，同比增长一成。", "2022-03-11", "furniture"),
])
def test_document_date_is_found(text, published, how):
    source = Source(name="document.txt", text=text, sha256="")
    assert infer_date(source, clean(text)) == (published, how)


LISTED = "".join(f"{n}.第{n}条新闻的题目；\n" for n in range(1, 15))
LIST = f"本期节目主要内容：\n{LISTED}（《新闻联播》 20230920 19:00）\n"


@pytest.mark.parametrize(("name", "text", "published", "how"), [
    ("document.txt", LIST + "\n央视网消息（新闻联播）：2022年“最美工人”先进事迹发布。", "2023-09-20", "date line"),
    ("20230920.md", "全省新增基站一万个，同比增长一成。", "2023-09-20", "file name"),
    ("news_2023-09-20.txt", "全省新增基站一万个，同比增长一成。", "2023-09-20", "file name"),
    ("ab20230920cd.txt", "全省新增基站一万个，同比增长一成。", "", "none"),
    ("20231399.txt", "全省新增基站一万个，同比增长一成。", "", "none"),
])
def test_document_date_is_found_under_a_list_and_in_the_name(name, text, published, how):
    source = Source(name=name, text=text, sha256="")
    assert infer_date(source, clean(text)) == (published, how)


@pytest.mark.parametrize(("title", "text", "region"), [
    ("东江两岸建成充电桩一万座", "截至8月底，江苏省南京市建成充电桩一万座。", "江苏省南京市"),
    ("广西加快提升通信服务质量", "近日，记者获悉，通信管理部门推出新举措。", "广西壮族自治区"),
    ("我国软件业务收入增长", "前8个月，我国软件业务收入增长13.5%。", "全国"),
    ("论坛举行", "9月5日，世界制造业大会分论坛在合肥举行。", "安徽省合肥市"),
    ("2022年桐庐县国民经济和社会发展统计公报", "全县产值400亿元，全省抽样调查推算人口46万人。", "浙江省杭州市桐庐县"),
    ("桐庐县人民政府办公室关于印发数字乡村方案的通知", "各乡镇：请认真落实。", "浙江省杭州市桐庐县"),
    ("桐庐县人民政府与企业签约", "双方将建设产业园。", "浙江省杭州市"),
    ("仙桃市通信业稳步发展", "2023年，全市宽带用户增长3%。", "湖北省仙桃市"),
    ("2022年国民经济和社会发展统计公报", "全国用电量增长3.6%。", "全国"),
])
def test_region_is_the_articles_own(title, text, region):
    assert article_region(title, text)[0] == region


def test_places_are_found_whole():
    assert find_places("浙江省杭州市和江苏苏州") == ["330100", "320500"]
    assert find_places("国内生产总值长治久安") == []


@pytest.mark.parametrize(("text", "code"), [
    ("桐庐县统计局\n\n用电情况\n\n全县用电量增长3%。", "330122"),
    ("用电情况\n来源：杭州市统计局\n\n全市用电量增长3%。", "330100"),
    ("国家统计局\n\n全市用电量增长3%。", ""),
    ("记者从杭州市统计局获悉，用电量增长3%，好于全省。", ""),
    ("桐庐县统计局\n\n用电量增长3%。", "330122"),
    ("桐庐县统计局\n\n上海用电量增长3%。", ""),
])
def test_an_office_publishes_of_its_own_region(text, code):
    assert home_region(text) == code


def test_local_paper_speaks_of_its_own_region():
    text = "重庆市启动专项行动。我市将打造示范工厂50个。到2027年，我市上云企业达到15万户。重庆两江新区率先试点。"
    code = home_region(text)
    assert code == "500000"
    assert article_region("推动制造业转型", "近年来，我市推动转型，效果明显。", code)[0] == "重庆市"


def test_year_told_in_january_is_over():
    raw = ("“成绩单”来了!江西2022年干了这些大事\n"
           "新华网1月13日讯 今天上午,江西省第十四届人民代表大会第一次会议在南昌开幕,省长作政府工作报告。\n"
           "报告指出,2022年是本届政府的收官之年。全省预计全年生产总值增长4%左右,新增省级实验室3家,完成投资3.4万亿元。\n")
    source, cleaned, articles = read(raw)
    assert infer_date(source, cleaned)[0] == "2023-01-14"
    (article,) = articles
    assert (article.title, article.region) == ("“成绩单”来了!江西2022年干了这些大事", "江西省")
    found = observe(source, cleaned, articles)
    assert {one.text: one.period for one in found} == {"4%左右": "2022", "3家": "2022", "3.4万亿元": "2022"}


@pytest.mark.parametrize("day", ["2020-07-30", "2020年7月30日", "2020.07.30 10:15"])
def test_a_day_alone_under_a_title_is_no_part_of_it(day):
    raw = (f"临海市网购用户比上年增加1万人\n{day}\n\n7月29日，临海市举行新闻发布会。上半年零售额达5亿元，增长7.3%。\n"
           "网络零售成为消费市场的稳定器。网购用户人数比上年增长1万人。\n")
    source, cleaned, articles = read(raw)
    (article,) = articles
    assert (article.title, article.date) == ("临海市网购用户比上年增加1万人", "2020-07-30")
    assert observe(source, cleaned, articles)[0].text == "1万人"


def test_what_follows_a_semicolon_of_a_report_is_the_regions():
    raw = ("武汉市政府工作报告\n2024年1月26日在武汉市第十五届人民代表大会第三次会议上\n一、2023年工作回顾\n"
           "武汉低空测试基地一期建成，吸引了远山创新、云枢科技等74家企业开展测试；新增起降点43个。\n")
    source, cleaned, articles = read(raw)
    assert {one.text: one.entity for one in observe(source, cleaned, articles)}["43个"] == "武汉市"


def test_capital_market_is_no_city():
    text = "合肥市发布公告。合肥市出台办法。" * 2
    assert home_region(text + "本市新增基站。我市新增基站。") == "340100"
    assert home_region(text + "资本市场改革。资本市场开放。全区域覆盖。") == ""


def test_who_delivers_a_report_is_no_title():
    raw = ("政府工作报告\n2019年1月26日在临海省第十三届人民代表大会第二次会议上\n何平\n各位代表:\n"
           "现在,我代表省人民政府向大会作政府工作报告,请予审议。\n一、2018年工作回顾\n过去一年,全省生产总值增长7.8%。\n")
    source, cleaned, articles = read(raw)
    assert [(article.title, article.date) for article in articles] == [("政府工作报告", "2019-01-26")]


def test_report_is_of_the_region_whose_government_reports():
    opened = "——2024年1月28日在{}第十四届人民代表大会第二次会议上\n各位代表：现在，我代表{}人民政府，向大会报告工作。{}"
    nation = "面对复杂的国际国内环境，在党中央坚强领导下，中国经济回升向好，"
    assert article_region("政府工作报告", opened.format("宁夏回族自治区", "自治区", nation))[0] == "宁夏回族自治区"
    assert article_region("政府工作报告", opened.format("全国", "自治区", nation))[0] == "全国"
    text = nation + "全疆粮食总产400亿斤，新疆棉花产量居全国第一，全疆新增就业40万人。"
    assert article_region("2023年工作回顾", text, home_region(text), alone=True)[0] == "新疆维吾尔自治区"


PIECES = st.sampled_from([
    "全省新增5G基站一万个", "，", "。", "\n", "\n\n", "本报讯 记者王明报道：", "（上接第1版）", "## ", "# ", "【公司】",
    "一、总体要求", "9月21日", "2023年", "记者 王明 摄", "图为工厂。", "贵州茅台（600519）：", " ", "\f"])


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_is_split(text):
    source, cleaned, articles = read(text)
    end = 0
    for article in articles:
        assert end <= article.start < article.end <= len(text)
        end = article.end
    infer_date(source, cleaned)


@pytest.mark.parametrize("piece", [
    "（上接第1版）继续推进。\n", "本报讯 记者李明报道：全省。\n", "【公司】消息。\n",
    "图为工厂里的情况。\n\n记者王明 摄\n\n", "中国电信（601728）：净利润86亿元，同比增长。\n",
    "全省新增基站\n", "2023中国"])
def test_time_is_linear_on_hostile_lines(piece):
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        source, cleaned = Source(name="x", text=text, sha256=""), clean(text)
        return processor_seconds(split_articles, source, cleaned)

    small, large = seconds(15_000), seconds(120_000)
    assert large < 5
    assert large < 24 * small + 0.2


def test_numbered_heads_of_a_digest_are_articles():
    text = """每日晨报

1、临光通讯：净利润增长，毛利率提升
公司前三季度营业收入925亿元，归母净利润68亿元，经营性现金流净额35亿元。

2、云枢网络：业绩符合预期
公司实现营收35亿元，归母净利润17亿元，会议产品持续增长，费用控制良好。

3、远山科技：龙头地位稳固
公司实现收入101亿元，归母净利4亿元，单季收入创下新高，研发投入增加。
"""
    source = Source("a.txt", text, "")
    titles = [article.title for article in split_articles(source, clean(text), published="2022-10-31")]
    assert [title for title in titles if "：" in title] == [
        "1、临光通讯：净利润增长，毛利率提升", "2、云枢网络：业绩符合预期", "3、远山科技：龙头地位稳固"]


@pytest.mark.parametrize(("text", "year"), [
    ("记者16日获悉，2022年收入476亿元。某机构预计，2026年市场规模达到123亿美元。", "2022"),
    ("记者16日获悉，2022年收入476亿元。2025年市场规模将达到123亿美元。", "2022"),
    ("记者16日获悉，2021年收入400亿元，2022年收入476亿元。", "2022")])
def test_a_year_foreseen_dates_nothing(text, year):
    source, cleaned, _ = read("某地产业壮大\n\n" + text)
    assert infer_date(source, cleaned)[0][:4] in (year, "")


def test_the_province_of_a_title_stands_before_the_city_of_the_dateline():
    text = "本报贵阳11月16日讯（记者 何平）截至10月底，贵州建成数据中心25个。贵州省软件业收入476亿元。"
    assert article_region("贵州大数据产业持续壮大", text)[0] == "贵州省"
    assert article_region("贵阳大数据产业持续壮大", text)[0] == "贵州省贵阳市"
