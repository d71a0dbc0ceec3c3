"""Wordings compared by the pairs of neighbouring characters that carry their meaning.

Words that tell a wording from hardly any other weigh little; a place, which is asked apart, is left out.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from policies.vocabulary.terms import fold

_TELLING = 5  # the weight of a wording that tells it from others
_LIGHT = 0.3  # what a word weighs that tells a wording from hardly any other
_STOP = re.compile(r"[、，,;；。/]")
_MUTE = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})类(?!型|别|似)|上一?年度|位于|积极(?!性)|[的了在对于等及和与或被已为将其该并且所按或者以须]|经过|经(?![营济费验历办理销贸典])|[^\w%]|_"
)
_HERE = re.compile(
    r"(?:在|(?<=[迁移][入至到]))[\u4e00-\u9fff]{2,3}(?<!示范)(?<!开发)(?<!高新)(?<!自贸)(?<!保税)(?<!试验)(?<![园辖社地库])[省市区县](?!域|级)|(?:本|我|全|该)[省市区县镇](?!场|域|级)"
)
# 养老保险、医疗保险、失业保险 are the social insurance.
_INSURANCES = re.compile(
    r"(?:(?:企业)?(?:职工)?(?:基本)?(?:养老|医疗|失业|工伤|生育)保险费?(?:[(（][^()（）]*[)）])?(?:、|和|以?及)?){3,}"
)
_INSURED = re.compile(r"参加(?:职工|失业)?(?:社会|失业)?保险")
# What the things of a row are (高校、医院等创新主体) says no more than they do.
_CLASS = re.compile(
    r"(?<=[\u4e00-\u9fff])等(?:各类|有关|相关|创新|市场|经营|用人|社会|服务){0,2}(?:主体|单位|机构|组织|对象)$"
)
# Words that wrap a fact and tell it from no other.
_WRAPPING = re.compile(
    r"市场主体|经营主体|创新主体|用人单位|企业|单位|从事|有关|相关|符合|条件|规定|进行|开展|分别|各类|上述|情况|实际|一定|获得|取得|认定|属于|具有|具备|申请|享受|给予|人员|机构|项目|工作|按照|根据|依法|制度"
)
# 金、银、铜奖, 一、二等奖: each of them ends as the last does.
_SHARED_END = re.compile(
    r"([金银铜])(?=(?:[、和或][金银铜])*[、和或][金银铜]奖)|([一二三特])(?=(?:[、和或][一二三])*[、和或][一二三]等奖)"
)
_R_AND_D = re.compile(r"研究(?:与|和)?(?:试验)?(?:开发|发展)")
DENIAL = re.compile(
    r"(?<!并)(?:尚?未(?!来|成年)|没有|不(?!少于|低于|超过|高于|满|足|断|同|动产|锈|限|等|予)|无(?!偿|人|线|锡|形|法|力|业|障碍|接触|还本))"
)


@lru_cache(maxsize=50_000)
def pairs(words: str) -> frozenset[str]:
    """The pairs of neighbouring characters that carry the meaning of `words`."""
    parts = _parts(words)
    wrapping = frozenset(word for part in parts for word in _WRAPPING.findall(part))
    return _neighbours(core for part in parts for core in _WRAPPING.split(part)) | wrapping


def spelled(words: str) -> frozenset[str]:
    """The pairs by which words are found in a text: all of what is short."""
    telling = pairs(words)
    return telling if weight(telling) >= _TELLING else _neighbours(_parts(words.removeprefix("从事")))


def _parts(words: str) -> list[str]:
    plain = _INSURED.sub("参保", _INSURANCES.sub("社会保险费", _HERE.sub("", DENIAL.sub("", _plain(words)))))
    return [_MUTE.sub("", part) for part in _STOP.split(plain)]


def _plain(words: str) -> str:
    """The words as they are compared, each thing under one name."""
    said = _CLASS.sub("", fold(words)).replace("後", "后").replace("人次", "人数")
    return _R_AND_D.sub("研发", _SHARED_END.sub(_with_end, said))


def _with_end(hit: re.Match[str]) -> str:
    return f"{hit[1]}奖" if hit[1] else f"{hit[2]}等奖"


def weight(said: Iterable[str]) -> float:
    """How much pairs of characters tell: the same in whatever order a set yields them."""
    light = [bool(_WRAPPING.fullmatch(pair)) for pair in said]
    return light.count(False) + _LIGHT * light.count(True)


def _neighbours(parts: Iterable[str]) -> frozenset[str]:
    return frozenset(part[k : k + 2] for part in parts for k in range(len(part) - 1))


def denies(words: str) -> bool:
    """Whether the words as a whole are denied: 未受处罚, not 坚持不裁员的企业中受影响的."""
    return bool(DENIAL.search(fold(words)))
