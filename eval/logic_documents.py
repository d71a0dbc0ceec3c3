"""What a document says of all its benefits, whom and where they are for, what is left open; with verdicts."""

from eval.judging import PLACE, Told, fact
from eval.logic_cases import (
    BIG,
    FIRM,
    HIGH,
    NO_PRIZE,
    NONE,
    NOT_HIGH,
    PERSON,
    PRIZE,
    PROJECT,
    SMALL,
    TRADE,
    Case,
    case,
    told,
)
from policies.model import Verdict

_FOOD: Told = {"industries": ["餐饮业"]}
_ELSEWHERE: Told = {"region": "江苏省徐州市"}
_COUNTY: Told = {"region": f"{PLACE}灵璧县"}
_PROVINCE: Told = {"region": "安徽省"}
_NEXT_CITY: Told = {"region": "安徽省淮北市"}
_ANYWHERE: Told = {"kind": "enterprise"}
_BENEFIT = "第三条 对获得中国专利金奖的企业，{a}。"


def _scope(words: str, met: Told, failed: Told, *, order: str = "{s}\n{b}") -> Case:
    body = order.format(s=words, b=_BENEFIT)
    whole = f"第一条 为促进发展，制定本办法。\n{body}\n第四条 本办法由市工信局负责解释。"
    return case(
        "适用范围",
        whole,
        [told(met, PRIZE)],
        [told(failed, PRIZE), told(met, NO_PRIZE), failed],
        [PRIZE, met, NONE],
        whole=True,
    )


SCOPE = (
    _scope("第二条 本办法适用于在本市注册登记的新材料企业。", TRADE, _FOOD),
    _scope("第二条 适用范围：本办法所支持的对象为高新技术企业。", HIGH, NOT_HIGH),
    _scope("第二条 本办法适用于年营业收入2000万元以上的企业。", BIG, SMALL),
    _scope("第二条 申报单位应当为高新技术企业。", HIGH, NOT_HIGH),
    _scope("第五条 本办法适用于高新技术企业。", HIGH, NOT_HIGH, order="{b}\n{s}"),
    _scope("第二条 本办法不适用于房地产企业。", TRADE, {"industries": ["房地产"]}),
    _scope(
        "第二条 有下列情形之一的，不得申请本办法的支持：\n（一）发生安全生产事故的；\n（二）有欠税行为的。",
        told(fact("发生安全生产事故", False), fact("有欠税行为", False)),
        fact("发生安全生产事故"),
    ),
    # Whom a document is for says nothing of what one of its benefits takes.
    case(
        "适用范围",
        "第一条 支持旅行社渡过淡季，向旅行社暂退一半质量保证金。\n第二条 本措施适用于中小企业。",
        [],
        [{"scale": "大型"}, {"scale": "小型", "industries": ["食品加工"]}],
        [{"scale": "小型"}],
        whole=True,
    ),
    # A rule at the end of a document leaves out who tells it, and asks nobody.
    case(
        "适用范围",
        f"{_BENEFIT}\n第四条 已享受厂房租金补贴或其他县级专项资金支持的，不再享受本办法的奖励。",
        [PRIZE, told(PRIZE, {"received": []}), told(PRIZE, {"received": ["高校毕业生就业补贴"]})],
        [told(PRIZE, {"received": ["厂房租金补贴"]}), NO_PRIZE],
        [NONE],
        whole=True,
    ),
)


_LISTS = (
    "一、支持内容\n对购置精密仪器的企业和创业团队，{a}。\n二、申报条件\n"
    "1．小微企业在申领时，须同时满足以下条件：\n（1）获得中国专利金奖。\n（2）年营业收入2000万元以上。\n"
    "2．创业团队在申领时，须同时满足以下条件：\n（1）主要成员为在校学生。\n"
)
_LISTED = (
    "一、支持对象\n高新技术企业。\n二、支持内容\n"
    "为企业提供法律咨询、技术诊断等专业服务。对服务效果突出的平台，给予20万元奖励。\n"
)
_GOOD, _NOT_GOOD = fact("服务效果突出"), fact("服务效果突出", False)
_TOOLS = fact("购置精密仪器")
_TEAM, _TEAM_OF_OTHERS = fact("主要成员为在校学生"), fact("主要成员为在校学生", False)
_TINY = told(_TOOLS, {"scale": "微型"})
LISTS = (
    case(
        "对象各异",
        _LISTED,
        [told(HIGH, _NOT_GOOD), told(NOT_HIGH, _GOOD)],
        [told(NOT_HIGH, _NOT_GOOD)],
        whole=True,
    ),
    case(
        "各有条件",
        _LISTS,
        [told(_TINY, PRIZE, BIG), told(_TINY, PRIZE, BIG, _TEAM_OF_OTHERS)],
        [told(_TINY, NO_PRIZE, BIG, _TEAM), told(_TINY, PRIZE, SMALL)],
        [told(_TINY, PRIZE), _TINY],
        whole=True,
    ),
    case(
        "各有条件",
        _LISTS,
        [told(_TOOLS, _TEAM), told(_TOOLS, _TEAM, NO_PRIZE)],
        [told(_TOOLS, _TEAM_OF_OTHERS, PRIZE)],
        [_TOOLS],
        who=PROJECT,
        whole=True,
    ),
)


def _defined(words: str, met: Told, failed: Told, who: Told = FIRM) -> Case:
    return case("定义", words, [met], [failed], [NONE], who=who, whole=True)


_YOUNG: Told = {"degree": "博士", "age": 45}
DEFINED = (
    _defined(
        "第一条 本办法所称青年英才，是指年龄不超过45周岁的博士。\n第二条 对青年英才，{a}。",
        _YOUNG,
        {"degree": "博士", "age": 46},
        PERSON,
    ),
    _defined(
        "第一条 本办法所称成长型企业，是指年营业收入2000万元以上的企业。\n第二条 对成长型企业，{a}。",
        BIG,
        SMALL,
    ),
    _defined(
        "第一条 对成长型企业，{a}。\n第二条 成长型企业是指年营业收入2000万元以上的高新技术企业。",
        told(BIG, HIGH),
        told(SMALL, HIGH),
    ),
    _defined("第一条 对骨干企业（指年营业收入2000万元以上的企业），{a}。", BIG, SMALL),
    _defined(
        "第一条 对骨干企业（指年营业收入2000万元以上的企业，下同），提供上门服务。\n"
        "第二条 对获得中国专利金奖的骨干企业，{a}。",
        told(BIG, PRIZE),
        told(SMALL, PRIZE),
    ),
    _defined(
        "第一条 对骨干企业（指年营业收入2000万元以上的企业，下同），提供上门服务。\n"
        "第二条 {a}。申请企业应同时符合以下条件：1.属骨干企业；2.获得中国专利金奖。",
        told(BIG, PRIZE),
        told(SMALL, PRIZE),
    ),
    _defined(
        "第一条 对入驻宿州软件园、宿州创业中心（以下称“基地”）的第三方服务机构，{a}。",
        fact("入驻基地的第三方服务机构"),
        fact("入驻基地的第三方服务机构", False),
    ),
)


def _whom(words: str, met: Told, failed: Told, untold: Told = NONE) -> Case:
    return case("对象", words, [met], [failed], [untold] if untold else [], who={})


_FIRM_PRIZE, _PERSON_PRIZE = told(FIRM, PRIZE), told(PERSON, PRIZE)
_HIRED = fact("引进博士人才")
WHOM = (
    _whom("对获得中国专利金奖的企业，{a}。", _FIRM_PRIZE, _PERSON_PRIZE),
    _whom("对获得中国专利金奖的个人，{a}。", _PERSON_PRIZE, _FIRM_PRIZE),
    _whom("对获得中国专利金奖的人才，{a}。", _PERSON_PRIZE, _FIRM_PRIZE),
    _whom("对引进博士人才的企业，{a}。", told(FIRM, _HIRED), told(PERSON, {"degree": "博士"}), FIRM),
    _whom("对引进博士人才的用人单位，{a}。", told(FIRM, _HIRED), told(PERSON, {"degree": "博士"}), FIRM),
    _whom("高校毕业生毕业5年内的，{a}。", told(PERSON, {"graduated_on": "2024-07-01"}), told(FIRM, BIG)),
    _whom(
        "对固定资产投资1亿元以上的项目，{a}。",
        told(PROJECT, {"fixed_investment_wan": 10_000}),
        told(PERSON, {"degree": "博士"}),
    ),
    _whom(
        "对固定资产投资（不含土地费用）1亿元以上的项目，{a}。",
        told(PROJECT, {"fixed_investment_wan": 10_000}),
        told(PROJECT, {"fixed_investment_wan": 9_999}),
        PROJECT,
    ),
    _whom(
        "对取得中级、高级经济师证书的人才，{a}。",
        told(PERSON, {"title": "高级经济师"}),
        told(PERSON, {"title": "初级经济师"}),
        PERSON,
    ),
    _whom("对具有博士学位的人才，{a}。", told(PERSON, {"degree": "博士"}), told(FIRM, HIGH), PERSON),
    _whom(
        "对年营业收入2000万元以上的企业，给予其高级管理人员{a}。", told(FIRM, BIG), told(FIRM, SMALL), FIRM
    ),
)

_NORM, _NO_NORM = fact("主导制定国际标准"), fact("主导制定国际标准", False)
_TWO = (
    [told(PRIZE, _NO_NORM), told(NO_PRIZE, _NORM), told(PRIZE, _NORM)],
    [told(NO_PRIZE, _NO_NORM)],
    [NONE],
)
OFFERS = (
    case(
        "两项", "对获得中国专利金奖的企业，给予10万元奖励；对主导制定国际标准的企业，给予5万元奖励。", *_TWO
    ),
    case(
        "两项", "对获得中国专利金奖的企业，给予10万元奖励。对主导制定国际标准的企业，给予5万元奖励。", *_TWO
    ),
    case("两项", "企业获得中国专利金奖的，奖励10万元；主导制定国际标准的，奖励5万元。", *_TWO),
    case("两项", "对获得中国专利金奖、主导制定国际标准的企业，分别给予10万元、5万元奖励。", *_TWO),
    case(
        "两项",
        "对高新技术企业，给予10万元奖励；其中主导制定国际标准的，再给予5万元奖励。",
        [HIGH, told(HIGH, _NO_NORM), told(HIGH, _NORM)],
        [told(NOT_HIGH, _NORM), NOT_HIGH],
        [NONE, _NORM],
    ),
    case(
        "两项",
        "采取后补助方式给予支持，对获得中国专利金奖的企业给予不超过10万元资金支持。支持资金用于新品研发，企业采取合作方式购置仪器。",
        [PRIZE],
        [NO_PRIZE],
        [NONE],
    ),
    case(
        "两项",
        "支持银行为获得中国专利金奖的企业提供贷款支持等服务，对主导制定国际标准的机构进行奖励。",
        *_TWO,
    ),
    case(
        "两项",
        "对高新技术企业，给予10万元奖励，并按实际投入的10%给予补助。",
        [HIGH],
        [NOT_HIGH],
        [NONE],
    ),
    case(
        "阶梯",
        "对年营业收入达到2000万元的企业，给予5万元奖励；达到5000万元的，给予20万元奖励。",
        [BIG, {"revenue_wan": 5000}, {"revenue_wan": 4999}],
        [SMALL],
        [NONE],
    ),
    case(
        "阶梯",
        "对年营业收入首次达到2000万元、5000万元、1亿元的企业，分别给予5万元、20万元、50万元奖励。",
        [told(BIG, fact("年营业收入首次达到2000万元"))],
        [SMALL],
        [NONE],
    ),
    case(
        "阶梯",
        "企业年营业收入2000万元（含）至5000万元的，给予5万元奖励；5000万元以上的，给予20万元奖励。",
        [BIG, {"revenue_wan": 5000}, {"revenue_wan": 9000}],
        [SMALL],
        [NONE],
    ),
    case(
        "阶梯",
        "对固定资产投资1亿元以上的项目，按投资额的1%给予补助，5亿元以上的，按2%给予补助。",
        [{"fixed_investment_wan": 10_000}, {"fixed_investment_wan": 60_000}],
        [{"fixed_investment_wan": 9_999}],
        [NONE],
        who=PROJECT,
    ),
    case(
        "学位",
        "对博士、硕士，分别给予10万元、5万元安家补贴。",
        [{"degree": "博士"}, {"degree": "硕士"}],
        [{"degree": "本科"}],
        [NONE],
        who=PERSON,
    ),
)


def _place(words: str, met: list[Told], failed: list[Told], untold: list[Told]) -> Case:
    return case("地点", words, met, failed, untold, who=_ANYWHERE | PRIZE)


_HERE: Told = {"region": PLACE}
_BROUGHT: Told = fact("成功推荐制造业项目在宿州落户")
PLACES = (
    _place("对获得中国专利金奖的企业，{a}。", [_HERE, _COUNTY], [_ELSEWHERE, _NEXT_CITY], [_PROVINCE, NONE]),
    _place(
        "对本市获得中国专利金奖的企业，{a}。", [_HERE, _COUNTY], [_ELSEWHERE, _NEXT_CITY], [_PROVINCE, NONE]
    ),
    _place(
        "对在本市注册并获得中国专利金奖的企业，{a}。",
        [_HERE, _COUNTY],
        [_ELSEWHERE, _NEXT_CITY],
        [_PROVINCE, NONE],
    ),
    _place(
        "对在灵璧县注册、获得中国专利金奖的企业，{a}。",
        [_COUNTY],
        [_ELSEWHERE, {"region": f"{PLACE}砀山县"}],
        [_HERE, NONE],
    ),
    _place("对注册地在市内，获得中国专利金奖的企业，{a}。", [_HERE, _COUNTY], [_ELSEWHERE], [NONE]),
    _place("对获得中国专利金奖的市外企业在本市设立子公司的，{a}。", [], [], [NONE]),
    _place(
        "对成功推荐制造业项目在宿州落户的中介机构，{a}。",
        [told(_ELSEWHERE, _BROUGHT), told(_HERE, _BROUGHT)],
        [told(_ELSEWHERE, fact("成功推荐制造业项目在宿州落户", False))],
        [_ELSEWHERE, _HERE],
    ),
    _place(
        "对组织游客来宿州旅游1000人次以上的旅行社，{a}。对获得中国质量奖的企业，奖励10万元。",
        [told(_ELSEWHERE, {"industries": ["旅游"]}, fact("组织游客来宿州旅游人次", 1000))],
        [told(_ELSEWHERE, {"industries": ["旅游"]}, fact("组织游客来宿州旅游人次", 999))],
        [told(_ELSEWHERE, fact("获得中国质量奖"))],
    ),
)


def _force(title: str, words: str, verdict: Verdict) -> Case:
    held = (
        (verdict, told(FIRM, PRIZE)),
        (Verdict.INELIGIBLE if verdict == Verdict.ELIGIBLE else verdict, told(FIRM, NO_PRIZE)),
    )
    return Case("效力", words.replace("{a}", "给予20万元一次性奖励"), held, title=title, whole=True)


_ONE = "第一条 对获得中国专利金奖的企业，{a}。\n"
_TITLE = f"{PLACE}促进发展若干措施"
FORCE = (
    _force(_TITLE, _ONE + "第二条 本措施自2025年1月1日起施行，有效期三年。", Verdict.ELIGIBLE),
    _force(_TITLE, _ONE + "第二条 本措施自2021年1月1日起施行，有效期三年。", Verdict.NOT_IN_FORCE),
    _force(
        _TITLE, _ONE + "第二条 本措施自2025年1月1日起施行，有效期至2025年12月31日。", Verdict.NOT_IN_FORCE
    ),
    _force(_TITLE, _ONE + "第二条 本措施自2027年1月1日起施行。", Verdict.NOT_IN_FORCE),
    _force(f"{_TITLE}（征求意见稿）", _ONE, Verdict.NOT_IN_FORCE),
    _force(
        f"{_TITLE}（试行）",
        _ONE + "第二条 本措施自发布之日起施行，试行期至2030年12月31日。",
        Verdict.ELIGIBLE,
    ),
    _force(_TITLE, _ONE + "第二条 本措施有效期为2023年1月1日至2025年12月31日。", Verdict.NOT_IN_FORCE),
)


RULED = (
    case(
        "一事一议", "对获得中国专利金奖的企业，采取“一事一议”方式给予支持。", [], [NO_PRIZE], [NONE], [PRIZE]
    ),
    case(
        "一事一议",
        "对年营业收入2000万元以上的企业，经市政府研究，可一事一议给予支持。",
        [],
        [SMALL],
        [NONE],
        [BIG],
    ),
    case(
        "研究确定",
        "对经市政府研究确定的重大项目，{a}。",
        [fact("经市政府研究确定为重大项目")],
        [fact("经市政府研究确定为重大项目", False)],
        [],
        [NONE],
        who=PROJECT,
    ),
    case(
        "特别重大",
        "对固定资产投资1亿元以上的特别重大项目，经市政府同意，{a}。",
        [],
        [{"fixed_investment_wan": 9_999}],
        [],
        [{"fixed_investment_wan": 10_000}],
        who=PROJECT,
    ),
    case(
        "基金直投",
        "加大直投力度，用好各类引导基金，支持机器人项目落地。",
        [],
        [{"industries": ["食品加工"]}],
        [NONE],
        [{"industries": ["机器人"]}],
        who=PROJECT,
    ),
    case(
        "遴选",
        "对获得中国专利金奖的企业，由市工信部门结合年度指标数遴选后，{a}。",
        [],
        [NO_PRIZE],
        [NONE],
        [PRIZE],
    ),
    case("贡献突出", "对获得中国专利金奖且贡献突出的企业，{a}。", [], [NO_PRIZE], [], [PRIZE]),
    case(
        "另行一议", "对获得中国专利金奖的企业，{a}。对特别重大的项目，实行“一事一议”。", [PRIZE], [], [], []
    ),
    case(
        "改革",
        "一、优化服务\n积极开展证照联办等商事登记制度改革，为企业开办提供一窗受理服务。",
        [],
        [],
        [],
        [NONE],
        whole=True,
    ),
    case(
        "服务与奖励",
        "一、优化服务\n1.增强社会服务。为企业提供上市辅导等专业服务，对获得中国专利金奖的企业给予20万元奖励。\n"
        "二、附则\n1.本措施适用于高新技术企业。",
        [told(HIGH, NO_PRIZE), HIGH],
        [NOT_HIGH],
        [NO_PRIZE],
        whole=True,
    ),
    case(
        "一行行业",
        "对遭受经济损失的运输、批发、餐饮等服务业企业，{a}。",
        [told({"industries": ["餐饮业"]}, fact("遭受经济损失"))],
        [told({"industries": ["餐饮业"]}, fact("遭受经济损失", False))],
        [{"industries": ["餐饮业"]}],
    ),
    case(
        "轻微违法",
        "一、优化服务\n1.规范执法。执法检查时，对经营主体轻微违法行为，要实行提前提醒、主动指导等措施。",
        [fact("轻微违法行为")],
        [fact("轻微违法行为", False)],
        [NONE],
        whole=True,
    ),
    case(
        "非此行业",
        "对发行非金融企业债券的企业，{a}。",
        [told({"industries": ["餐饮业"]}, fact("发行非金融企业债券"))],
        [told({"industries": ["餐饮业"]}, fact("发行非金融企业债券", False))],
        [{"industries": ["餐饮业"]}],
    ),
)
