"""Policy documents and questions made up for measuring time, the same ones for the same seed.

Each document is for another place of the divisions table and is laid out as an official one is: chapters
一、, provisions (一), steps 1., amounts, conditions, responsible units. What they say holds nowhere.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import policies.vocabulary

_CHAPTERS = {
    "加快项目落地": ("投资", "固定资产投资", "厂房装修", "设备购置", "用地保障", "租金补助"),
    "支持科技创新": ("研发投入", "创新平台", "成果转化", "首台套应用", "标准制定", "专利质押"),
    "培育优质企业": ("规上企业培育", "专精特新培育", "高新技术企业认定", "上市培育", "品牌建设", "市场开拓"),
    "引进培养人才": ("高层次人才安家", "博士生活补贴", "技能人才培训", "团队创业", "住房保障", "子女入学"),
    "强化金融支持": ("贷款贴息", "融资担保", "股权投资", "科技保险", "供应链金融", "应急转贷"),
    "降低经营成本": ("用电补助", "物流补助", "社保补贴", "检测认证", "展会参展", "废水处理"),
    "推动绿色转型": ("节能改造", "绿色工厂", "循环利用", "清洁生产", "碳足迹认证", "分布式能源"),
    "优化政务服务": ("容缺办理", "帮办代办", "政策直达", "并联审批", "驻企服务", "信用修复"),
}
_INDUSTRIES = (
    *("新能源汽车", "集成电路", "生物医药", "新型显示", "光伏", "储能", "航空航天", "智能装备", "新材料"),
    *("绿色食品", "软件和信息服务", "人工智能", "医疗器械", "纺织服装", "海洋工程", "机器人", "轴承", "造纸"),
)
_SUBJECTS = (
    *("当年新落户的{industry}企业", "注册地在本地的{industry}企业", "{industry}产业链上的配套企业"),
    *("首次入库的{industry}规上企业", "从事{industry}研发的科研机构", "在{industry}企业全职工作的人才"),
)
_CONDITIONS = (
    *("年营业收入达到{big}万元以上", "实际到位投资不低于{big}万元", "研发费用占营业收入比重超过{rate}%"),
    *(
        "首次通过高新技术企业认定",
        "带动就业{few}人以上",
        "租用厂房面积{area}平方米以上",
        "签订{years}年以上劳动合同",
    ),
)
_GIVES = (
    *("一次性给予{money}万元奖励", "按实际支出的{share}%给予补助,最高不超过{money}万元"),
    *(
        "分三年每年给予{money}万元支持",
        "每平方米每月补助{few}元,最长补助{years}年",
        "给予贷款利息{share}%的贴息",
    ),
)
_DELIVERIES = (
    *(
        "通过数据比对免申即享。",
        "采取即申即享方式兑现。",
        "特别重大的按一事一议方式研究确定。",
        "每年六月集中申报。",
    ),
    *("同一事项就高不重复享受。", "", "", ""),
)
_UNITS = ("科技局", "经济和信息化局", "财政局", "人力资源社会保障局", "投资促进局", "市场监管局", "金融办")
_ASKED = (
    *(
        "{place}{industry}企业{topic}有什么支持",
        "{place}搞{industry}的,{topic}能补多少",
        "{topic} {place} 怎么申报",
    ),
    *(
        "想去{place}投{industry}项目,{topic}给不给钱",
        "{industry}企业{topic}最高多少万",
        "{place}有没有免申即享的{topic}",
    ),
)


@dataclass(frozen=True)
class Document:
    """A made-up document; `name` is a file name."""

    name: str
    text: str


@dataclass(frozen=True)
class Place:
    """A city or county: its full name (安徽省宿州市灵璧县), and the one people use (灵璧县)."""

    full_name: str
    name: str


@cache
def _places() -> tuple[Place, ...]:
    """Every city and county, in the order of the divisions table."""
    table = Path(policies.vocabulary.__file__).with_name("divisions.csv")
    with table.open(encoding="utf-8", newline="") as lines:
        rows = {row["code"]: row for row in csv.DictReader(lines)}
    return tuple(
        Place(_full_name(row, rows), row["name"])
        for row in rows.values()
        if row["level"] in ("city", "county")
    )


def _full_name(row: dict[str, str], rows: dict[str, dict[str, str]]) -> str:
    above = rows.get(row["parent"])
    return (_full_name(above, rows) if above else "") + row["name"]


def documents(clauses: int, seed: int = 1) -> Iterator[Document]:
    """Documents with about `clauses` provisions in all, each for another place as long as there are any."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for number, place in enumerate(places(clauses, seed)):
        yield _document(number, place.full_name, chance)


def places(clauses: int, seed: int = 1) -> list[Place]:
    """The places that the documents of the same size and seed are for, in their order."""
    order = random.Random(seed).sample(_places(), len(_places()))  # noqa: S311 - repeatable, not secret
    return [order[number % len(order)] for number in range(max(1, clauses // PROVISIONS))]


def _document(number: int, place: str, chance: random.Random) -> Document:
    industry, year = chance.choice(_INDUSTRIES), chance.randint(2023, 2026)
    title = f"{place}支持{industry}产业高质量发展若干政策措施(第{number + 1}号)"
    lines = [title, "", f"为加快发展{industry}产业,结合{place}实际,制定本政策措施。", ""]
    for chapter, heading in enumerate(chance.sample(list(_CHAPTERS), len(_CHAPTERS))):
        topics = chance.sample(_CHAPTERS[heading], _SHARES[chapter])
        lines += [f"{_CHINESE[chapter]}、{heading}", ""]
        lines += [_provision(k, topic, industry, chance) for k, topic in enumerate(topics)]
    lines += ["", f"本政策措施自{year}年1月1日起施行,有效期三年。"]
    return Document(f"{number:05d}.txt", "\n".join(lines) + "\n")


_CHINESE = "一二三四五六七八九十"
_SHARES = (6, 6, 6, 6, 5, 5, 5, 5)
PROVISIONS = sum(_SHARES)
"""Provisions in each document; headings and the preamble come on top."""


def _provision(k: int, topic: str, industry: str, chance: random.Random) -> str:
    sizes = {
        "industry": industry,
        "money": chance.choice((5, 10, 20, 30, 50, 80, 100, 150, 200, 300, 500, 1000)),
        "big": chance.choice((500, 1000, 2000, 3000, 5000, 10000, 20000)),
        "share": chance.choice((5, 8, 10, 15, 20, 25, 30, 50)),
        "rate": chance.choice((3, 4, 5, 6, 8)),
        "few": chance.randint(5, 60),
        "area": chance.choice((500, 800, 1000, 2000, 5000)),
        "years": chance.choice((2, 3, 5)),
    }
    words = f"对{chance.choice(_SUBJECTS)},{chance.choice(_CONDITIONS)}的,{chance.choice(_GIVES)}。"
    units = "、".join(chance.sample(_UNITS, 2))
    told = words.format(**sizes)
    return f"({_CHINESE[k]}){topic}。{told}{chance.choice(_DELIVERIES)}(责任单位:{units})"


def questions(asked: int, about: Sequence[Place], seed: int = 2, placed: float = 2 / 3) -> list[str]:
    """Everyday questions; the share `placed` of them names one of the places `about`."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    topics = [topic for chapter in _CHAPTERS.values() for topic in chapter]
    return [
        chance.choice(_ASKED).format(
            place=chance.choice(about).name if chance.random() < placed else "",
            industry=chance.choice(_INDUSTRIES),
            topic=chance.choice(topics),
        )
        for _ in range(asked)
    ]
