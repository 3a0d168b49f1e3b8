"""The vocabulary of the naming rule: the signs, words and surnames by which a name is read, and what is said of it."""

import re
from collections.abc import Collection
from functools import cache

from contest.notice.pattern import FIELD_NAMES, Field
from contest.phrases import gettext_noop

DASHES = "-‐‑‒–−﹣－—―─━⸺⁃˗﹘➖ー"
CHINESE_DASHES = ("——", "――", "──")
STRONG = DASHES + "_＿﹏﹍+＋~～〜|｜¦︱丨│=＝#＃@＠&＆"
WEAK = "、，,：:；;.。·•・‧*＊★☆●■◆→^>＞／＼!！"
IN_TITLES = "、，,：:。.·!！"
CUT = re.compile(rf"\s*(?P<sign>[{re.escape(STRONG)}]+)\s*|(?<![A-Za-z])\s+|\s+(?![A-Za-z\s])")
HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
DOTS = re.compile(rf"(?<=[{HAN}])\s*[·•・‧∙⋅･．.]\s*(?=[{HAN}])")
TITLE_MARKS = re.compile(r"《(?:[^《》]|《[^《》]*》)*》")
BRACKETED = re.compile(rf"[【\[][^】\]]*[】\]]|{TITLE_MARKS.pattern}")
WRAPPED = re.compile(
    r"《([^《》]*)》|“([^“”]*)”|‘([^‘’]*)’|「([^「」]*)」|【([^【】]*)】|[(（]([^()（）]*)[)）]|\[([^\[\]]*)\]|〔([^〔〕]*)〕"
)
OPENING, CLOSING = "(（【[〔〖{｛「『《〈<＜“‘\"＂'", ")）】]〕〗}｝」』》〉>＞”’\"＂'"
ROUND = re.compile(r"[(（]([^()（）]*)[)）]")

# What file managers, browsers and people leave at the ends of a name; the longer before what it begins with.
VERSION = (
    r"(?:最终|最新|修改|修订|更新|完整|定|终|完成|正式|打印|排版|投稿|提交|新|改)(?:版|稿)+"
    r"|(?:初|[一二三四五六七八九十]|第[一二三四五六七八九十\d]+)(?:稿|版)|清稿|样稿|草稿"
    r"|副本|复件|拷贝|备份|最终|最新|已?修改|修订|改\s*\d+|版本\s*\d+|copy|final|draft|new|bak"
    r"|(?:v(?:er)?|rev)\.?\s*\d+(?:\.\d+)*"
)
_DATE = r"(?:\d{4}[-.年])?\d{1,2}(?:[-.月]\d{1,2}日?|月)|\d{4}年?|\d{6,8}|\d{12,14}"
# What is said of a copy in brackets, or behind the last field, but may be a title itself.
_STATE = (
    r"(?:已?自动)?(?:保存|恢复)的?|只读|兼容模式|无水印|投稿|新|终|ok"
    r"|已?(?:打印|排版|压缩|校对|审定|审核|签字|盖章|改好|改|更新|存档)"
)
ENDING_TAIL = re.compile(r"\s*[.．。]\s*(?:docx?|wps|pdf|rtf|odt|txt)$", re.IGNORECASE)
PHONE_TAIL = re.compile(r"[\s(（+＋_-]{0,9}(?:电话|手机|联系方式)?[:：]?\s*(?<!\d)1[3-9]\d{9}[)）]?$")
BRACKET_MARK = rf"[(（\[【]\s*(?:\d{{1,3}}|(?:(?:{VERSION}|{_STATE}|{_DATE})\s*){{1,4}}\d{{0,2}}|[\d.\s]+)\s*[)）\]】]"
# What is said of a manuscript in brackets behind its author, but may be a part of a title.
_KIND = (
    r"(?:散文|诗歌|诗词|小说|随笔|杂文|纪实|通讯|故事|剧本|歌词|评论|报告文学|征文|参赛|作品|稿件|正文|原创|附件|电子|word|wps|docx?|pdf)"
    r"[版稿类]?"
)
MARK_TAIL = re.compile(
    rf"(?:\s{{0,9}}(?:{BRACKET_MARK}|[(（\[【]\s*{_KIND}\s*[)）\]】])(?:\s*\d{{1,2}})?"
    rf"|[\s.{re.escape(STRONG)}]{{1,9}}的?(?:{VERSION}|{_STATE}){{1,4}}\s*\d{{0,2}}"
    rf"|[\s{re.escape(STRONG)}]{{1,9}}(?:\d{{1,2}}|{_DATE})"
    rf"|[\s.。,，、;；！!{re.escape(STRONG)}]{{1,30}})$",
    re.IGNORECASE,
)
# The marks that are no part of a title either.
MARK_CERTAIN = re.compile(rf"{BRACKET_MARK}|{VERSION}|^[\s.。{re.escape(STRONG)}]+$", re.IGNORECASE)
MARK_ATTACHED = re.compile(
    rf"(?:(?<=[{HAN})）])(?:的?(?:{VERSION}|(?:{_STATE})(?<![新改终])\s*\d{{0,2}})|\d[\d.年月日]*+)+"
    rf"|(?<=[A-Za-z])(?:(?=[{HAN}])的?(?:{VERSION})\d{{0,2}}|(?<!v)\d[\d.]{{0,9}}))$",
    re.IGNORECASE,
)

# Words round a label that say nothing, and those that say it is another contest's.
_EMPTY_WORDS = re.compile(
    rf"copy(?: \(?\d+\)?)? of|{VERSION}|征文|主题|投稿|来稿|稿件|文稿|参赛|参评|作品|附件[一二三四五六七八九十]?|有奖"
    r"|活动|比赛|大赛|纪念"
    r"|热烈|隆重|庆祝|喜迎|献礼|献给|成立|关于|转发|回复|答复|fwd?|re|微信|wechat|qq|文件|下载|download"
    r"|新建|microsoft|word|文档"
    r"|文章|收到|复制|编号|序号|电子版|邮件|请查收|no\.?(?=\s*\d)"
    r"|散文|诗歌|小说|随笔|报告文学|[第暨迎庆稿的类组]"
    r"|\d+[年月日号]?|[①-⑳\s:：.、，,★☆*·" + re.escape(OPENING + CLOSING + STRONG) + "]+",
    re.IGNORECASE,
)
OTHER_OCCASION = re.compile(
    r"建(?:党|国|军|校|院|厂|市|团|馆|司|局|会|台|港|交)|国庆|新中国|共和国|共产党|抗战|抗日|抗美|援朝|胜利|长征"
    r"|解放(?!军)|改革|开放|回归|[校厂院店]庆|诞辰|起义|共青团"
)
OTHER_LABEL = re.compile(r"[\d零〇一二三四五六七八九十百]+\s*(?:周年|週年|届|屆|年)|[杯奖]$|征文|大赛|百年")
FIELD_LABEL: dict[Field, re.Pattern[str]] = {
    "unit": re.compile(r"^(?:所在)?单位(?:名称)?\s*[:：]\s*"),
    "title": re.compile(r"^(?:作品)?(?:题目|标题|名称)\s*(?:[:：]\s*|(?=《[^《》]*》$))"),
    "author": re.compile(r"^(?:作者(?:姓名)?|姓名)\s*(?:[:：]\s*|(?=\S{2,3}$))"),
}
WROTE = re.compile(
    rf"(?<=[{HAN}]{{2}})(?: (?:著|撰|文|供稿|撰稿)|供稿|撰稿)$"
    rf"|(?:(?<=^[{HAN}]{{3}})|(?<=[、，,；; ][{HAN}]{{3}}))[著撰]$"
)

# Signs that names of other peoples are written with.
FOREIGN = frozenset(
    "阿巴扎西次仁拉姆多吉达瓦卓玛桑格旺平措罗布尼德央金丹才旦增白朗顿珠索南古丽买提江尔艾力木热依克孜夏合曼麦斯"
    "不都苏莱亚森塔娜其乌云呼和那日勒图雅牧朝鲁特嘎加洛兰绒贡曲培益边强占堆晋美伦玉杰让腾迪吐逊尤努萨赛娅帕甫"
    "素旦羊完普赤朵根库哈琴娃高真额敦音克孟门敖拜吾穆罕默沙居孜玛再祖农肉班亥瑟别汗恰珍琼郎洛益群列宗登欧珠决彭追丹"
    "吉惹呷约翰逊密彼得罗诺维奇蒂历德烈卡丽莎妮菲凯戴琳黛洪史斯里"
)

PLACEHOLDERS: dict[Field, tuple[str, ...]] = {
    "unit": (*FIELD_NAMES.values(), "单位", "单位名称", "工作单位", "部门"),
    "title": (*FIELD_NAMES.values(), "题目", "标题", "作品名称?", "作品标题", "文章题目", "文章标题"),
    "author": (*FIELD_NAMES.values(), "姓名", "作者", "作者名", "名字"),
}
STRONG_CUT = re.compile(f"[{re.escape(STRONG)}]")
ANY_SIGN = re.compile(rf"[\s{re.escape(STRONG + WEAK)}]")
NUMERALS = "〇零一二三四五六七八九十百"
DIGITS = ("0〇零○oO", "1一壹", "2二贰", "3三叁", "4四肆", "5五伍", "6六陆", "7七柒", "8八捌", "9九玖")
SPELLED = tuple(
    ("零" if not number else ("" if number < 20 else NUMERALS[1 + number // 10]) + "十" * (number > 9))
    + (NUMERALS[1 + number % 10] if number % 10 else "")
    for number in range(100)
)
FORMAL = str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾")
VARIANTS = {"周": "[周週]", "届": "[届屆]", "奖": "[奖獎]", "征": "[征徵]"}

MENDED = {
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
REFUSED = {
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


def empty_words(text: str, about: Collection[str]) -> bool:
    """Whether `text`, before or behind a label, says nothing, or only what the notice says of the contest itself."""
    left = [run for run in _EMPTY_WORDS.sub("\0", text).split("\0") if run]
    said = [re.sub(r"[^\w\0]", "", sentence) for sentence in about]
    return all(len(run) > 1 and any(run in sentence for sentence in said) for run in left)


@cache
def label_pattern(label: str) -> re.Pattern[str]:
    """Matches the label however its number and signs are written, but not inside a longer number."""
    parts = []
    for number, sign in re.findall(rf"(\d+|[{NUMERALS}]+)|(\S)", label):
        if not number:
            parts.append(VARIANTS.get(sign, re.escape(sign)))
            continue
        digits = number if number.isdigit() else str(SPELLED.index(number)) if number in SPELLED else ""
        written = [r"\s*".join(f"[{DIGITS[int(digit)]}]" for digit in digits)] if digits else [number]
        if digits and int(digits) < len(SPELLED):
            written += [r"\s*".join(f"[{sign}{sign.translate(FORMAL)}]" for sign in SPELLED[int(digits)])]
        parts.append(rf"(?<![\d{NUMERALS}])(?:{'|'.join(written)})(?![\d{NUMERALS}])")
    return re.compile(r"\s*".join(parts), re.IGNORECASE)
