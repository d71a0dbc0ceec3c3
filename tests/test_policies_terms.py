"""The words of the field: every file well-formed, the tagger's offsets, the tree of terms, everyday words."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import PolicyMatchError
from policies.vocabulary import terms
from policies.vocabulary.terms import ancestors, canonical, expand, find_terms, fold, is_a, names

CONTRACT_ADDRESSEES = """
    enterprise individual_business project talent talent_team employer graduate jobseeker worker intermediary
    incubator park institution landlord bank
"""
CONTRACT_AWARDS = """
    grant reward subsidy tax fee_relief loan loan_guarantee interest_subsidy insurance_subsidy equity_fund
    land premises rent_relief energy housing settling_in title_rating residency children_education
    research_funds fast_track matchmaking training social_insurance procurement other
"""


@pytest.mark.parametrize("type_", terms.TYPES)
def test_every_file_is_well_formed(type_: str) -> None:
    held = terms.vocabulary(type_)
    assert held.terms
    assert {name for name in held.spellings.values() if name} <= held.terms.keys()


@pytest.mark.parametrize("type_", terms.TYPES)
def test_every_spelling_leads_to_its_own_term(type_: str) -> None:
    held = terms.vocabulary(type_)
    for entry in held.terms.values():
        for spelling in terms.spellings_of(entry):
            assert [tag.name for tag in find_terms(spelling, type_)] == [entry.name], spelling


def test_sizes_promised_to_users() -> None:
    assert len(names("industry")) >= 150
    assert len(terms.everyday_words()) >= 200


def test_names_are_the_words_of_the_contract() -> None:
    assert sorted(names("addressee")) == sorted(CONTRACT_ADDRESSEES.split())
    assert sorted(names("benefit")) == sorted(CONTRACT_AWARDS.split())


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("太阳能板厂", "industry", "光伏"),
        ("做芯片封装测试的", "industry", "集成电路 集成电路"),
        ("无人机和飞行汽车", "industry", "低空经济 低空经济"),
        ("养老院旁边的民宿", "industry", "养老服务 民宿"),
        ("药厂、预制菜、直播带货、物流仓储", "industry", "医药制造业 预制菜 电子商务 物流"),
        ("人工智能(AI)大模型", "industry", "人工智能 人工智能 大模型"),
        ("mail 和 5Gx", "industry", ""),
        ("工业和信息化部门、产业工人", "industry", ""),
        ("企业家座谈会", "addressee", ""),
        ("对招商中介和引荐人", "addressee", "intermediary intermediary"),
        ("科技企业孵化器、众创空间", "addressee", "incubator incubator"),
        ("个体户招应届生", "addressee", "individual_business graduate"),
        ("区发改委、市发展和改革局", "department", "发展改革部门 发展改革部门"),
        (
            "省人力资源社会保障厅、区人社局",
            "department",
            "人力资源社会保障部门 人力资源社会保障部门",
        ),
        ("区科技经信局", "department", "科技和工业信息化部门"),
        ("市工信局", "department", "工业和信息化部门"),
        ("高企和专精特新“小巨人”企业", "qualification", "高新技术企业 专精特新“小巨人”企业"),
        ("国家级专精特新小巨人企业", "qualification", "专精特新“小巨人”企业"),
        ("“四上”企业、规上工业企业", "qualification", "规上企业 规上企业"),
        ("首台(套)与首版次软件", "qualification", "首台(套)重大技术装备 首版次软件"),
        ("全日制博士研究生或正高级职称", "person", "博士 正高级职称"),
        ("港澳青年、海归、退役军人", "person", "港澳居民 留学回国人员 退役军人"),
        ("高级技师和高级工", "person", "高级技师 高级工"),
        ("贷款贴息和创业担保贷款", "benefit", "interest_subsidy loan"),
        ("安家费、人才公寓、子女入学", "benefit", "settling_in housing children_education"),
        ("稳岗返还与社保补贴", "benefit", "social_insurance social_insurance"),
        ("减免租金、用电补贴", "benefit", "rent_relief energy"),
        ("弹性年期出让,标准化厂房", "benefit", "land premises"),
    ],
)
def test_terms_are_found(text: str, type_: str, expected: str) -> None:
    assert [tag.name for tag in find_terms(text, type_)] == expected.split()


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("境内外企业、国内外企业、县以外企业", "qualification"),
        ("涉外企业专区，我国企业，居民企业，平台企业", "qualification"),
        ("提高企业效益，成本高企", "qualification"),
        ("按以上规定，法规上，期限上，亩以上规模园区", "qualification"),
        ("外国高端技术，全国高校，本科小组", "qualification"),
        ("专利申请，弥补亏损，新产品研发", "qualification"),
        ("举办创新创业大赛", "qualification"),
        ("举办创新创业大赛，发放创业担保贷款", "person"),
        ("提高工艺水平，提高中小微企业贷款，加大专项支持", "person"),
        ("技师学院、技工院校、科技工作者", "person"),
        ("临港人才公寓，重大专项，临床专科医院", "person"),
        ("缴纳失业保险，失业率，机构落户，认定证书", "person"),
        ("A类企业，同一类人才", "person"),
        ("社会保险补贴、失业保险金、教育费附加", "industry"),
        ("细化工作措施，推进新型工业化，建设智能化工厂", "industry"),
        ("贷款银行、人民银行、公共卫生、文化程度", "industry"),
        ("政府网站、手机短信、软件著作权、承租物业", "industry"),
        ("“金种子”名单、种子期、就业超市", "industry"),
        ("债券、证券、获奖、紧缺人员", "benefit"),
        ("竣工投产，府办发〔2024〕1号，人行道", "department"),
    ],
)
def test_a_name_inside_a_longer_word_is_no_name(text: str, type_: str) -> None:
    assert [(tag.text, tag.name) for tag in find_terms(text, type_)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("外企、国企、民企、台企、高企", "外资企业 国有企业 民营企业 台资企业 高新技术企业"),
        ("“专精特新”的中小企业", "专精特新中小企业"),
        ("专精特新培育企业和市级专精特新中小企业", "专精特新培育企业 市级专精特新中小企业"),
        ("潜在独角兽企业、独角兽企业", "潜在独角兽企业 独角兽企业"),
        ("瞪羚企业、潜在瞪羚企业、雏鹰企业", "瞪羚企业 潜在瞪羚企业 雏鹰企业"),
        ("省级制造业单项冠军、制造业单项冠军", "省级制造业单项冠军 制造业单项冠军"),
        ("高新技术企业培育库、高新技术企业", "高新技术企业培育企业 高新技术企业"),
        ("驰名商标、中华老字号、地理标志保护产品、名牌产品", "驰名商标 中华老字号 地理标志 名牌产品"),
        ("国家级、省级科技企业孵化器和市级孵化器", "省级科技企业孵化器 市级科技企业孵化器"),
        ("新三板挂牌或四板挂牌", "新三板挂牌企业 区域性股权市场挂牌企业"),
        ("“金种子”企业", "拟上市企业"),
        ("民企500强、行业百强", "500强企业 行业百强企业"),
        ("创新创业大赛一等奖", "创新创业大赛获奖"),
    ],
)
def test_standings_that_look_alike_are_kept_apart(text: str, expected: str) -> None:
    assert [tag.name for tag in find_terms(text, "qualification")] == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("高级工艺美术师与高级工", "副高级职称 高级工"),
        ("助理研究员、副研究员、研究员", "中级职称 副高级职称 正高级职称"),
        ("助教、讲师、副教授、教授", "初级职称 中级职称 副高级职称 正高级职称"),
        ("主治医师、副主任医师、主任医师", "中级职称 副高级职称 正高级职称"),
        ("技师学院毕业生、高校毕业生", "职业院校毕业生 高校毕业生"),
        ("第一类人才、第三层次人才、A类人才", "第一层次人才 第三层次人才 A类人才"),
        ("现役军人家属、随迁配偶", "随军家属 人才家属"),
        ("“三支一扶”人员、军转干部、刑满释放人员", "基层服务项目人员 退役军人 刑满释放和戒毒康复人员"),
        ("卓越工程师、工程师", "产业人才 中级职称"),
    ],
)
def test_titles_and_groups_of_people_are_kept_apart(text: str, expected: str) -> None:
    assert [tag.name for tag in find_terms(text, "person")] == expected.split()


def test_widths_and_case_do_not_matter_and_offsets_hold() -> None:
    text = "支持5G、3D打印、首台(套)、㎡Ⅲ、ai企业"
    found = find_terms(text)
    assert all(text[tag.start : tag.end] == tag.text for tag in found)
    assert {"5G", "增材制造", "人工智能", "首台(套)重大技术装备"} <= {tag.name for tag in found}


def test_types_overlap_and_come_in_order() -> None:
    found = find_terms("科技型中小企业", "addressee", "qualification")
    assert [(tag.type, tag.text) for tag in found] == [
        ("qualification", "科技型中小企业"),
        ("addressee", "中小企业"),
    ]


@given(st.text(max_size=80))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.lists(st.sampled_from(["光伏", "AI", "人才", "奖励", "(", "x", "㎡"]), max_size=20).map("".join))
def test_tags_of_one_type_do_not_overlap(text: str) -> None:
    for type_ in terms.TYPES:
        found = find_terms(text, type_)
        assert all(a.end <= b.start for a, b in pairwise(found))
        assert all(text[tag.start : tag.end] == tag.text for tag in found)


@pytest.mark.parametrize(
    ("type_", "child", "parent", "expected"),
    [
        ("industry", "光伏", "新能源", True),
        ("industry", "太阳能板", "战略性新兴产业", True),
        ("industry", "新能源", "光伏", False),
        ("industry", "医药制造业", "制造业", True),
        ("industry", "医药制造业", "生物医药", True),
        ("industry", "人形机器人", "装备制造", True),
        ("industry", "民宿", "旅游", True),
        ("industry", "跨境电商", "电子商务", True),
        ("industry", "光伏", "光伏", True),
        ("industry", "餐饮业", "制造业", False),
        ("industry", "没有的行业", "制造业", False),
        ("qualification", "小巨人", "专精特新中小企业", True),
        ("qualification", "小巨人", "创新型中小企业", True),
        ("qualification", "专精特新中小企业", "专精特新“小巨人”企业", False),
        ("qualification", "链主企业", "龙头企业", True),
        ("qualification", "中华老字号", "老字号", True),
        ("qualification", "中华老字号", "驰名商标", False),
        ("qualification", "专精特新培育企业", "专精特新中小企业", False),
        ("qualification", "潜在独角兽企业", "独角兽企业", False),
        ("person", "院士", "高层次人才", True),
        ("person", "应届生", "高校毕业生", True),
        ("department", "科技经信局", "科技局", True),
    ],
)
def test_narrower_terms_stand_below_wider_ones(type_: str, child: str, parent: str, expected: bool) -> None:
    assert is_a(type_, child, parent) is expected


def test_the_nearest_ancestor_comes_first() -> None:
    assert ancestors("industry", "光伏") == ("新能源", "战略性新兴产业", "工业")
    assert ancestors("industry", "没有的行业") == ()


@pytest.mark.parametrize(
    ("type_", "spelling", "name"),
    [
        ("qualification", "国高企", "高新技术企业"),
        ("industry", "AI", "人工智能"),
        ("benefit", "贴息", "interest_subsidy"),
        ("benefit", "loan", "loan"),
        ("benefit", "税收贡献", None),
        ("industry", "没有的行业", None),
    ],
)
def test_a_spelling_leads_to_one_name(type_: str, spelling: str, name: str | None) -> None:
    assert canonical(type_, spelling) == name


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("太阳能板厂想落户", ["光伏", "项目落地"]),
        ("不用申请就能到账的有哪些", ["免申即享"]),
        ("能不能单独谈", ["一事一议"]),
        ("没房子抵押银行不贷", ["信用贷款", "融资担保", "创业担保贷款"]),
        ("招不到人怎么办", ["用工服务", "人才招聘"]),
        ("娃上学怎么弄", ["子女入学"]),
        ("小巨人有奖吗", ["专精特新“小巨人”企业", "奖励"]),
        ("托拉机厂", ["农机装备"]),
        ("电费太高", ["电价优惠"]),
        ("出了差错追不追责", ["容错免责"]),
        ("招商任务完不成咋办", ["约谈", "问责"]),
        ("一把手每个月出去跑几回", ["主要负责同志", "外出招商"]),
        ("人事关系不动,两头上班行不行", ["双聘", "柔性引才"]),
        ("厂里接水接电卡着", ["水电气报装", "要素保障", "协调解决"]),
        ("批地慢,手续有人带着跑吗", ["拿地即开工", "帮办代办"]),
        ("职称自己评认不认", ["自主评审"]),
        ("悬着的案子", ["挂案"]),
        ("承接水平", []),  # 接水 inside another word
        ("紧缺电子工程师", []),  # 缺电
        ("做计算任务", []),  # 算任务
        ("光伏", []),
    ],
)
def test_everyday_words_lead_to_official_ones(question: str, official: list[str]) -> None:
    found = expand(question)
    assert set(official) <= set(found)
    assert bool(found) == bool(official)


def test_expansions_never_repeat_the_question() -> None:
    assert "贷款" not in expand("借钱贷款")


def test_the_first_official_word_weighs_most() -> None:
    weights = [found.weight for found in terms.expansions("银行不贷")]
    assert weights[0] == 1.0
    assert weights == sorted(weights, reverse=True)
    assert min(weights) >= 0.5


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[term]\n"光伏" = {}', "words.toml 第1行：缺少来源"),
        ('source="x"\n[term]\n"光伏" = {alias=["a"]}', "条目“光伏”：未知的键“alias”，可用："),
        ('source="x"\n[term]\n"光伏" = {aliases="a"}', "条目“光伏”：“aliases”应为字符串列表"),
        ('source="x"\n[term]\n"光伏" = 3', "条目“光伏”：应为"),
        (
            'source="x"\n[term]\n"新能源" = {}\n"光伏" = {parent="新能原"}',
            "上级“新能原”不存在，可用：新能源",
        ),
        ('source="x"\n[term]\n"甲" = {parent="乙"}\n"乙" = {parent="甲"}', "上级绕回了自身"),
        ('source="x"\n[term]\n"甲" = {aliases=["丙"]}\n"乙" = {aliases=["丙"]}', "“丙”已属于“甲”"),
        ('source="x"\nnot_terms=["甲"]\n[term]\n"甲" = {}', "“甲”已属于“not_terms”"),
        ('source="x"\n[term]\n"甲" = {aliases=["丙"', "不是有效的 TOML"),
    ],
)
def test_a_malformed_file_says_where_and_what(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PolicyMatchError) as raised:
        terms.read_vocabulary(path, "industry")
    assert message in str(raised.value)
    assert "words.toml" in str(raised.value)


def test_an_unknown_type_names_the_known_ones() -> None:
    with pytest.raises(PolicyMatchError, match="可用:industry"):
        find_terms("光伏", "industries")


ROOT = Path(terms.__file__).parents[1]
GUIDE = ROOT.parent / "docs" / "扩充词库.md"


@pytest.mark.skipif(not GUIDE.exists(), reason="installed without the guide")
def test_the_guide_names_every_data_file() -> None:
    guide = GUIDE.read_text("utf-8")
    for file in [*ROOT.glob("vocabulary/*.toml"), *ROOT.glob("reading/*.toml")]:
        assert file.name in guide
    for named in re.findall(r"`(policies/[\w/]+\.toml)`", guide):
        assert (ROOT.parent / named).exists(), named


@pytest.mark.parametrize("type_", ["industry", "qualification"])
def test_a_part_holds_the_terms_that_it_holds_alone(type_: str) -> None:
    words = "支持ai芯片、新能源汽车零部件和生物医药产业;对国家高新技术企业、专精特新小巨人企业给予奖励。"
    text = "一" * (terms._BLOCK - len(words) // 2) + words + words
    first = len(text) - 2 * len(words)
    for start in range(first, len(text) - 3):
        for end in range(start + 1, min(start + 40, len(text))):
            assert terms.find_in_part(text, start, end, type_) == find_terms(text[start:end], type_)
