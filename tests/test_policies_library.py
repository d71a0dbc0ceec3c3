"""The shipped digests: complete in facts, own in words, well-formed."""

import json
import lzma
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import policies

LIBRARY = Path(policies.__file__).parent / "library"
SHARED = Path(__file__).resolve().parents[2] / "shared"
SEEDS = SHARED / "policies" / "seeds"
SLUGS = (
    "huizhou-2021-plan",
    "qingdao-2021-plan-news",
    "suzhou-ah-2023-draft",
    "xiangshan-2024-opinion",
    "zhejiang-2023-news",
)

REQUIRED = {"title", "issuer", "region", "status", "kind", "original_kind", "source", "fidelity"}
OPTIONAL = {"doc_number", "published", "effective_from", "effective_to"}

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents are not here")
every_digest = pytest.mark.parametrize("slug", SLUGS)


@cache
def digest(slug: str) -> tuple[dict[str, str], str]:
    """Front matter and body of a digest."""
    _, front, body = (LIBRARY / f"{slug}.md").read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in front.splitlines()), fold(body)


FURNITURE = re.compile(r"^.*(?:浏览次数|扫描到手机).*$", re.M)  # a web page's date line and counters


@cache
def source(slug: str) -> str:
    """The source without its web page's counters, brackets and commas as in the digests."""
    return fold(FURNITURE.sub("", (SEEDS / f"{slug}.txt").read_text(encoding="utf-8")))


def fold(text: str) -> str:
    """Full-width brackets, commas and the like as half-width, one to one."""
    return text.translate({ord(char) + 0xFEE0: char for char in "(),:;!?"})


# ---------------------------------------------------------------- form


def test_the_library_holds_the_five_digests() -> None:
    assert sorted(path.stem for path in LIBRARY.glob("*.md")) == list(SLUGS)


@every_digest
def test_front_matter_is_complete(slug: str) -> None:
    front, _ = digest(slug)
    assert front.keys() >= REQUIRED
    assert front.keys() <= REQUIRED | OPTIONAL
    assert all(value == value.strip() and value for value in front.values())
    assert front["kind"] == "digest"
    assert fold(front["fidelity"]) == "摘编,非官方原文,以原文为准"
    for key in front.keys() & {"published", "effective_from", "effective_to"}:
        assert date.fromisoformat(front[key]).isoformat() == front[key]


@pytest.mark.parametrize(
    ("slug", "region", "status", "original_kind", "published"),
    [
        ("huizhou-2021-plan", "安徽省黄山市徽州区", "unknown", "official", None),
        ("qingdao-2021-plan-news", "山东省青岛市", "unknown", "news", "2021-05-08"),
        ("suzhou-ah-2023-draft", "安徽省宿州市", "draft", "draft", None),
        ("xiangshan-2024-opinion", "安徽省淮北市相山区", "unknown", "official", "2024-02-20"),
        ("zhejiang-2023-news", "浙江省", "unknown", "news", None),
    ],
)
def test_only_printed_metadata(
    slug: str, region: str, status: str, original_kind: str, published: str | None
) -> None:
    front, _ = digest(slug)
    told = (front["region"], front["status"], front["original_kind"], front.get("published"))
    assert told == (region, status, original_kind, published)
    assert not front.keys() & {"doc_number", "effective_from", "effective_to"}


@every_digest
def test_a_digest_opens_with_its_title_and_says_what_it_is(slug: str) -> None:
    front, body = digest(slug)
    title, note = paragraphs(body)[:2]
    assert title == f"# {fold(front['title'])}"
    assert note.startswith("说明:")
    assert "不是官方原文" in note


def paragraphs(body: str) -> list[str]:
    return [block for block in body.strip().split("\n\n") if block]


@every_digest
def test_one_paragraph_a_line(slug: str) -> None:
    _, body = digest(slug)
    assert all("\n" not in block and block == block.strip() for block in paragraphs(body))
    assert not set("\t\r\u3000") & set(body)


NUMERALS = "一二三四五六七八九十"


def ordinal(numeral: str) -> int:
    """The value of a Chinese or Arabic number up to nineteen."""
    if numeral.isdecimal():
        return int(numeral)
    ten, one = ("十" in numeral) * 10, numeral.removeprefix("十")
    return ten + (NUMERALS.index(one) + 1 if one else 0)


@pytest.mark.parametrize(("numeral", "value"), [("一", 1), ("十", 10), ("十一", 11), ("十九", 19), ("7", 7)])
def test_ordinal(numeral: str, value: int) -> None:
    assert ordinal(numeral) == value


@every_digest
def test_numbers_run_on_or_start_again(slug: str) -> None:
    _, body = digest(slug)
    last: dict[str, int] = {}
    for mark in marks(body):
        numeral = re.sub(r"[^\w]|是", "", mark)
        shape = mark.replace(numeral, "1" if numeral.isdecimal() else "一")
        value = ordinal(numeral)
        assert value in (1, last.get(shape, 0) + 1), f"{mark} after {last.get(shape)}"
        last[shape] = value


# ---------------------------------------------------------------- against the sources

MARK = re.compile(
    rf"^(?:#+ )?(?P<line>[{NUMERALS}]+、|\([{NUMERALS}]+\)|\d+[、.](?!\d)|\(\d+\))"
    rf"|(?:(?<=[。;:])|^)(?P<inline>[{NUMERALS}]是|\(\d+\))",
    re.M,
)

PLACES = {
    "zhejiang-2023-news": (
        ("杭州产业链精准招商", "杭州市:产业链精准招商"),
        ("锚定项目招引方向", "杭州市·锚定项目招引方向"),
        ("创新项目生成举措", "杭州市·创新项目生成举措"),
        ("加强项目落地保障", "杭州市·加强项目落地保障"),
        ("绍兴市越城区:实施", "绍兴市越城区:"),
        ("实施“双元制”人才培养模式", "越城区·实施“双元制”人才培养模式"),
        ("推行“双聘制”人才引进模式", "越城区·推行“双聘制”人才引进模式"),
        ("探索“双轨制”人才评价模式", "越城区·探索“双轨制”人才评价模式"),
        ("嵊州市:如何优化", "嵊州市:优化"),
        ("实施招大引强“一号工程”", "嵊州市·实施招大引强“一号工程”"),
        ("头雁引领。", "头雁引领。"),
        ("乡贤成景。", "乡贤成景。"),
        ("延链拓链。", "延链拓链。"),
        ("建立重大项目“一对一”管家服务机制", "嵊州市·建立重大项目“一对一”管家服务机制"),
        ("“小二在线”做减法。", "“小二在线”做减法。"),
        ("“增值服务”做加法。", "“增值服务”做加法。"),
        ("“专项攻坚”做除法。", "“专项攻坚”做除法。"),
        ("打造“越来亲清”最优项目投资环境", "嵊州市·打造“越来亲清”最优项目投资环境"),
        ("疏堵破难、解痛补短", "疏堵破难、解痛补短"),
        ("无事不扰、有求必应", "无事不扰、有求必应"),
        ("真心实意、亲清政商", "真心实意、亲清政商"),
        ("遂昌县:推进", "遂昌县:推进"),
        ("创新机制,建立高效审批体系", "遂昌县·创新机制,建立高效审批体系"),
        ("多跨协同,推行极简审批模式", "遂昌县·多跨协同,推行极简审批模式"),
        ("优化服务,创新多元帮办模式", "遂昌县·优化服务,创新多元帮办模式"),
    ),
    "suzhou-ah-2023-draft": tuple(
        (name, name)
        for name in (
            "高端绿色食品产业。",
            "新材料产业。",
            "新能源(先进光伏和新型储能)产业。",
            "高端装备制造产业。",
            "生命健康产业。",
            "强化新一代信息技术产业赋能。",
            "支持埇桥区做大",
            "支持萧县推动",
            "支持灵璧县全力打造",
            "支持泗县加快壮大",
            "支持砀山县推动",
            "支持市经开区着力推动",
            "支持宿马园区加快壮大",
            "支持市高新区做好",
        )
    ),
}


def marks(text: str) -> list[str]:
    """The numbers of the outline in text order, as printed."""
    return [found["line"] or found["inline"] for found in MARK.finditer(text)]


@cache
def clauses(slug: str) -> tuple[tuple[str, str, str], ...]:
    """Each number or unnumbered heading with what stands under it in the source and in the digest."""
    old, new = source(slug), digest(slug)[1]
    olds, news = cuts(slug, old, 0), cuts(slug, new, 1)
    assert len(olds) == len(news)
    return tuple((name, before, after) for (name, before), (_, after) in zip(olds, news, strict=True))


def cuts(slug: str, text: str, side: int) -> list[tuple[str, str]]:
    starts = [(found.start(), found["line"] or found["inline"]) for found in MARK.finditer(text)]
    for pair in PLACES.get(slug, ()):
        found = re.search(rf"^(?:#+ )?{re.escape(pair[side])}", text, re.M)
        assert found, f"{slug}: no paragraph begins with {pair[side]}"
        starts.append((found.start(), pair[0]))
    starts = [(0, "head"), *sorted(starts)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [(name, text[start:end]) for (start, name), end in zip(starts, ends, strict=True)]


@needs_seeds
@every_digest
def test_every_number_of_the_outline_in_order(slug: str) -> None:
    assert marks(digest(slug)[1]) == marks(source(slug))
    assert [name for name, _ in cuts(slug, source(slug), 0)] == [
        name for name, _ in cuts(slug, digest(slug)[1], 1)
    ]


UNIT = (
    "个百分点|%|亿元|万元|万美元|万人|万套|万吨|万件|千万元|部门|批次|家次|"
    "[个家户名人条项类支件次天日年月吨套版P]|GWh"
)
FIGURE = re.compile(rf"(?P<number>\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?)\s*(?P<unit>余?(?:{UNIT}))?")


def figures(text: str) -> set[str]:
    """Arabic figures with their units; a number mark of the outline is none."""
    return {found["number"] + (found["unit"] or "") for found in FIGURE.finditer(MARK.sub("", text))}


def numbers(text: str) -> set[str]:
    return {found["number"] for found in FIGURE.finditer(MARK.sub("", text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("签约117个,增长38.8个百分点", {"117个", "38.8个百分点"}),
        ("占比 60 %,近3万人,1100余人", {"60%", "3万人", "1100余人"}),
        ("从10日到0.5-3日,5000万美元", {"10日", "0.5-3日", "5000万美元"}),
        ("“1+6”机制,20GWh", {"1", "6", "20GWh"}),
        ("(1)引进2个", {"2个"}),
    ],
)
def test_figures(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


@needs_seeds
@every_digest
def test_every_figure_stands_in_its_clause(slug: str) -> None:
    for name, old, new in clauses(slug):
        plain = {figure for figure in figures(old) if figure[-1].isdecimal()}
        assert plain <= numbers(new), f"{slug} {name}"
        assert figures(old) - plain <= figures(new), f"{slug} {name}"


@needs_seeds
@every_digest
def test_no_figure_is_added(slug: str) -> None:
    (_, _, head), *rest = clauses(slug)
    printed = {part.lstrip("0") for part in re.findall(r"[\d.]+", (SEEDS / f"{slug}.txt").read_text("utf-8"))}
    assert numbers(head) <= printed
    for name, old, new in rest:
        assert numbers(new) <= numbers(old), f"{slug} {name}"


WRITTEN_OUT = {
    "huizhou-2021-plan": ("百亿级", "十亿级", "第一时间", "每周", "三级", "副区长"),
    "qingdao-2021-plan-news": ("过亿元", "左右", "十三个", "十五个", "四板", "五大", "五场"),
    "suzhou-ah-2023-draft": (
        "*亿元",
        "亿元以上",
        "一周一次",
        "两周一次",
        "一月一次",
        "每个?季度",
        "六破六立",
    ),
    "xiangshan-2024-opinion": ("亿元以上", "不少于一周", "不少于两周", "二分之一", "千万元以上", "一栋"),
    "zhejiang-2023-news": (
        "近百家",
        "连续四年",
        "前二",
        "十余家",
        "近三年",
        "三个工作日",
        "六项",
        "第一、第二",
    ),
}


@needs_seeds
@every_digest
def test_amounts_written_in_words(slug: str) -> None:
    for words in WRITTEN_OUT[slug]:
        assert re.search(words.replace("*", r"\*"), source(slug)), words
        assert re.search(words.replace("*", r"\*"), digest(slug)[1]), words


@needs_seeds
def test_masked_figures_stay_masked() -> None:
    rows = clauses("suzhou-ah-2023-draft")[1:]
    masked = [(old.count("*亿元"), new.count("*亿元"), new.count("已遮盖")) for _, old, new in rows]
    assert [row for row in masked if any(row)] == [(1, 1, 1)] * 5


@needs_seeds
@every_digest
def test_every_named_document_stands_in_its_clause(slug: str) -> None:
    for name, old, new in clauses(slug):
        assert set(re.findall("《[^》]*》", old)) <= set(re.findall("《[^》]*》", new)), f"{slug} {name}"


PLACE_LIST = "上合示范区+"  # a list of nine kinds of zone in quotation marks, given as a list


@needs_seeds
@every_digest
def test_every_quoted_name_stands_in_its_clause(slug: str) -> None:
    for name, old, new in clauses(slug):
        names = {quoted for quoted in re.findall("“([^”]*)”", old) if not quoted.startswith(PLACE_LIST)}
        missing = {quoted for quoted in names if quoted not in new}
        assert not missing, f"{slug} {name}: {missing}"


NOTE = re.compile(r"\(([^()]*单位:[^()]*|[^()]*负责)\)")
NOT_A_NAME = re.compile(
    r"^(?:牵头单位|责任单位):|责任主体为|为责任主体|等?(?:服务)?(?:单位)?负责$|等(?:有关)?(?:单位)?$|下同"
)


def departments(text: str) -> list[list[str]]:
    """The names in each note on who leads or answers for a clause, as printed."""
    notes = ([NOT_A_NAME.sub("", name) for name in re.split("[、;,]", note)] for note in NOTE.findall(text))
    return [[name for name in note if name] for note in notes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建设。(责任单位:甲局、乙和丙局;丁区政府为责任主体,下同)", [["甲局", "乙和丙局", "丁区政府"]]),
        ("建设。(甲办、乙局等单位负责)", [["甲办", "乙局"]]),
        ("工程(牵头单位:甲办;责任单位:各有关单位)", [["甲办", "各有关单位"]]),
        ("一(责任单位:甲局等)二(甲局负责)", [["甲局"], ["甲局"]]),
        ("建设(试行)。", []),
    ],
)
def test_departments(text: str, expected: list[list[str]]) -> None:
    assert departments(text) == expected


@needs_seeds
@every_digest
def test_the_same_departments_answer_for_each_clause(slug: str) -> None:
    """All of them, the first-named first: by custom it leads."""
    for name, old, new in clauses(slug):
        before, after = departments(old), departments(new)
        assert [sorted(note) for note in after] == [sorted(note) for note in before], f"{slug} {name}"
        assert [note[0] for note in after] == [note[0] for note in before], f"{slug} {name}"


# Softening words and words of entitlement: a clause may neither lose nor gain one.
MODES = ("免申即享", "即申即享", "一事一议", "一人一策", "预匹配", "容缺")
KEPT = (*MODES, "力争", "探索", "鼓励", "争取", "试点", "优先", "谋划")
NOT_ADDED = (*MODES, "给予", "奖励", "补贴", "补助", "申报", "减免", "免费", "税收优惠", "保证")


@needs_seeds
@every_digest
def test_hedges_and_delivery_terms_stay_where_they_were(slug: str) -> None:
    for name, old, new in clauses(slug):
        lost = {word for word in KEPT if word in old and word not in new}
        assert not lost, f"{slug} {name}: {lost}"


@needs_seeds
@every_digest
def test_nothing_more_is_promised(slug: str) -> None:
    for name, old, new in clauses(slug)[1:]:
        added = {word for word in NOT_ADDED if word in new and word not in old}
        assert not added, f"{slug} {name}: {added}"


# ---------------------------------------------------------------- own words

LONGEST = 40


def bare(text: str) -> str:
    """Text without whitespace and without titles, which are names."""
    return "".join(re.sub("《[^》]*》", "《》", fold(text)).split())


def shared_runs(text: str, other: str, length: int) -> set[str]:
    """Runs of `length` characters of `text` that `other` holds.

    Any such run covers a whole block of half its length, counted from the start of `other`, so that
    only these blocks need to be looked up.
    """
    half = length // 2
    known = {text[i : i + half] for i in range(len(text) - half + 1)}
    runs: set[str] = set()
    for block in range(0, len(other) - half + 1, half):
        if other[block : block + half] in known:
            starts = range(max(0, block - half), block + 1)
            runs.update(run for start in starts if (run := other[start : start + length]) in text)
    return {run for run in runs if len(run) == length}


@pytest.mark.parametrize("lead", range(0, 12))
def test_shared_runs_are_found_wherever_they_stand(lead: int) -> None:
    run = "甲乙丙丁戊己庚辛"
    other = "子" * lead + run + "丑丑丑"
    assert shared_runs(f"左右{run}东西", other, 8) == {run}
    assert not shared_runs(f"左右{run[:-1]}东西", other, 8)


def all_digests() -> str:
    return "\n".join((LIBRARY / f"{slug}.md").read_text(encoding="utf-8") for slug in SLUGS)


@needs_seeds
def test_no_sentence_is_copied_from_a_policy() -> None:
    digests = bare(all_digests())
    for path in sorted((SHARED / "policies").rglob("*")):
        if path.suffix in (".txt", ".html"):
            found = shared_runs(digests, bare(path.read_text(encoding="utf-8", errors="replace")), LONGEST)
            assert not found, path.name


def training_texts() -> Iterator[str]:
    for path in sorted((SHARED / "training").glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield "\n".join(str(value) for line in lines for value in json.loads(line).values())


@needs_seeds
def test_no_sentence_is_copied_from_the_training_texts() -> None:
    digests = bare(all_digests())
    for text in training_texts():
        assert not shared_runs(digests, bare(text), LONGEST)
