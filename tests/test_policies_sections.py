"""Conditions in a section of their own reach the benefits that they are for, quoted where they stand."""

from policies.documents.source import read_source
from policies.model import Policy, ReadClause
from policies.reading.annotate import read_policy


def read(text: str) -> Policy:
    return read_policy(read_source(text.encode(), "通知.txt"))


def conditions(benefit: ReadClause) -> set[tuple[str, object]]:
    """What is demanded elsewhere than in the benefit's own words."""
    own = range(benefit.clause.start, benefit.clause.end)
    return {(one.about, one.value) for one in benefit.annotation.criteria if one.start not in own}


SECTION = (
    "甲市仓储企业扶持申报通知\n"
    "一、支持标准\n对新建的仓库,给予10万元补助。\n"
    "二、申报条件\n(一)在甲市注册,年营业收入500万元以上;\n(二)符合《甲市仓储分级目录》要求。\n"
)


def test_a_section_of_conditions_is_for_the_benefits_beside_it() -> None:
    policy = read(SECTION)
    (benefit,) = policy.claimable()
    assert ("revenue_wan", 500) in conditions(benefit)
    assert benefit.annotation.refers_to == ("甲市仓储分级目录",)
    text = policy.source.text
    assert all(text[one.start : one.end] == one.quote for one in benefit.annotation.criteria)


def test_a_lead_in_with_its_items_is_for_all_of_the_document() -> None:
    text = (
        "甲市住房补贴办法\n第一条 申请人应当同时符合下列条件:\n"
        "(一)年龄不超过40周岁。申请时以身份证为准。\n(二)连续缴纳社会保险12个月以上。以社保记录为准。\n"
        "第二条 对符合条件的人才,给予每月500元补贴。\n"
    )
    (benefit,) = read(text).claimable()
    told = {(one.about, one.value) for one in (*benefit.annotation.criteria, *benefit.annotation.scope)}
    assert {("age", 40), ("insured_months", 12)} <= told


def test_a_list_of_addressees_may_treat_others_of_a_wider_place_alike() -> None:
    text = (
        "灵璧县仓储业扶持办法\n服务对象\n注册在灵璧县的仓储企业。{0}\n"
        "服务内容\n对新建的仓库,给予10万元补助。\n"
    )
    wider = "符合支持条件的注册在\n宿州市其他区域的企业参照执行。"
    places = [next(read(text.format(more)).claimable()).annotation.regions for more in ("", wider)]
    assert places == [("安徽省宿州市灵璧县",), ("安徽省宿州市",)]


NOTICE = (
    "关于组织申报甲市品牌培育项目的通知\n各有关单位:\n现将有关事项通知如下:\n"
    "一、受理项目\n(一)老字号改造补贴项目\n(二)地理标志运营补贴项目\n"
    "二、申报要求\n(一)申报单位应在系统中如实填写申请书。\n"
    "(二)申报单位还应按《统计法》的规定，完成上年度统计年报报送。\n"
)


def test_what_a_notice_requires_beside_its_procedure_is_asked_for_each_item() -> None:
    first, second = read(NOTICE).claimable()
    assert conditions(first) == conditions(second) == {("fact:完成上年度统计年报报送", True)}


def test_the_provision_that_stands_for_the_title_is_asked_in_its_own_words_too() -> None:
    text = (
        "关于组织申报甲市冷链示范项目的通知\n各有关单位:\n现将有关事项通知如下:\n"
        "一、申报对象\n在甲市实施冷库节能改造的物流企业。\n"
        "二、申报条件\n(一)拥有冷库产权;或者通过租赁取得冷库使用权;\n"
        "(二)项目投入200万元以上,资金来源可以是自有资金,也可以是贷款;\n"
        "(三)申报单位近三年内,未发生食品安全事故。\n"
    )
    (benefit,) = read(text).claimable()
    labels = [one.group for one in benefit.annotation.criteria if one.group]
    told = {one.about: labels.count(one.group) > 1 for one in benefit.annotation.criteria}
    assert {about for about, grouped in told.items() if grouped} == {
        "fact:拥有冷库产权",
        "fact:通过租赁取得冷库使用权",
    }
    assert {about for about, grouped in told.items() if not grouped} == {
        *("fact:在甲市实施冷库节能改造", "industries"),
        *("investment_wan", "violations"),
    }


def test_conditions_in_a_chapter_that_gives_nothing_are_for_the_benefits_of_the_others() -> None:
    text = (
        "宿州市录音制品登记资助申请办法\n二、资助标准\n(一)对录音制品登记,每件资助500元。\n"
        "六、申报办法及资助条件\n(一)申报办法\n申请人可自行申报。\n(二)资助条件\n"
        "1、2021年1月1日起登记的录音制品方可获得资助,逾期不予受理;\n"
        "2、录音制品登记资助申请人应为本市户籍人员;\n"
        "3、已享受《甲市文艺资金办法》中出版资助的制品不再享受本资助;\n"
        "4、出现过虚假登记行为的申请人不得申报。\n"
    )
    (benefit,) = read(text).claimable()
    assert conditions(benefit) == {
        ("fact:2021年1月1日起登记的录音制品", True),
        ("hukou", "安徽省宿州市"),
        ("fact:出现过虚假登记", False),
    }
    assert [one.value for one in benefit.annotation.scope] == [("《甲市文艺资金办法》中出版资助",)]


def test_a_section_inside_a_chapter_stays_there() -> None:
    text = (
        "甲市人才政策\n一、购房补贴\n(一)申请条件\n1.年龄不超过35周岁。\n2.在甲市工作。\n"
        "(二)补贴标准\n对高层次人才,给予20万元补贴。\n"
        "二、生活补贴\n对高校毕业生,给予每人1万元补贴。\n"
    )
    home, living = read(text).claimable()
    assert ("age", 35) in conditions(home)
    assert not conditions(living)


NAMED = (
    "甲区资金申报指南\n服务内容\n"
    "1.支持中试平台建设。\n采取后补助方式,给予最高50万元支持。\n"
    "2.支持检测机构发展。\n采取后补助方式,给予最高30万元支持。\n"
    "条件要求\n"
    "1.支持中试平台建设。\n(1)平台面积2000平方米以上。\n(2)职工100人以上。\n"
    "2.支持检测机构发展。\n(1)年营业收入300万元以上。\n(2)职工20人以上。\n"
)


def test_a_part_that_repeats_the_heading_of_a_benefit_is_for_that_one() -> None:
    platform, laboratory = read(NAMED).claimable()
    assert ("employees", 100) in conditions(platform)
    assert ("employees", 20) not in conditions(platform)
    assert {("employees", 20), ("revenue_wan", 300)} <= conditions(laboratory)


def test_a_list_for_particular_applicants_is_left_open_where_they_are_not_named() -> None:
    text = (
        "甲区创新券通知\n一、支持标准\n对小微企业,给予最高5万元创新券。\n"
        "二、申请条件\n1.创业团队申领时,应同时满足以下条件:(1)成员3人以上;(2)年龄在40周岁以下。\n"
        "2.申请单位应同时满足以下条件:(1)年营业收入2000万元以下;(2)职工50人以下。\n"
    )
    (benefit,) = read(text).claimable()
    assert ("age", 40) not in conditions(benefit)
    assert {("revenue_wan", 2000), ("employees", 50), ("text", None)} <= conditions(benefit)


def test_a_list_of_addressees_is_for_benefits_that_name_none() -> None:
    text = (
        "甲区贷款贴息通知\n一、服务对象\n高新技术企业和科技型中小企业。\n"
        "二、服务内容\n(一)按贷款利息的50%给予贴息。\n(二)对独角兽企业,给予100万元奖励。\n"
    )
    interest, unicorn = read(text).claimable()
    assert conditions(interest) == {("qualifications", "高新技术企业"), ("qualifications", "科技型中小企业")}
    assert len({one.group for one in interest.annotation.criteria if one.about == "qualifications"}) == 1
    assert not conditions(unicorn)


OBJECTS = (
    "甲市科技服务资金指南\n一、申报对象\n{}\n二、支持标准\n"
    "(一)支持中试平台建设。采取后补助方式,按企业投入的30%给予最高50万元支持。\n"
    "(二)支持开放共享。对开放仪器的单位,考核优秀的给予最高20万元支持。\n"
)


def test_a_list_of_addressees_tells_whom_a_benefit_is_for() -> None:
    named, silent = read(OBJECTS.format("甲市的企业、高等学校和科研机构")).claimable()
    assert set(named.annotation.addressees) == {"enterprise"}
    assert set(silent.annotation.addressees) == {"enterprise", "institution"}


def test_a_standing_of_the_enterprises_in_a_list_is_not_asked_of_the_others() -> None:
    first, _ = read(OBJECTS.format("高新技术企业,以及高等学校、科研机构等创新主体")).claimable()
    groups = {one.group for one in first.annotation.criteria if one.group}
    either = {one.about for one in first.annotation.criteria if one.group}
    assert len(groups) == 1
    assert either == {"qualifications", "fact:高等学校、科研机构"}


def test_a_size_in_a_list_is_not_asked_of_the_persons_in_it() -> None:
    first, silent = read(OBJECTS.format("中小微企业和创业团队")).claimable()
    size = {(one.about, one.value) for one in first.annotation.criteria if one.group}
    assert ("kind", ("talent", "project")) in size
    assert "scale" in {about for about, _ in size}
    assert "scale" not in {one.about for one in silent.annotation.criteria}


def test_a_list_of_enterprises_is_not_for_a_benefit_of_bodies() -> None:
    first, second = read(OBJECTS.format("中小微企业")).claimable()
    assert "scale" in {one.about for one in first.annotation.criteria}
    assert "scale" not in {one.about for one in second.annotation.criteria}


def test_what_is_preferred_is_no_condition() -> None:
    text = (
        "甲市试验资金申报通知\n一、支持标准\n按照总预算的30%,给予最高20万元支持。\n"
        "二、申报条件\n(一)具有独立法人资格。\n(二)优先支持小微企业承担课题。\n"
    )
    (benefit,) = read(text).claimable()
    assert "scale" not in {one.about for one in benefit.annotation.criteria}


def test_conditions_under_the_name_of_a_benefit_are_for_it_alone() -> None:
    text = (
        "甲市仓储业扶持办法\n服务内容\n1．支持仓库扩建\n对扩建仓库的企业,给予10万元补助。\n"
        "2．支持冷链运输\n对购置冷藏车的企业,给予5万元补助。\n"
        "条件要求\n1．支持仓库扩建需要符合以下条件：\n(1)年营业收入500万元以上。\n"
        "2．支持冷链运输需要符合以下条件：\n(1)年纳税额50万元以上。\n"
    )
    first, second = read(text).claimable()
    assert conditions(first) == {("revenue_wan", 500)}
    assert conditions(second) == {("tax_wan", 50)}
