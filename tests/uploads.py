"""Small documents to be added to a store, and what is seen of them there."""

from newsgauge import jobs
from newsgauge.store import Store

TEXT = "数字经济快讯\n\n2022年，浙江省建成5G基站17.1万个，同比增长{}%。到2025年，浙江省力争建成5G基站20万个。\n"


def upload(number, **known):
    return jobs.Upload(f"n{number}.txt", TEXT.format(number).encode(), **known)


def names(home):
    return set(Store.open(home).documents()["name"])


EAST = """浙江数字经济加快发展

本报杭州3月1日讯 2022年，浙江省数字经济核心产业增加值达8977亿元，同比增长6.3%。

截至2022年底，浙江省建成5G基站17.1万个。2022年，杭州市建成5G基站4.2万个。

到2025年，浙江省力争建成5G基站20万个。
"""
NATION = """全国5G基站建设提速

本报北京11月25日电 截至2021年10月底，全国5G基站超过129万个。

预计2025年全国数字经济规模将突破60万亿元，50%_100\\的说法不实。
"""
UPLOADS = (jobs.Upload("east.txt", EAST.encode(), title="东部日报", publisher="东部日报", published="2023-03-01"),
           jobs.Upload("nation.txt", NATION.encode(), published="2021-11-25"))


def find(store, text):
    frame = store.observations()
    return frame[frame["text"] == text].iloc[0]["observation_id"]
