"""What a provision does is read from its words, its headings and its role in the outline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.model import Clause, ClauseKind, OutlineRole
from policies.reading.cues import Cue, cues, is_claimable, strengths
from policies.reading.kinds import Body, Placed, in_place, kind_of, kind_of_body, known

K = ClauseKind


def clause(words: str, *path: str, role: OutlineRole = OutlineRole.BODY) -> Clause:
    return Clause(id="c", locator="一", heading="", path=path, start=0, end=len(words), role=role)


def odds(words: str, above: str) -> float:
    """The log-odds by all cues, none left out."""
    held, bias = cues()
    return bias + sum(cue.weight * s for cue, s in zip(held, strengths(words, above), strict=True))


def kind(words: str, *path: str, first: bool = False) -> ClauseKind:
    return kind_of(Placed(clause(words, *path), "/".join(path), first), words)


GIVES = [
    "第三条 对新认定的高新技术企业,给予一次性奖励20万元。",
    "(二)鼓励企业设立研发机构,对通过市级认定的,按研发投入的10%给予补助,最高100万元。",
    "2.符合条件的个体工商户可申请创业担保贷款,由财政给予全额贴息。",
    "对承租国有厂房的小微企业,减半收取6个月租金。",
    "(五)引进的博士在本县购买首套住房的,凭购房合同享受15万元购房补贴。",
    "对参展企业,展位费全额补助,每家每年不超过5万元。",
    "受灾企业应当缴纳的社会保险费可以延期至年底补缴,期间免收滞纳金。",
    "从事物资运输的纳税人,其运输收入免征增值税。",
    "(三)小微企业借款人申请条件:在本县注册,无拖欠工资记录,可申请贷款贴息。",
    "2.青年人才。申请人所在企业需纳入重点企业名录,可租住人才公寓。",
    "获得省级技能大奖的职工申报高级职称时,不受论文和学历限制。",
]
SERVES = [
    "3、推行帮办代办。为落户项目配备服务专员,提供证照办理全程帮办代办服务。",
    "对重点项目开辟绿色通道,实行容缺受理、并联审批,审批时限压缩至5个工作日。",
    "组建企业服务队,定期上门帮助企业解决用工、用能等难题。",
]
NOT_FOR_THE_READER = [
    ("(一)成立工作领导小组,由分管副县长任组长,定期召开调度会议。", K.DUTY),
    ("加强督查考核。建立周调度、月通报制度,对工作不力的单位予以通报。", K.DUTY),
    ("力争到2027年,全县新增规上工业企业50家,产值增长12%。", K.GOAL),
    ("本办法所称成长型企业,是指设立满两年且营业收入连续增长的企业。", K.DEFINITION),
    ("本办法由县发展改革局负责解释,自2025年3月1日起施行,有效期三年。", K.SUPPLEMENTARY),
    ("同一项目符合多项规定的,按就高不重复原则执行。", K.SUPPLEMENTARY),
    ("本措施适用于在本县登记注册的工业企业。", K.SCOPE),
    ("对经认定的总部企业给予支持和奖励,具体标准如下:", K.SCOPE),
    ("申报企业应提供下列材料:营业执照复印件、财务报表原件,加盖公章,一式三份。", K.DUTY),
    ("成立项目服务工作专班,帮助企业解决落地中的困难,提供代办服务。", K.DUTY),
    ("申请租金补贴的企业还应符合以下条件:依法注册;无拖欠租金记录。", K.SCOPE),
    ("企业投资额以验收结果为准。未达到约定的,在奖励资金中抵扣。", K.SUPPLEMENTARY),
    ("县工信局负责资金的预算编制和监督管理,对违规单位依法追究责任。", K.DUTY),
]


@pytest.mark.parametrize("words", GIVES)
def test_what_gives_money_or_a_right_is_an_incentive(words: str) -> None:
    assert kind(words, "支持政策").claimable


@pytest.mark.parametrize("words", SERVES)
def test_what_helps_is_a_service(words: str) -> None:
    assert kind(words, "优化服务") == K.SERVICE


@pytest.mark.parametrize(("words", "expected"), NOT_FOR_THE_READER)
def test_what_orders_explains_or_hopes_gives_nothing(words: str, expected: ClauseKind) -> None:
    assert kind(words) == expected


@pytest.mark.parametrize(
    ("role", "words", "expected"),
    [
        (OutlineRole.TITLE, "青港市扶持办法", K.TITLE),
        (OutlineRole.HEADING, "二、给予企业奖励100万元", K.HEADING),
        (OutlineRole.ISSUER_LINE, "各县区人民政府:", K.PREAMBLE),
        (OutlineRole.ISSUER_LINE, "青政发〔2024〕3号", K.SUPPLEMENTARY),
        (OutlineRole.SIGNATURE, "青港市人民政府办公室", K.SUPPLEMENTARY),
    ],
)
def test_the_role_in_the_outline_comes_first(role: OutlineRole, words: str, expected: ClauseKind) -> None:
    assert kind_of(Placed(clause(words, role=role), "", first=False), words) == expected


def test_the_same_words_under_goals_or_general_requirements_promise_nothing() -> None:
    words = "支持企业建设研发平台,给予企业更多资金支持。"
    assert kind(words, "总体要求") == K.PREAMBLE
    assert kind(words, "主要目标") == K.GOAL


def test_opening_words_are_a_preamble_only_at_the_opening() -> None:
    words = "近年来,我县持续优化营商环境,企业满意度不断提升。"
    assert kind(words, first=True) == K.PREAMBLE
    assert kind(words) == K.DUTY
    late = "为落实省有关要求,支持企业渡过难关,减免企业税费,制定如下措施。"
    assert kind(late) == K.PREAMBLE


def test_a_sentence_about_the_document_does_not_undo_the_benefits_beside_it() -> None:
    words = "(三)简化审批。对企业的注册申请实行绿色通道,材料齐全的当日办结。先行发放有效期六个月的临时证书。"
    assert kind(words).claimable


def test_a_line_that_says_what_is_paid_is_no_menu_entry() -> None:
    assert kind("实用新型专利每件资助2000元", "资助标准").claimable


def test_a_menu_entry_is_no_provision() -> None:
    assert kind("企业奖励政策汇总") == K.SUPPLEMENTARY


@pytest.mark.parametrize(
    "line",
    [
        "上一篇:支持企业上市的若干措施",
        "关于延长贷款贴息政策期限的通知,申报开始了05-18",
        "企业奖励政策,看这里 更多>>",
        "当前位置:首页>惠企政策,奖励补贴",
    ],
)
def test_a_link_to_another_page_gives_nothing(line: str) -> None:
    assert kind(line) == K.SUPPLEMENTARY


def test_who_may_apply_is_told_nothing_is_given_unless_by_name() -> None:
    words = "(二)上年度营业收入2000万元以上,支持企业建有市级研发机构,依法享受税收优惠政策。"
    assert not kind(words, "申报条件").claimable
    assert kind(words, "支持内容").claimable
    assert kind("(一)初创企业可申请一次性创业补贴5000元。", "申请条件").claimable


def test_how_to_apply_gives_nothing() -> None:
    words = "申请补贴的企业可以登录惠企平台,由服务专员全程帮办,符合条件的给予受理。"
    assert kind(words, "办理流程") == K.DUTY


@pytest.mark.parametrize(
    ("words", "above", "listed"),
    [
        ("(三)技术改造贴息项目", "受理项目", True),
        ("2.首台套保费补贴", "支持方向", True),
        ("(一)新一代信息技术", "支持方向", False),
        ("(三)技术改造贴息项目", "项目申报材料", False),
        ("技术改造贴息项目", "受理项目", False),
    ],
)
def test_the_names_in_a_list_of_projects_are_benefits(words: str, above: str, listed: bool) -> None:
    assert kind(words, above, words).claimable is listed


def test_a_purpose_is_a_preamble_wherever_it_stands() -> None:
    words = "第一条 为了鼓励企业创新,落实奖励补贴政策,根据有关规定,制定本办法。"
    assert kind(words) == K.PREAMBLE


def test_a_title_says_nothing_of_a_single_provision() -> None:
    title = clause("关于申报材料的通知", role=OutlineRole.TITLE).model_copy(
        update={"heading": "关于申报材料的通知"}
    )
    body = clause("二、对新建厂房给予补贴。", "关于申报材料的通知", "支持措施")
    assert [placed.headings for placed in in_place([title, body])] == ["关于申报材料的通知", "支持措施/"]


@pytest.mark.parametrize("name", known())
def test_sections_and_names_are_known_as_a_whole(name: str) -> None:
    assert all(known()[name].knows(words) for words in known()[name].examples)
    assert not any(known()[name].knows(words) for words in known()[name].counterexamples)


def test_the_first_provision_under_each_title() -> None:
    roles = [OutlineRole.TITLE, OutlineRole.BODY, OutlineRole.BODY, OutlineRole.TITLE, OutlineRole.HEADING]
    clauses = [clause("甲", role=role) for role in (*roles, OutlineRole.BODY)]
    assert [placed.first for placed in in_place(clauses)] == [True, True, False, True, True, False]


@pytest.mark.parametrize("cue", cues()[0], ids=lambda cue: cue.name)
def test_every_cue_finds_its_example_and_bears_weight(cue) -> None:
    headings = cue.example if cue.part == "headings" else ""
    assert cue.strength("" if headings else cue.example, headings) > 0
    assert cue.weight


@given(st.text(max_size=80), st.text(max_size=20), st.booleans())
def test_any_words_have_a_kind_and_rules_only_take_claims_away(words: str, above: str, first: bool) -> None:
    assert all(0 <= strength <= 1 for strength in strengths(words, above))
    assert kind_of(Placed(clause(words), above, first), words) in ClauseKind
    if not Body(words, above, first).named_project:
        assert not kind_of_body(Body(words, above, first, odds=-1.0)).claimable
        assert not kind(words, above).claimable or odds(words, above) > 0


@given(st.lists(st.sampled_from([cue.example for cue in cues()[0]]), max_size=6), st.sampled_from(cues()[0]))
def test_what_is_left_out_never_changes_the_verdict_of_the_cues(said: list[str], heads: Cue) -> None:
    words, above = ",".join(said), heads.example
    assert is_claimable(words, above) == (odds(words, above) > 1e-9)
