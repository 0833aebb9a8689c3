"""Names in invented sentences, and whose a number is."""

import pytest

from newsgauge.extract.about import find_stems, firm_of, memory_of, opened, quoted_firm
from newsgauge.extract.explain import observe_text
from newsgauge.extract.names import Memory, find_mentions, region_mention
from newsgauge.model import Article
from newsgauge.regions import find_region

NAMES = [
    ("湖北、江西两省", [("湖北省", "region"), ("江西省", "region")]),
    ("远山研究院投入使用", [("远山研究院", "institution")]),
    ("晶澜股份（688923.SH）公告", [("晶澜股份", "firm")]),
    ("社交网站巨头Kolmo宣布", [("Kolmo", "firm")]),
    ("云枢科技发布公告", [("云枢科技", "firm")]),
    ("云枢科技有限公司投产", [("云枢科技有限公司", "firm")]),
    ("湖北移动在各地开通", [("湖北移动", "firm")]),
    ("湖北移动互联网用户增加", [("湖北省", "region")]),
    ("“远山”工业互联网平台上线", [("“远山”工业互联网平台", "project")]),
    ("跨行业工业互联网平台上线", []),
    ("重点企业和中小企业", []),
    ("多家互联网公司参加", []),
    ("数据中心建设提速", []),
    ("我国规模以上企业", [("全国", "region")]),
    ("武汉仁和数据中心投产", [("武汉仁和数据中心", "project")]),
    ("互联网和数据中心投产", []),
    ("远山网络、云枢、Kolmo等公司上涨", [("远山网络", "firm"), ("云枢", "firm"), ("Kolmo", "firm")]),
    ("以临光、云枢为代表的本土企业", [("临光", "firm"), ("云枢", "firm")]),
    ("国有、民营等企业上云", []),
    ("采矿、钢铁等企业上云", []),
    ("湖北、江西等企业较多", [("湖北省", "region"), ("江西省", "region")]),
    ("如临光科10月29日涨幅达到", [("临光科", "firm")]),
    ("创业板指10月29日大涨，煤炭板块10月3日收涨，受此影响股价下跌", []),
    ("全资子公司Hill Brook Holding Limited拥有", [("Hill Brook Holding Limited", "firm")]),
    ("发布智能模型“远山2.0”，开展“数字健康”行动", [("远山2.0", "project")]),
    ("Q3公司出货，2023Q1公司收入", []),
    ("盈利改善体现出公司的韧性", []),
    ("因无法契合公司战略", []),
    ("东部、中部和东北地区分别增长", [("东部地区", "region"), ("中部地区", "region"), ("东北地区", "region")]),
    ("西部证券、东北证券上涨", [("西部证券", "firm"), ("东北证券", "firm")]),
    ("自“云海”工程启动以来", [("“云海”工程", "project")]),
    ("据悉，“云海”母公司“远山”被罚款", [("远山", "firm")]),
    ("科技企业“走出去”的步伐", []),
    ("战略投资者吉安投资控股有限公司", [("吉安投资控股有限公司", "firm")]),
    ("促成数字经济项目签约", []),
    ("湖北一共签约数字经济项目", [("湖北省", "region")]),
    ("第七届数字建设峰会在湖北举行", [("第七届数字建设峰会", "project"), ("湖北省", "region")]),
    ("第十四届全国人民代表大会", [("全国", "region")]),
    ("第15届森博会累计成交", [("第15届森博会", "project")]),
    ("第15届理事会将选举会长", []),
    ("期内公司股东应占盈利", []),
    ("吸引了远山创新、云枢科技等74家企业", [("远山创新", "firm"), ("云枢科技", "firm")]),
]


@pytest.mark.parametrize(("text", "names"), NAMES, ids=[text for text, _ in NAMES])
def test_names(text, names):
    assert [(one.name, one.kind) for one in find_mentions(text, Memory())] == names


SUBJECTS = [
    ("全省建成基站3万个。", "湖北省", "湖北省"),
    ("建成基站3万个。", "湖北省", "湖北省"),
    ("远山研究院招收学生300人。", "湖北省", "远山研究院"),
    ("在湖北举行的展会上，江西签约30个项目。", "全国", "江西省"),
    ("云枢科技有限公司今年开工。该公司投资3亿元。", "湖北省", "云枢科技有限公司"),
    ("云枢科技有限公司今年开工。其投资为3亿元。", "湖北省", "云枢科技有限公司"),
    ("江西省副省长何平介绍，湖北建成基站3万个。", "全国", "湖北省"),
    ("江西省明确，建成基站3万个。", "全国", "江西省"),
    ("全球市场规模达3亿元。", "湖北省", "全球"),
    ("江西基站数占全球比重为3%。", "湖北省", "江西省"),
    ("湖北软件业比江西多3亿元。", "全国", "湖北省"),
    ("湖北建成基站；江西建成基站3万个。", "全国", "江西省"),
    ("79%的中小企业仍处于起步阶段。", "湖北省", "中小企业"),
    ("《湖北省数字经济规划》印发，江西建成基站3万个。", "全国", "江西省"),
    ("武汉市向长沙市输出技术。今年全市接入企业3万家。", "湖北省武汉市", "武汉市"),
    ("武汉市建成基站。全市接入企业3万家。", "湖北省", "武汉市"),
    # A firm's home market is not the country, a group is not carried on to amounts, a part of a country has a name.
    ("腾讯发布年报。国内/海外收入分别占64%/36%。", "湖北省", "腾讯"),
    ("腾讯发布年报。国内市场规模为3亿元。", "湖北省", "全国"),
    ("规上工业企业改造率100%，累计投资3亿元。", "湖北省", "湖北省"),
    ("平原西部地区收获过九成。", "湖北省", "平原西部地区"),
    ("人均地区生产总值8万元。", "湖北省", "湖北省"),
    ("“我们投入3亿元。”副会长单位远山科技总经理何平说。", "湖北省", "远山科技"),
    ("腾讯发布年报，全球市占率3%。", "湖北省", "腾讯"),
    ("湖北省实施“415”企业培育工程，新增企业3万家。", "湖北省", "湖北省"),
    ("腾讯营收3亿元。其中，武汉云光实现净利润2亿元。", "全国", "武汉云光"),
    ("武汉企业实现净利润2亿元。", "湖北省", "武汉市"),
    ("我国外贸增长。欧盟为我国第二大贸易伙伴，与欧盟贸易总值为3万亿元。", "全国", "全国"),
    ("武汉经天河机场至孝感高铁开工，铁路在建里程1200公里。", "湖北省", "湖北省"),
    ("腾讯武汉基地、天河云中心等重大项目落地，总投资120亿元。", "湖北省", "湖北省"),
    ("京津冀出现强降雨，北京最大降雨量达744毫米。", "全国", "北京市"),
    ("北京最大的园区投产，全省企业达3万家。", "湖北省", "湖北省"),
    ("腾讯发布年报，全球云产品份额3%。", "湖北省", "腾讯"),
    ("子公司武汉新材硅片出货3万片。武汉新材完成扩产，产能达到3万片。", "全国", "武汉新材"),
    ("带动公司营收增长3%。", "湖北省", "湖北省"),
    ("对口帮扶县级中医医院，门诊3万人次。", "湖北省", "湖北省"),
    # Names without a word for what they are, told by what they do; partners, lines and 各地.
    ("“某政通”接入系统300个，服务职员200万名。", "湖北省", "某政通"),
    ("“十四五”覆盖企业300家。", "湖北省", "湖北省"),
    ("马山文创园集聚企业400家。", "湖北省", "马山文创园"),
    ("工业园区集聚企业400家。", "湖北省", "湖北省"),
    ("欧盟为我国第二大贸易伙伴。我对“一带一路”沿线国家进出口9万亿元。", "全国", "全国"),
    ("东北地区收获七成多。各地已投入收割机40万台。", "全国", "全国"),
    ("确保武汉至孝感高铁配套工程完工，高速公路里程突破6700公里。", "湖北省", "湖北省"),
    ("道琼斯指数下跌158.7点。", "全国", "美国"),
    ("Temu今年的目标为150亿美元。", "全国", "Temu"),
    ("GDP今年的目标为150亿美元。", "湖北省", "湖北省"),
    ("腾讯发布年报。“公司海外收入占比超过四成。”远山科技创始人何平说。", "全国", "远山科技"),
    ("远山科技创始人何平说，远山有仓库6个。", "全国", "远山科技"),
    ("腾讯收入增长；百度渠道贡献了67%的收入。", "全国", "腾讯"),
    ("湖北“万企融合”大赛行动成效明显，实施项目400个。", "湖北省", "湖北省"),
    ("一季度，远山软件营业收入2亿元。", "湖北省", "远山软件"),
    ("一季度，工业软件营业收入2亿元。", "湖北省", "湖北省"),
    ("武汉投入资金200亿元，汇聚了全国28%的软件企业。", "湖北省", "武汉市"),
    # A fine is of who pays it.
    ("欧盟对腾讯处以3亿欧元罚款。", "全国", "腾讯"),
    ("腾讯因违规被湖北省市场监管局罚款3亿元。", "湖北省", "腾讯"),
    ("湖北省因腾讯未按要求整改，处以3亿元罚款。", "湖北省", "腾讯"),
    ("欧盟指控腾讯违规，对其罚款3亿欧元。", "全国", "腾讯"),
    ("欧盟对腾讯和百度开出3亿欧元罚单。", "全国", "腾讯和百度"),
    ("湖北省对一家平台处以3亿元罚款。", "湖北省", ""),
    ("湖北省全年罚款收入3亿元。", "湖北省", "湖北省"),
    # What is held belongs to its holder, what is compared with has an owner of its own.
    ("腾讯拥有京东8%的股份。", "全国", "腾讯"),
    ("武汉市新建数据中心PUE低于全国平均值1.5。", "湖北省", "全国"),
    ("武汉市增速高于全国2个百分点。", "湖北省", "武汉市"),
    # What a sentence opens with, and what the clause before ends on.
    ("在湖北省，江西联通新建了6座基站。", "全国", "湖北省"),
    ("在湖北省，江西联通实现收入6亿元。", "全国", "江西联通"),
    ("腾讯发布智能模型“远山2.0”，参数规模达到3亿。", "全国", "远山2.0"),
    ("腾讯开展“远山2.0”行动，投入达到3亿元。", "全国", "腾讯"),
    # Parts of the country in a row are dealt out; a survey's reach, what began and whose shares are sold own nothing.
    ("东部、中部、西部和东北地区软件收入分别增长9%、8%、7%和6%。", "全国", "东北地区"),
    ("东部、中部和东北地区软件收入分别增长9%、8%和6%，比一季度分别加快1、2和4个百分点。", "全国", "东北地区"),
    ("据全国抽样调查推算，年末湖北人口580万人，城镇化率为74%。", "全国", "湖北省"),
    ("自“云海”工程启动以来，项目增多。2021年新建机房60万架。", "湖北省", "湖北省"),
    ("腾讯出售控股子公司武汉云光75%的股权。", "全国", "腾讯"),
    ("全球98个国家的300家厂商投产。\n其中，55家已停产。", "湖北省", "全球"),
    ("第七届数字建设峰会在湖北举行。峰会设置论坛13个。", "全国", "第七届数字建设峰会"),
    ("湖北远山实验室成功落户，新增企业3万家。", "湖北省", "湖北省"),
    ("国家制造业创新中心达33家，高新技术企业达3万家。", "湖北省", "湖北省"),
    ("连续两年夺得全国“创新鼎”，研发投入占比达到4%。", "湖北省", "湖北省"),
]


@pytest.mark.parametrize(("text", "region", "entity"), SUBJECTS, ids=[text for text, *_ in SUBJECTS])
def test_whose_number(text, region, entity):
    *_, last = observe_text(text, "2021-11-25", region)
    assert last.entity == entity, last.rules


def remembered(title: str, body: str, region: str = "全国") -> Memory:
    return memory_of(Article(
        document="", ordinal=0, start=0, end=9, clean_start=0, clean_end=9, title=title,
        title_printed=True, piece=None, story=0, date="", date_source="none", reference_date="", region=region,
        region_code=""), f"{title}\n{body}")


def about(title: str, body: str) -> str:
    found = remembered(title, body).article
    return found.name if found else ""


def test_firm_after_its_column():
    assert about("【家居】和木家具：盈利改善", "前三季度营收27亿元。") == "和木家具"
    assert about("【策略】市场展望：静待回暖", "公司业绩回升，收入增长3%。") == ""
    assert about("【地方】湖北省：基站增加", "公司建成基站3万个。") == ""
    assert about("【家居】和木家具：盈利改善", "基站3万个。") == ""


@pytest.mark.parametrize(("title", "body", "name"), [
    ("远山要造机器人：扩招2000人", "家电设计公司远山在大会上宣布招聘。", "远山"),
    ("远山要造机器人：扩招2000人", "在远山，机器人渐多。", ""),
    ("云海与ABC宣布合并", "近日，云海科技与ABC宣布合并。", "云海"),
    ("云海科技：拟出售股权", "云海科技指出，主业已变。", "云海科技"),
    ("数字经济：将成引擎", "数字经济公司在增多。", ""),
    ("机器人将进家庭", "机器人公司已有300家。", ""),
    ("湖北将建基站", "科技公司湖北在行动。", "")])
def test_firm_that_opens_its_title(title, body, name):
    assert about(title, body) == name


@pytest.mark.parametrize(("title", "body", "name"), [
    ("云和县统计公报", "年末全县户籍人口11万人。", "云和县"),
    ("云和县项目签约", "丽水市签约项目30个。", "丽水市")])
def test_the_county_that_a_text_calls_its_own(title, body, name):
    assert remembered(title, body, "丽水市").region.name == name


def test_whom_an_article_is_about():
    assert firm_of("云枢智能技术有限公司（以下简称“云枢”）") == "云枢"
    assert firm_of("《信息服务管理办法》（以下简称“办法书”）") == ""
    assert firm_of("软件和信息技术服务业（以下简称“软件业”）") == ""
    assert quoted_firm("【云枢科技】产能释放") == "云枢科技"
    assert quoted_firm("【医药生物】产能释放") == ""
    assert opened("临海算力港正式启用", "临海算力港" * 3) == ""
    assert opened("临海算力港启用", "临海算力港" * 4) == "临海算力港"
    assert opened("临海市发布十条措施", "临海市" * 4) == ""
    assert list(find_stems("远山研究院成立。远山投入，远山招收，远山建成。")) == ["远山"]
    assert find_stems("远山研究院成立。远山投入。") == {}


def test_shares_valued_are_those_of_the_firm_the_text_is_about():
    text = ("临光电子（688955.SH）：业绩高增\n上半年公司营收12亿元。控股股东竞拍得云泰证券30%股权。当前股价对应PE38倍，"
            "云泰证券净利润2亿元。")
    found = {one.text: one.entity for one in observe_text(text, "2023-08-31")}
    assert (found["38倍"], found["2亿元"]) == ("临光电子", "云泰证券")


def test_the_firm_that_the_text_is_about_is_the_firm_spoken_of():
    text = "晶澜股份（688923.SH）：业绩高增\n投资收益来自转让远山酒店管理有限公司。公司三季度营收3亿元。"
    assert observe_text(text, "2023-10-31")[-1].entity == "晶澜股份"


@pytest.mark.parametrize(("official", "name"), [(True, "横州市"), (False, "南宁市")])
def test_the_whole_city_of_a_report_is_its_own(official, name):
    text = "发挥南宁东部新城作用。\n全市基站达到3万个。"
    memory = Memory(text=text, region=region_mention(find_region("横州市")), official=official, begin=12)
    assert find_mentions("全市基站达到3万个。", memory)[0].name == name
