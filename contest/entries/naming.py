"""The naming rule of manuscripts: a file's name read into its fields, and the fields spelled as a name.

A name obeys the rule (`ok`) when it is, sign for sign, the name that `canonical_name` spells for its fields.
It is mended (`repair`) when the fields are certain in spite of its spelling. In all other cases it is refused
and the answer says what is missing or can't be told apart; nothing is guessed. In doubt a name is refused:
the entrant is asked, whereas a wrong field would go unnoticed.

How a name is read: signs of systems and mail programs are taken off, then the label is looked for at the
start. The sign after the label is taken for the separator; where it doesn't part the rest into enough pieces,
the rule's own separator and then the usual ones in its place are tried. More pieces than fields: the title is
what remains between the fields read from both ends. What stands in the unit's and the author's place must not
look like something else.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal
from urllib.parse import unquote

from contest.phrases import Phrase, Refusal, gettext_noop

Field = Literal["unit", "title", "author"]
Verdict = Literal["ok", "repair", "refuse"]

MAX_NAME_BYTES = 255
LONGEST_NAME_READ = 400
SHORTENED = "…"
FIELD_NAMES: dict[Field, str] = {"unit": "所在单位", "title": "作品题目", "author": "作者姓名"}
SEPARATORS = "-_+=~#@&"

_DASHES = "-‐‑‒–−﹣－—―─"
_STRONG = _DASHES + "_＿+＋~～|｜=＝#＃@＠&＆"
_WEAK = "、，,：:；;.。·"
_CUT = re.compile(rf"\s*(?P<sign>[{re.escape(_STRONG)}]+)\s*|(?<![A-Za-z])\s+|\s+(?![A-Za-z\s])")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\ufffe\uffff\U000e0100-\U000e01ef]")
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FORBIDDEN = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in '<>:"/\\|?*'} | {0xFFFD: ""}
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_DOTS = re.compile(rf"(?<=[{_HAN}])\s*[·•・‧∙⋅･．.]\s*(?=[{_HAN}])")

# What file managers, browsers and people leave at the ends of a name.
_VERSION = (
    r"副本|复件|拷贝|备份|最终|最新|已?修改|修订|版本\s*\d+|copy|final|new|v(?:er)?\s*\d+(?:\.\d+)*"
    r"|(?:最终|最新|修改|修订|定|终|完成|正式|打印|排版|投稿|提交|新|改)(?:版|稿)+"
    r"|(?:初|[一二三四五六七八九十]|第[一二三四五六七八九十\d]+)(?:稿|版)"
)
_ENDING_TAIL = re.compile(r"\s*[.．。]\s*(?:docx?|wps|pdf|rtf|odt|txt)$", re.IGNORECASE)
_PHONE_TAIL = re.compile(r"[\s(（+＋_-]*(?:电话|手机|联系方式)?[:：]?\s*(?<!\d)1[3-9]\d{9}[)）]?$")
_MARK_TAIL = re.compile(
    rf"(?:\s*[(（\[【]\s*(?:\d{{1,3}}|{_VERSION})\s*\d{{0,2}}\s*[)）\]】]"
    rf"|[\s.{re.escape(_STRONG)}]+(?:{_VERSION})\s*\d{{0,2}}"
    rf"|[\s{re.escape(_STRONG)}]+"
    r"(?:\d{1,2}|\d{6,8}|\d{12,14}|\d{4}(?:[-.年]\d{1,2}(?:[-.月]\d{1,2}日?)?)?|改|新|ok)"
    rf"|[\s.。,，{re.escape(_STRONG)}]+)$",
    re.IGNORECASE,
)
_MARK_ATTACHED = re.compile(
    rf"(?:(?<=[{_HAN}])(?:的?(?:{_VERSION})|\d{{1,2}}|\d{{6,8}})|(?<=[A-Za-z])(?=[{_HAN}])(?:{_VERSION}))$",
    re.IGNORECASE,
)

# Words round a label that say nothing, and those that say it is another contest's.
_WORDS = re.compile(
    r"(?:征文|主题|投稿|来稿|稿件|文稿|参赛|参评|作品|附件|活动|比赛|大赛|纪念|庆祝|转发|回复|答复|fwd?|re|copy of"
    rf"|\d+(?!\d)[年月日号]?|{_VERSION}|[\s:：.、()（）\[\]【】{re.escape(_STRONG)}])*",
    re.IGNORECASE,
)
_OTHER_OCCASION = re.compile(
    r"建(?:党|国|军|校|院|厂|市|团|馆|司|局|会|台|港|交)|国庆|新中国|共和国|共产党|抗战|抗日|抗美|援朝|胜利|长征"
    r"|解放(?!军)|改革|开放|回归|校庆|诞辰|起义|共青团"
)
_OTHER_LABEL = re.compile(r"[\d零〇一二三四五六七八九十百]+\s*(?:周年|週年|届|屆|年)|[杯奖]$|征文|大赛|百年")
_FIELD_LABEL: dict[Field, re.Pattern[str]] = {
    "unit": re.compile(r"^(?:所在)?单位(?:名称)?\s*[:：]\s*"),
    "title": re.compile(r"^(?:作品)?(?:题目|标题|名称)\s*[:：]\s*"),
    "author": re.compile(r"^(?:作者(?:姓名)?|姓名)\s*(?:[:：]\s*|(?=\S{2,3}$))"),
}

# How units and people are called: used to refuse, and where the signs alone leave room for doubt.
_UNIT_TAIL = re.compile(
    r"(?:[部局处科室所站院校厂社馆委办镇乡村区县市省营连团旅师军排班队会系舰艇库]|\d{5}部队|公司|集团|中心"
    r"|街道|机关|基地|银行|大学|中学|小学|哨所|联合体)$"
)
_SENTENCE = re.compile(r"[的了着吗呢吧是我你他她]|[！？!?。…“”《》:：；;]|——|^\d+$")
_AUTHORS_APART = re.compile(r"[、，,；;&＆\s]|和|与")
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹"
    "关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶"
    "刁瞿戚丘古米池滕晋苑邬臧畅宫来嵇岑缪娄卓仲褚巩骆储满封晏艾全肖闫付代"
)
_RARE_SURNAMES = frozenset(
    "喻水窦云奚郎昌凤花酆廉乐皮卞元平和穆湛禹狄贝明计伏谈茅蓝麻危虞支昝经裘干应宗宣贲郁杭诸钮滑荣荀羊於惠"
    "芮羿汲邴糜松井富巫乌弓牧隗山宓蓬郗班仰秋伊仇栾暴钭厉戎祖符束幸韶郜蓟印宿怀蒲邰从鄂索咸籍蔺屠蒙阴胥"
    "苍双闻莘党贡劳逄姬扶堵宰郦雍郤璩桑濮寿通扈燕冀郏浦尚农别充慕连茹习宦鱼容慎戈庾终暨居衡弘匡寇"
    "广禄阙东殳沃利蔚越夔隆师厍晁勾敖融冷訾阚那简空毋沙乜鞠须丰巢蒯相后荆竺权逯盖益桓仉督岳帅缑亢况郈"
    "琴佟言福佘佴伯赏墨哈谯笪阳苟折冼撒税楚么粟展雒敬卿"
)
_DOUBLE_SURNAMES = tuple(
    re.findall("..", "欧阳上官司马诸葛司徒东方独孤南宫夏侯尉迟皇甫公孙慕容令狐端木轩辕宇文长孙呼延")
)
_FOREIGN = frozenset(
    "阿巴扎西次仁拉姆多吉达瓦卓玛桑格旺平措罗布尼德央金丹增白朗顿珠索南古丽买提江尔艾力木热依克孜夏合曼麦斯"
    "不都苏莱亚森塔娜其乌云呼和那日勒图雅牧朝鲁特嘎加洛绒贡曲培益边强占堆晋美伦玉"
)
_NOT_PEOPLE = frozenset(
    re.findall(
        "..",
        "方向高地高原石榴江南江山江河黄河黄土白云白鸽金秋金色田野马路路上安全成长成就成熟常青向前万里时代时光"
        "时间文化文明武装史诗强军强国解放关怀关爱华章华夏阳光单位包容全家全面满怀来信来路安宁安徽江苏江西云南"
        "和平龙江雷锋钟声钟情童年高峰夏天方舟温暖温情康庄",
    )
)


@dataclass(frozen=True, slots=True)
class NameRule:
    """A naming pattern: `label` and `fields` with `separator` between; `endings` like `.docx`."""

    label: str
    fields: tuple[Field, ...]
    separator: str
    endings: tuple[str, ...]

    def shown(self) -> str:
        """The pattern as people read it, e.g. `70周年-所在单位-作品题目-作者姓名`."""
        return self.separator.join((self.label, *(FIELD_NAMES[field] for field in self.fields)))


@dataclass(frozen=True, slots=True)
class Problem:
    """What was mended in a name, or why it is refused."""

    code: str
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name says. Under `refuse` a field is given only where it is certain all the same.

    `extension` is the ending with its dot in lower case; `canonical` is the name as the rule spells it, None
    under `refuse`; `problems` is empty under `ok` and never empty otherwise.
    """

    name: str
    verdict: Verdict
    unit: str | None
    title: str | None
    author: str | None
    extension: str | None
    canonical: str | None
    problems: tuple[Problem, ...]


def parse_rule(pattern: str, endings: Collection[str]) -> NameRule:
    """Read a pattern such as `70周年-{unit}-{title}-{author}`: a label, then fields with one sign between.

    Title and author must be in it, the unit may be left out, each once. Raises `Refusal` for anything else,
    for a sign that isn't one of `-_+=~#@&`, and for a label or an ending that no file name could have.
    """
    parts = re.split(r"\{(unit|title|author)\}", unicodedata.normalize("NFC", pattern.strip()))
    fields = tuple[Field, ...](parts[1::2])  # type: ignore[arg-type]
    separator = parts[0][-1:]
    label = parts[0][:-1].strip()
    if (
        not separator
        or separator not in SEPARATORS
        or not label
        or label != _clean(label, separator)
        or re.search(rf"[.{{}}{re.escape(separator)}]", label)
        or [*parts[2:-1:2], parts[-1]] != [separator] * (len(fields) - 1) + [""]
        or len(set(fields)) != len(fields)
        or not {"title", "author"} <= set(fields)
    ):
        raise Refusal(
            "bad-pattern",
            gettext_noop("命名规则“%(pattern)s”无法使用，请写成“70周年-{unit}-{title}-{author}”的样子。"),
            pattern=pattern,
        )
    lowered = tuple(dict.fromkeys("." + ending.strip().lower().lstrip(".") for ending in endings))
    if not lowered or not all(re.fullmatch(r"\.[a-z0-9]{1,8}", ending) for ending in lowered):
        raise Refusal("bad-endings", gettext_noop("请写明可以接收的文件类型，例如 .docx。"))
    return NameRule(label, fields, separator, lowered)


def canonical_name(rule: NameRule, unit: str, title: str, author: str, extension: str) -> str:
    """Spell the name of an entry: NFC, at most 255 bytes of UTF-8, safe on every common system, in ZIP and
    mail.

    A separator inside a field becomes its full-width twin, which `read_name` turns back; signs that some
    system forbids become theirs. Only where the name would be too long the title is cut and ends in `…`.
    Raises `Refusal` where nothing is left of a field, or unit and author alone are too long.
    """
    given: dict[Field, str] = {"unit": unit, "title": title, "author": author}
    values = {field: tidy_field(rule, field, given[field]) for field in rule.fields}
    for field, value in values.items():
        if not value or value in _PLACEHOLDERS:
            raise Refusal("empty-field", gettext_noop("请填写%(field)s。"), field=FIELD_NAMES[field])
    whole = _spell(rule, values, extension)
    surplus = len(whole.encode()) - MAX_NAME_BYTES
    if surplus <= 0:
        return whole
    room = len(_inside(rule, values["title"]).encode()) - surplus - len(SHORTENED.encode())
    kept = _inside(rule, values["title"]).encode()[: max(room, 0)].decode("utf-8", "ignore").rstrip()
    if not kept:
        raise Refusal("too-long", gettext_noop("所在单位和作者姓名太长，文件名放不下，请用简称。"))
    return _spell(rule, {**values, "title": kept + SHORTENED}, extension)


def tidy_field(rule: NameRule, field: Field, value: str) -> str:
    """A field as names hold it: without invisible or forbidden signs, leftovers, and 《》 round a title."""
    text = _clean(value, rule.separator)
    before = None
    while text != before:
        before = text
        text = _FIELD_LABEL[field].sub("", text).strip(" .")
        while text and unicodedata.combining(text[0]):
            text = text[1:]
        if field == "title":
            text = re.sub(r"^《([^《》]+)》$", r"\1", text)
            text = re.sub(rf"\s*[(（【\[](?:{_VERSION})[)）】\]]$", "", text, flags=re.IGNORECASE)
        if field == "author":
            text = _DOTS.sub("·", re.sub(rf"^([{_HAN}]) ([{_HAN}])$", r"\1\2", text))
        if field == rule.fields[-1]:
            text, _ = _without_leftovers(text, rule)
    return text


def read_name(name: str, rule: NameRule, known_units: Collection[str] = ()) -> Reading:
    """Read a file's name by the rule; `known_units` helps where a name divides in more than one way."""
    mended: list[str] = []
    text = _bare(name, mended)
    read = Reading(name, "refuse", None, None, None, None, None, ())
    unreadable = _unreadable(name, text)
    if unreadable:
        return _refused(read, unreadable, rule)
    stem, extension, wrong = _without_ending(text, rule, mended)
    stem, leftovers = _without_leftovers(stem, rule)
    mended += leftovers
    read = replace(read, extension=extension)
    try:
        values = _fields(stem, rule, frozenset(_folded(unit) for unit in known_units), mended)
        read = replace(read, unit=values.get("unit"), title=values["title"], author=values["author"])
        if extension is None or wrong:
            return _refused(read, wrong, rule)
        canonical = canonical_name(rule, values.get("unit", ""), values["title"], values["author"], extension)
    except Refusal as refusal:
        return replace(read, problems=(Problem(refusal.code, refusal.phrase), _shape(rule)))
    if canonical == name:
        return replace(read, verdict="ok", canonical=canonical)
    if canonical != _spell(rule, values, extension):
        mended.append("shortened")
    codes = tuple(dict.fromkeys(mended)) or ("spelling",)
    problems = tuple(Problem(code, Phrase(_MENDED[code], {"canonical": canonical})) for code in codes)
    return replace(read, verdict="repair", canonical=canonical, problems=problems)


def _unreadable(name: str, text: str) -> str:
    """The code of what makes a name worthless as a whole, or nothing."""
    if text.startswith(("~$", "._", ".~")) or text.casefold() in ("thumbs.db", "desktop.ini", ".ds_store"):
        return "leftover"
    if "\ufffd" in text or "??" in text:
        return "broken"
    if len(text) > LONGEST_NAME_READ:
        return "endless"
    hidden = r"(?:x?cod|fdp|spw|ftr|txt|exe|rcs|tab|moc)[a-z0-9]*\.\w+$"
    if re.search("[\u202d\u202e]", name) and re.search(hidden, text, re.IGNORECASE):
        return "disguised"
    return ""


def _clean(text: str, separator: str) -> str:
    """What a field may hold: nothing invisible, half-width letters and digits, no forbidden sign."""
    text = unicodedata.normalize("NFC", _visible(text)).translate(_WIDE)
    text = text.replace(chr(ord(separator) + 0xFEE0), separator)
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text).strip().translate(_FORBIDDEN))


def _visible(text: str) -> str:
    """`text` without invisible characters; line breaks and other controls that separate count as blanks."""
    text = re.sub(r"[\t\n\r\v\f\u2028\u2029]", " ", _UNSEEN.sub("", text))
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _inside(rule: NameRule, value: str) -> str:
    """A field as the name holds it: the separator inside it as its full-width twin."""
    return value.replace(rule.separator, chr(ord(rule.separator) + 0xFEE0))


def _spell(rule: NameRule, values: Mapping[Field, str], extension: str) -> str:
    parts = (rule.label, *(_inside(rule, values[field]) for field in rule.fields))
    return rule.separator.join(parts) + "." + extension.lower().lstrip(".")


def _bare(name: str, mended: list[str]) -> str:
    """The name itself, without path, coding and invisible signs; adds to `mended` what was done."""

    def step(code: str, before: str, after: str) -> str:
        if after != before:
            mended.append(code)
        return after

    text = step("invisible", name, _visible(name))
    if re.search("[\u202a-\u202e\u2066-\u2069]", name):
        mended[-1] = "direction"
    if text.isascii() and re.search(r"%[89A-Fa-f][0-9A-Fa-f]", text):
        decoded = unquote(text, errors="replace")
        text = step("encoded", text, text if "\ufffd" in decoded else _visible(decoded))
    text = step("decomposed", text, unicodedata.normalize("NFC", text))
    text = step("path", text, re.split(r"[\\/]", re.sub(r"^\s*[\"'“](.*)[\"'”]\s*$", r"\1", text))[-1])
    text = step("width", text, text.translate(_WIDE))
    return step("blanks", text, re.sub(r"\s+", " ", text).strip())


def _without_ending(text: str, rule: NameRule, mended: list[str]) -> tuple[str, str | None, str]:
    """The name before its ending, the ending in lower case, and the code of what is wrong with it."""
    marks = _MARK_TAIL.search(text)
    while marks and re.search(r"[.．。]\s*[a-z0-9]{1,8}$", text[: marks.start()], re.IGNORECASE):
        mended.append("copy-mark")
        text = text[: marks.start()]
        marks = _MARK_TAIL.search(text)
    known = "|".join(re.escape(ending[1:]) for ending in rule.endings)
    ending = rf"\s*[.．。,，]\s*({known}|[a-z][a-z0-9]{{1,10}})$|(?<=[{_HAN}])\s*({known})$"
    match = re.search(ending, text, re.IGNORECASE)
    if match is None:
        return text, None, "ending-missing"
    extension = "." + (match[1] or match[2]).lower()
    if match[0] != extension:
        mended.append("ending-form")
    return text[: match.start()], extension, "" if extension in rule.endings else "ending-wrong"


def _without_leftovers(stem: str, rule: NameRule) -> tuple[str, list[str]]:
    """`stem` without what copying, versions, doubled endings and telephone numbers left at its end."""
    mended: list[str] = []
    patterns = [("ending-doubled", _ENDING_TAIL), ("contact", _PHONE_TAIL), ("copy-mark", _MARK_TAIL)]
    if rule.fields[-1] == "author":
        patterns.append(("copy-mark", _MARK_ATTACHED))
    found = True
    while found:
        found = False
        for code, pattern in patterns:
            match = pattern.search(stem)
            if match is None:
                continue
            left = stem[: match.start()]
            if pattern is _MARK_ATTACHED and not _like_person(_CUT.split(left)[-1]):
                continue
            stem, found = left, True
            mended.append(code)
    return stem, mended


def _fields(stem: str, rule: NameRule, known: frozenset[str], mended: list[str]) -> dict[Field, str]:
    """The fields in what stands between path and ending. Raises `Refusal` where they aren't certain."""
    rest, lead, doubtful = _after_label(stem, rule, mended)
    count = len(rule.fields)
    if lead not in (rule.separator, None):
        mended.append("separator")
    spans, loose = _divide(rest, lead, rule, count)
    if loose:
        mended.append("separator")
    if len(spans) == count + 1 and doubtful == "glued" and not _UNIT_TAIL.search(rest[slice(*spans[0])]):
        spans = spans[1:]
        mended.append("label-words")
        doubtful = ""
    while len(spans) > count and re.match(r"\D", rest[spans[0][0] :]) and _WORDS.fullmatch(rest[slice(*spans[0])]):
        spans = spans[1:]
        mended.append("label-words")

    if rule.fields[0] == "unit":
        ends = (end for _, end in reversed(spans))
        for size, end in zip(range(len(spans), 0, -1), ends, strict=True):
            if _folded(rest[spans[0][0] : end]) in known:
                spans = [(spans[0][0], end), *spans[size:]]
                break
    pieces = [rest[start:end].strip() for start, end in spans]
    if len(pieces) < count or not all(pieces):
        raise _refusal("field-missing", rule)
    left = rule.fields.index("title")
    last = len(pieces) - (count - left)
    while last > left and re.fullmatch(_VERSION, pieces[last], re.IGNORECASE):
        del pieces[last], spans[last]
        last -= 1
        mended.append("copy-mark")
    raw: dict[Field, str] = dict(zip(rule.fields[:left], pieces[:left], strict=True))
    raw["title"] = rest[spans[left][0] : spans[last][1]]
    raw |= dict(zip(rule.fields[left + 1 :], pieces[last + 1 :], strict=True))
    divided = last > left
    if divided:
        # What borders on the title must not look like a part of its neighbour.
        borders = dict(zip(rule.fields[left + 1 : left + 2], pieces[last : last + 1], strict=False))
        borders |= dict(zip(rule.fields[left - 1 : left], pieces[left : left + 1], strict=False))
        if _UNIT_TAIL.search(borders.get("unit", "")) or _like_person(borders.get("author", "")):
            raise _refusal("cannot-tell", rule)

    values = {field: tidy_field(rule, field, text) for field, text in raw.items()}
    for field, text in raw.items():
        if rule.separator in text:
            mended.append("separator-inside")
        if values[field] != _clean(text, rule.separator):
            mended.append(f"tidied-{field}")
    _check_plausible(values, rule, known, strict=divided or loose or bool(doubtful))
    return values


def _after_label(stem: str, rule: NameRule, mended: list[str]) -> tuple[str, str | None, str]:
    """What follows the label, the sign between, and why the division must be looked at closely, if at all."""
    match = _label_pattern(rule.label).search(stem)
    before = stem[: match.start()] if match else ""
    if match is None or len(before) > 30 or (_STRONG_CUT.search(before) and not _WORDS.fullmatch(before)):
        start = _CUT.split(stem)[0]
        if start and (_OTHER_LABEL.search(start) or _WORDS.fullmatch(start)):
            raise _refusal("label-other", rule)
        mended.append("label-missing")
        return stem.lstrip(_STRONG + _WEAK + " "), None, "label-missing"
    if match[0] != rule.label:
        mended.append("label-form")
    rest = stem[match.end() :]
    after = _ANY_SIGN.split(rest, maxsplit=1)[0]
    if _OTHER_OCCASION.search(before + after):
        raise _refusal("label-other", rule)
    closed = re.match(r"\s*[(（【\[][^)）】\]]{0,12}[)）】\]]", rest)
    if re.search(r"[(（【\[「《“‘\"']", before):
        closed = re.match(r"[^)）】\]」》”’\"']{0,12}[)）】\]」》”’\"']", rest) or closed
    if closed:
        rest = rest[closed.end() :]
    if closed or before:
        mended.append("label-words")
    words = re.match(rf"[^\s{re.escape(_STRONG + _WEAK)}]*", rest)
    if words and words[0] and _WORDS.fullmatch(words[0]):
        mended.append("label-words")
        rest = rest[words.end() :]
    sign = re.match(rf"\s*(?P<sign>[{re.escape(_STRONG)}]+|[{_WEAK}])\s*|\s+", rest)
    if sign:
        lead = sign["sign"] or " "
        return rest[sign.end() :], lead, "doubled" if len(lead) > 1 else ""
    if closed:
        return rest, None, ""
    mended.append("separator")
    return rest, None, "glued"


def _divide(rest: str, lead: str | None, rule: NameRule, count: int) -> tuple[list[tuple[int, int]], bool]:
    """The pieces of `rest` as spans, and whether only a mixture of signs, or blanks, gave enough of them."""
    cuts = [(match.start(), match.end(), match["sign"] or " ") for match in _CUT.finditer(rest)]
    found = list(dict.fromkeys(kind for _, _, kind in cuts if kind != " "))

    def between(bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
        starts, ends = [0, *(end for _, end in bounds)], [*(start for start, _ in bounds), len(rest)]
        return list(zip(starts, ends, strict=True))

    def pieces(kinds: Collection[str]) -> list[tuple[int, int]]:
        return between([(start, end) for start, end, kind in cuts if kind in kinds])

    exact = [match.span() for match in re.finditer(re.escape(rule.separator), rest)]
    if lead == rule.separator and len(exact) == count - 1:
        return between(exact), False
    for kind in dict.fromkeys((lead or rule.separator, rule.separator)):
        if kind != " " and len(spans := pieces({kind})) >= count:
            return spans, False
    single = [kind for kind in found if len(kind) == 1]
    for kind in single:
        if len(spans := pieces({kind})) == count:
            return spans, kind not in _DASHES
    if lead and lead in _WEAK:
        bounds = [match.span() for match in re.finditer(rf"\s*{re.escape(lead)}\s*", rest)]
        if len(bounds) == count - 1:
            return between(bounds), True
    doubled = [kind for kind in found if kind in (rule.separator * 2, (lead or "-") * 2)]
    mixtures = [[kind for kind in single if kind in _DASHES], single, [*single, *doubled]]
    for kinds in mixtures:
        if len(spans := pieces(kinds)) == count:
            return spans, True
    spans = pieces([*single, " "])
    if len(spans) == count or (len(spans) > count and not found):
        return spans, True
    raise _refusal("field-missing" if len(pieces(single)) < count else "cannot-tell", rule)


def _check_plausible(values: Mapping[Field, str], rule: NameRule, known: frozenset[str], *, strict: bool) -> None:
    """Raise `Refusal` where something else seems to stand in a field's place; `strict` asks for proof."""
    unit, title, author = values.get("unit", ""), values["title"], values["author"]
    if any(not value or value in _PLACEHOLDERS for value in values.values()):
        raise _refusal("field-missing", rule)
    sure_of_unit = "unit" not in values or _folded(unit) in known or _like_unit(unit)
    sure_of_author = _like_person(author)
    if not sure_of_unit and (len(unit) < 2 or _SENTENCE.search(unit)):
        raise _refusal("unit-doubtful", rule)
    if not sure_of_author and not _may_be_author(author):
        raise _refusal("author-doubtful", rule)
    if not sure_of_author and len(author) < 4 and not set(author) <= _FOREIGN and _like_person(title):
        raise _refusal("wrong-order", rule)
    if not sure_of_unit:
        unit_last = not sure_of_author and (_like_unit(author) or _like_person(unit))
        unit_second = _folded(title) in known or _like_unit(title.split("——")[-1])
        if unit_last or unit_second:
            raise _refusal("wrong-order", rule)
    if not sure_of_unit and _ANY_SIGN.search(unit):
        raise _refusal("cannot-tell", rule)
    if strict and not (sure_of_unit and sure_of_author and not _like_person(title)):
        raise _refusal("cannot-tell", rule)


def _like_unit(text: str) -> bool:
    """Whether `text` ends as names of units do and has nothing of a sentence."""
    return bool(_UNIT_TAIL.search(text)) and not _SENTENCE.search(re.sub("[“”《》]", "", text))


def _like_person(text: str) -> bool:
    """Whether each name in `text` is built as names are: surname and one or two, A·B, or Latin words."""
    text = re.sub(r"[(（][^()（）]*[)）]$|等(?:[一二三四五六七八九十\d]*人)?$", "", text).strip()
    if re.fullmatch(r"[A-Za-zÀ-ɏ'’.-]+(?: [A-Za-zÀ-ɏ'’.-]+)*", text):
        return bool(re.search(r"[A-ZÀ-Þ][a-zà-ɏ]", text))
    names = [name for name in _AUTHORS_APART.split(text) if name]
    return bool(names) and all(
        name not in _NOT_PEOPLE
        and (
            bool(re.fullmatch(rf"[{_HAN}]{{1,8}}(?:·[{_HAN}]{{1,8}})+", name))
            or (len(name) in (2, 3) and name[0] in _SURNAMES)
            or (len(name) in (3, 4) and name.startswith(_DOUBLE_SURNAMES))
            or (len(name) == 4 and name[0] in _SURNAMES and name[1] in _SURNAMES)
        )
        for name in names
    )


def _may_be_author(text: str) -> bool:
    """Whether `text`, not built as most names are, may still be an author: a rare name, a post, a unit."""
    bare = re.sub(r"[(（][^()（）]*[)）]", "", text).strip()
    if re.fullmatch(r"[A-Za-zÀ-ɏ]{2,}(?: [A-Za-zÀ-ɏ]+)*", bare):
        return True
    if len(bare) < 2 or _SENTENCE.search(bare) or _ANY_SIGN.search(bare):
        return False
    if _UNIT_TAIL.search(bare) or re.search(r"集体|小组|编辑部|通讯员|创作组", bare):
        return True
    if len(bare) < 4:
        return set(bare) <= _FOREIGN or (bare not in _NOT_PEOPLE and bare[0] in _RARE_SURNAMES)
    return set(bare) <= _FOREIGN or any(_like_person(bare[-size:]) for size in (2, 3))


@cache
def _label_pattern(label: str) -> re.Pattern[str]:
    """Matches the label however its number and signs are written, but not inside a longer number."""
    parts = []
    for number, sign in re.findall(rf"(\d+|[{_NUMERALS}]+)|(\S)", label):
        if not number:
            parts.append(_VARIANTS.get(sign, re.escape(sign)))
            continue
        digits = number if number.isdigit() else str(_SPELLED.index(number)) if number in _SPELLED else ""
        written = [r"\s*".join(f"[{_DIGITS[int(digit)]}]" for digit in digits)] if digits else [number]
        if digits and int(digits) < len(_SPELLED):
            spelled = _SPELLED[int(digits)]
            written += [spelled, spelled.translate(_FORMAL)]
        parts.append(rf"(?<![\d{_NUMERALS}])(?:{'|'.join(written)})(?![\d{_NUMERALS}])")
    return re.compile(r"\s*".join(parts), re.IGNORECASE)


def _refusal(code: str, rule: NameRule) -> Refusal:
    return Refusal(code, _REFUSED[code], label=rule.label, endings="、".join(rule.endings))


def _shape(rule: NameRule) -> Problem:
    """How a name should look; goes with every refusal."""
    return Problem(
        "shape",
        Phrase(
            gettext_noop("文件名应为“%(shown)s%(ending)s”。"),
            {"shown": rule.shown(), "ending": rule.endings[0]},
        ),
    )


def _refused(reading: Reading, code: str, rule: NameRule) -> Reading:
    refusal = _refusal(code, rule)
    return replace(reading, problems=(Problem(code, refusal.phrase), _shape(rule)))


_PLACEHOLDERS = frozenset((*FIELD_NAMES.values(), "单位", "姓名"))
_STRONG_CUT = re.compile(f"[{re.escape(_STRONG)}]")
_ANY_SIGN = re.compile(rf"[\s{re.escape(_STRONG + _WEAK)}]")
_NUMERALS = "〇零一二三四五六七八九十百"
_DIGITS = ("0〇零○oO", "1一壹", "2二贰", "3三叁", "4四肆", "5五伍", "6六陆", "7七柒", "8八捌", "9九玖")
_SPELLED = tuple(
    ("零" if not number else ("" if number < 20 else _NUMERALS[1 + number // 10]) + "十" * (number > 9))
    + (_NUMERALS[1 + number % 10] if number % 10 else "")
    for number in range(100)
)
_FORMAL = str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾")
_VARIANTS = {"周": "[周週]", "届": "[届屆]", "奖": "[奖獎]", "征": "[征徵]"}

_MENDED = {
    "path": gettext_noop("已去掉文件名前的文件夹路径。"),
    "encoded": gettext_noop("已还原被浏览器转码的文字。"),
    "invisible": gettext_noop("已去掉看不见的字符。"),
    "direction": gettext_noop("已去掉改变文字方向的不可见字符。"),
    "decomposed": gettext_noop("已合并拆开存放的字符。"),
    "width": gettext_noop("已把全角的字母和数字改为半角。"),
    "blanks": gettext_noop("已去掉多余的空格。"),
    "copy-mark": gettext_noop("已去掉副本、序号或版本标记。"),
    "contact": gettext_noop("已去掉电话号码，文件名中不必写联系方式。"),
    "ending-doubled": gettext_noop("已去掉重复的扩展名。"),
    "ending-form": gettext_noop("已把扩展名改为规范写法。"),
    "label-form": gettext_noop("已把标识改为规范写法。"),
    "label-words": gettext_noop("已去掉标识前后多余的字。"),
    "label-missing": gettext_noop("已补上缺少的标识。"),
    "separator": gettext_noop("已把各部分之间的符号改为规定的分隔符。"),
    "separator-inside": gettext_noop("各部分内部的分隔符已改为全角，以免混淆。"),
    "tidied-unit": gettext_noop("已整理所在单位的写法。"),
    "tidied-title": gettext_noop("已整理作品题目的写法，例如去掉书名号。"),
    "tidied-author": gettext_noop("已整理作者姓名的写法。"),
    "shortened": gettext_noop("文件名太长，其中的题目已缩短；登记的题目不变。"),
    "spelling": gettext_noop("已改为规范写法：%(canonical)s"),
}
_REFUSED = {
    "leftover": gettext_noop("这是办公软件或系统留下的临时文件，请选择稿件本身。"),
    "broken": gettext_noop("文件名中有乱码，请改名后重新提交。"),
    "endless": gettext_noop("文件名太长，请改短后重新提交。"),
    "disguised": gettext_noop("文件名用改变文字方向的字符掩盖了扩展名，请改名后重新提交。"),
    "ending-missing": gettext_noop("文件名没有扩展名，应为%(endings)s。"),
    "ending-wrong": gettext_noop("文件类型不符，应为%(endings)s，请另存后重新提交。"),
    "label-other": gettext_noop("文件名开头不是本次征文的标识“%(label)s”，请确认投稿的征文。"),
    "field-missing": gettext_noop("文件名缺少所在单位、作品题目或作者姓名，请补齐。"),
    "cannot-tell": gettext_noop("分不清文件名中的单位、题目和作者，请用规定的分隔符隔开。"),
    "unit-doubtful": gettext_noop("所在单位的位置不像是单位名称，请核对各部分的顺序。"),
    "author-doubtful": gettext_noop("作者姓名的位置不像是姓名，请核对各部分是否齐全。"),
    "wrong-order": gettext_noop("文件名各部分的顺序似乎有误，请核对。"),
}
