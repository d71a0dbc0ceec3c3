"""The Chinese words that users read for the contract's English ones."""

from decimal import Decimal

from policies.matching.sums import yuan
from policies.model import Citation, DeliveryMode, DocumentKind, Status, Verdict

STATUS = {
    Status.IN_FORCE: "现行有效",
    Status.DRAFT: "征求意见稿",
    Status.EXPIRED: "已失效",
    Status.SUPERSEDED: "已被替代",
    Status.NOT_YET: "尚未施行",
    Status.UNKNOWN: "效力待核实",
}

STATUS_TONE = {
    Status.IN_FORCE: "good",
    Status.DRAFT: "warn",
    Status.EXPIRED: "off",
    Status.SUPERSEDED: "off",
    Status.NOT_YET: "warn",
    Status.UNKNOWN: "warn",
}

DOCUMENT_KIND = {
    DocumentKind.OFFICIAL: "正式文件",
    DocumentKind.NEWS: "新闻或转述",
    DocumentKind.DIGEST: "摘编",
    DocumentKind.GUIDE: "办事指南",
    DocumentKind.STATUTE: "法律法规",
    DocumentKind.OTHER: "其他",
}

FIDELITY = {"verbatim": "原文", "digest": "摘编"}
FIDELITY_MEANS = {
    "verbatim": "显示的是收录文件自己的文字",
    "digest": "显示的是转述，不是官方原文，办事请以原文为准",
}

DELIVERY_MEANS = {
    DeliveryMode.NO_APPLICATION: "不用申请，符合条件直接兑现",
    DeliveryMode.INSTANT_ON_APPLICATION: "提交申请后马上兑现",
    DeliveryMode.CASE_BY_CASE: "没有统一标准，由当地单独商定",
    DeliveryMode.PER_PERSON: "按个人情况单独商定",
    DeliveryMode.PRE_MATCHING: "部门先用数据比对，再通知符合条件的",
    DeliveryMode.TOLERANT_ACCEPTANCE: "主要材料齐了先受理，其余限期补交",
    DeliveryMode.NOTIFIED_COMMITMENT: "书面承诺符合条件即可先办",
    DeliveryMode.APPLICATION: "要在规定时间内自己申报",
}

VERDICT = {
    Verdict.ELIGIBLE: "初步符合",
    Verdict.NEEDS_RULING: "要主管部门认定",
    Verdict.NEEDS_FACTS: "还缺情况",
    Verdict.NOT_IN_FORCE: "现在不生效",
    Verdict.INELIGIBLE: "不符合",
}

VERDICT_TONE = {
    Verdict.ELIGIBLE: "good",
    Verdict.NEEDS_RULING: "warn",
    Verdict.NEEDS_FACTS: "warn",
    Verdict.NOT_IN_FORCE: "off",
    Verdict.INELIGIBLE: "off",
}

CHANGE = {"changed": "有变化", "added": "新增", "removed": "取消"}
"""What became of a benefit in a new version."""

ANSWER_STATUS = {
    "abstained": "没有依据，不作答",
    "needs_profile": "还要先了解几个情况",
}

CAVEAT = {
    "draft": ("warn", "征求意见稿"),
    "expired": ("bad", "已失效"),
    "status": ("warn", "尚未施行"),
    "dated": ("warn", "发布超过一年"),
    "undated": ("warn", "没有标明日期"),
    "news": ("warn", "新闻或转述"),
    "digest": ("warn", "摘编，非原文"),
    "no_amount": ("plain", "没写金额"),
    "no_process": ("plain", "没写流程"),
    "elsewhere": ("plain", "细则另有文件"),
    "condition": ("plain", "附有条件"),
    "goal": ("warn", "是目标，不是待遇"),
    "internal": ("warn", "是部门职责"),
    "masked": ("warn", "原文有遮盖"),
    "inconsistent": ("warn", "前后不一"),
}
"""What to beware of in a few words; what an abstention says of itself in its text has no label here."""

VERIFICATION = {
    "verbatim": ("good", "一字不差", "政策库里有这句话，一字不差。"),
    "altered": ("warn", "有改动", "政策库里有相近的话，但和您贴的不一样，差别标在下面。"),
    "wrong_document": ("warn", "出自另一篇", "所选的文件里没有这句话，它出自下面这篇。"),
    "not_found": ("off", "没有找到", "政策库里没有这句话；它可能出自没有收录的文件，也可能不是原文。"),
}

INGEST_STATUS = {
    "added": ("good", "已加入"),
    "new_version": ("good", "已更新为新版本"),
    "unchanged": ("off", "已有，没有变化"),
    "failed": ("bad", "没有读成"),
}


def total(least: Decimal, most: Decimal | None) -> str:
    """What all matches come to, in one sentence."""
    if most == 0:  # nothing to add up is not the same as nothing to get
        return "合计：目前没有可以相加的金额（没写明金额的、还没生效的和贷款等融资额度不计）。"
    ceiling = "文中没有封顶" if most is None else f"最多可能{yuan(most)}"
    return f"合计：确定至少{yuan(least)}，{ceiling}（没写明金额的和贷款等融资额度不计）。"


def place(citation: Citation) -> str:
    """Where a citation stands, as an official would say it."""
    locator = citation.locator or "正文"
    return f"{locator} 第 {citation.page} 页" if citation.page else locator
