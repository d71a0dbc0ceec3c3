"""Numbers that must be reached, with their key, unit and words; sizes and limits of the help are none."""

import pytest

from policies.reading.thresholds import find_thresholds, measures


def read(text: str) -> list[tuple[str, str, object, str | None]]:
    return [(one.about, one.op, one.value, one.unit) for one in find_thresholds(text)]


@pytest.mark.parametrize(
    ("example", "key"), [(words, measure.key) for measure in measures() for words in measure.examples]
)
def test_each_measure_is_found_in_its_examples(example: str, key: str) -> None:
    assert [about for about, *_ in read(example)] == [key]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("固定资产投资5000万元以上", [("fixed_investment_wan", ">=", 5000, "万元")]),
        ("年营业收入首次突破10亿元", [("revenue_wan", ">", 100000, "万元")]),
        ("亩均投资强度不低于300万元", [("fact:亩均投资强度", ">=", 300, "万元")]),
        ("实缴注册资本不低于2亿元", [("fact:实缴注册资本", ">=", 2, "亿元")]),
        ("年龄在18周岁以上,40周岁以下", [("age", "between", (18, 40), "周岁")]),
        ("毕业5年内", [("graduated_on", "within", 5, "年")]),
        ("成立不超过3年", [("founded_on", "within", 3, "年")]),
        ("在孵企业成立时间不超过3年", [("fact:在孵企业成立时间", "<=", 3, "年")]),
        ("成立满1年", [("founded_on", ">=", 1, "年")]),
        ("连续缴纳社会保险满1年", [("insured_months", ">=", 12, "月")]),
        ("正常运营满6个月", [("fact:正常运营", ">=", 6, "月")]),
        ("在本市企业工作满3年", [("fact:在本市企业工作", ">=", 3, "年")]),
        ("签订2年以上劳动合同", [("contract_years", ">=", 2, "年")]),
        ("裁员率不超过企业职工总数20%", [("fact:裁员率", "<=", 20, "%")]),
        ("外方持股比例达25%以上", [("fact:外方持股比例", ">=", 25, "%")]),
        ("研发投入占营业收入比重不低于3%", [("rd_ratio_pct", ">=", 3, "%")]),
        ("研发人员占职工总数的比例不低于8%", [("fact:研发人员占职工总数的比例", ">=", 8, "%")]),
        (
            "市内研发费用占全部研发费用的比例不低于50%",
            [("fact:市内研发费用占全部研发费用的比例", ">=", 50, "%")],
        ),
        ("成立不足三年的,按实际经营年限计算", []),
        ("新招用人员达到在职职工总数15%", [("fact:新招用人员达到在职职工总数", ">=", 15, "%")]),
        ("30人(含)以下小微企业", [("employees", "<=", 30, "人")]),
        ("距法定退休年龄不足1年", [("fact:距法定退休年龄", "<", 12, "月")]),
        ("总积分满100分", [("fact:总积分", ">=", 100, "分")]),
        ("床位不少于50张的", [("fact:床位", ">=", 50, "张")]),
        ("新建冷库容积2000立方米以上的企业", [("fact:新建冷库容积", ">=", 2000, "立方米")]),
        ("引进年龄不超过40周岁的博士", [("age", "<=", 40, "周岁")]),
        ("合同期限在12个月以上的", [("contract_years", ">=", 1, "年")]),
        ("租赁期限不少于3年", [("fact:租赁期限", ">=", 3, "年")]),
        ("投资本区企业满1年", [("fact:投资本区企业", ">=", 12, "月")]),
        ("登记失业半年以上", [("fact:登记失业", ">=", 6, "月")]),
        ("贷款期限不超过1年的", [("fact:贷款期限", "<=", 12, "月")]),
        ("全年累计在岗183天以上的人员", [("fact:全年累计在岗", ">=", 183, "日")]),
        ("对单户授信1000万元及以下的贷款", [("fact:单户授信贷款", "<=", 1000, "万元")]),
        ("营业收入小于2000万元(含)", [("revenue_wan", "<=", 2000, "万元")]),
        ("招引亿元以上项目的机构", [("fact:招引", ">=", 1, "亿元")]),
        (
            "至少拥有1项发明专利或3项软件著作权",
            [("fact:发明专利", ">=", 1, "项"), ("fact:软件著作权", ">=", 3, "项")],
        ),
        ("男方年满22周岁,女方年满20周岁", [("age", ">=", 22, "周岁"), ("age", ">=", 20, "周岁")]),
        ("研发人员占比20%以上", [("fact:研发人员占比", ">=", 20, "%")]),
        ("亩均税收15万元以上", [("fact:亩均税收", ">=", 15, "万元")]),
        (
            "依法参保、按月足额发放不低于当地平均水平1.5倍工资的",
            [("fact:按月足额发放工资为当地平均水平的倍数", ">=", 1.5, "倍")],
        ),
        (
            "年末用工人数比年初持平或增长15%(不含)以内的",
            [("fact:年末用工人数比年初持平或增长", "<", 15, "%")],
        ),
        ("业务收入\n达到500万元", [("revenue_wan", ">=", 500, "万元")]),
        (
            "固定资产投资1000万元以上、5000万元以上的,分别给予",
            [("fixed_investment_wan", ">=", 1000, "万元")],
        ),
        (
            "实际运营满2年并投资1000万元以上",
            [("fact:实际运营", ">=", 24, "月"), ("investment_wan", ">=", 1000, "万元")],
        ),
    ],
)
def test_a_threshold_has_its_key_bound_and_unit(text: str, expected: list[tuple[object, ...]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "补贴期限最长不超过3年",
        "每年最多支持10家",
        "最高不超过50万元",
        "每年安排不低于1000万元专项资金",
        "力争培育企业100家以上",
        "500万元以上的部分按5%补贴",
        "自受理之日起15个工作日内",
        "每月至少走访1次",
        "组织16-24岁青年见习",
        "按不低于投资额5%给予补助",
        "第3条",
        "第一年支持金额不超过200万元",
        "获得上述资助的总金额不超过100万元",
        "财政资金占股比例不超过20%",
        "租期顺延1—3个月",
        "自登记注册之日起3年内",
        "材料应保存5年以上",
        "3周岁以下婴幼儿",
        "子女未满18周岁",
        "给予职工增加不少于5天的带薪休假",
    ],
)
def test_limits_goals_and_sizes_of_the_help_are_no_thresholds(text: str) -> None:
    assert read(text) == []


def test_the_quote_is_the_number_with_its_noun() -> None:
    text = "一、企业总投资达到2亿元以上并投产的,给予奖励。"
    (found,) = find_thresholds(text)
    assert found.quote == text[found.start : found.end] == "企业总投资达到2亿元以上"


def test_women_may_have_a_lower_bound() -> None:
    found = find_thresholds("女性不超过50周岁、男性不超过60周岁")
    assert [(one.about, one.value, one.group is not None) for one in found] == [
        ("fact:女性", False, True),
        ("age", 50, True),
        ("age", 60, False),
    ]


def test_a_looser_bound_is_left_to_the_authority() -> None:
    strict, loose = find_thresholds("年龄不超过45周岁,博士可放宽至50周岁")
    assert (strict.about, strict.value, loose.op) == ("age", 45, "discretionary")
    assert strict.group == loose.group is not None


def test_those_named_in_brackets_may_have_a_lower_bound() -> None:
    found = find_thresholds("月均用工达到60人以上（海岛县为25人以上）的企业")
    assert [(one.about, one.op, one.value, bool(one.group)) for one in found] == [
        ("fact:海岛县", "is", True, True),
        ("employees", ">=", 60, True),
        ("employees", ">=", 25, False),
    ]
