"""Numbers as Word and browsers print them: 一、 (二) 3. ④ 第五条."""

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_FULLWIDTH = {ord(digit): 0xFF10 + int(digit) for digit in "0123456789"}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def chinese_number(number: int) -> str:
    """The counting form of 0 … 9999.

    >>> [chinese_number(n) for n in (0, 8, 10, 12, 20, 101, 110, 1024)]
    ['零', '八', '十', '十二', '二十', '一百零一', '一百一十', '一千零二十四']
    """
    if not 0 < number < 10_000:
        return str(number) if number else _DIGITS[0]
    digits = [int(digit) for digit in str(number)]
    spoken, gap = "", False
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        spoken += (("零" if gap else "") + _DIGITS[digit] + _UNITS[place]) if digit else ""
        gap = not digit and bool(spoken)
    return spoken.removeprefix("一") if spoken.startswith("一十") else spoken


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_SMALL):
        count, number = divmod(number, value)
        text += letters * count
    return text


def _run(first: str, count: int, number: int) -> str:
    """The character `number` places into a block of `count` enclosed numbers."""
    return chr(ord(first) + number - 1) if 1 <= number <= count else str(number)


def _circled(number: int) -> str:
    if 21 <= number <= 35:
        return chr(0x3251 + number - 21)
    return _run("①", 20, number)


def _cycle(characters: str, number: int) -> str:
    return characters[(number - 1) % len(characters)] if number > 0 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "koreanCounting": chinese_number,
    "chineseLegalSimplified": lambda number: chinese_number(number).translate(_LEGAL),
    "ideographLegalTraditional": lambda number: chinese_number(number).translate(_LEGAL),
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join("〇一二三四五六七八九"[int(d)] for d in str(number)),
    "taiwaneseDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "ideographTraditional": lambda number: _cycle(_STEMS, number),
    "ideographZodiac": lambda number: _cycle(_BRANCHES, number),
    "ideographEnclosedCircle": lambda number: _run("㊀", 10, number),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": lambda number: _run("⒈", 20, number),
    "decimalEnclosedParen": lambda number: _run("⑴", 20, number),
    "decimalFullWidth": lambda number: str(number).translate(_FULLWIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULLWIDTH),
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "numberInDash": lambda number: f"-{number}-",
    "none": lambda _: "",
    "bullet": lambda _: "",
}


def format_number(number: int, number_format: str) -> str:
    """`number` in one of Word's number formats (`w:numFmt`); an unknown format counts in digits.

    >>> [format_number(12, name) for name in ("chineseCounting", "decimalEnclosedCircle", "upperRoman")]
    ['十二', '⑫', 'XII']
    """
    return _FORMATS.get(number_format, str)(number)
