"""The vocabulary of the naming rule: the signs, words and surnames by which a name is read, and what is said of it."""

import re
from functools import cache

from contest.notice.pattern import FIELD_NAMES, Field
from contest.phrases import gettext_noop

DASHES = "-‐‑‒–−﹣－—―─"
STRONG = DASHES + "_＿+＋~～|｜=＝#＃@＠&＆"
WEAK = "、，,：:；;.。·"
CUT = re.compile(rf"\s*(?P<sign>[{re.escape(STRONG)}]+)\s*|(?<![A-Za-z])\s+|\s+(?![A-Za-z\s])")
HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
DOTS = re.compile(rf"(?<=[{HAN}])\s*[·•・‧∙⋅･．.]\s*(?=[{HAN}])")

# What file managers, browsers and people leave at the ends of a name.
VERSION = (
    r"副本|复件|拷贝|备份|最终|最新|已?修改|修订|版本\s*\d+|copy|final|new|v(?:er)?\s*\d+(?:\.\d+)*"
    r"|(?:最终|最新|修改|修订|定|终|完成|正式|打印|排版|投稿|提交|新|改)(?:版|稿)+"
    r"|(?:初|[一二三四五六七八九十]|第[一二三四五六七八九十\d]+)(?:稿|版)"
)
ENDING_TAIL = re.compile(r"\s*[.．。]\s*(?:docx?|wps|pdf|rtf|odt|txt)$", re.IGNORECASE)
PHONE_TAIL = re.compile(r"[\s(（+＋_-]*(?:电话|手机|联系方式)?[:：]?\s*(?<!\d)1[3-9]\d{9}[)）]?$")
MARK_TAIL = re.compile(
    rf"(?:\s*[(（\[【]\s*(?:\d{{1,3}}|{VERSION})\s*\d{{0,2}}\s*[)）\]】]"
    rf"|[\s.{re.escape(STRONG)}]+(?:{VERSION})\s*\d{{0,2}}"
    rf"|[\s{re.escape(STRONG)}]+"
    r"(?:\d{1,2}|\d{6,8}|\d{12,14}|\d{4}(?:[-.年]\d{1,2}(?:[-.月]\d{1,2}日?)?)?|改|新|ok)"
    rf"|[\s.。,，{re.escape(STRONG)}]+)$",
    re.IGNORECASE,
)
MARK_ATTACHED = re.compile(
    rf"(?:(?<=[{HAN}])(?:的?(?:{VERSION})|\d{{1,2}}|\d{{6,8}})|(?<=[A-Za-z])(?=[{HAN}])(?:{VERSION}))$",
    re.IGNORECASE,
)

# Words round a label that say nothing, and those that say it is another contest's.
WORDS = re.compile(
    r"(?:征文|主题|投稿|来稿|稿件|文稿|参赛|参评|作品|附件|活动|比赛|大赛|纪念|庆祝|转发|回复|答复|fwd?|re|copy of"
    rf"|\d+(?!\d)[年月日号]?|{VERSION}|[\s:：.、()（）\[\]【】{re.escape(STRONG)}])*",
    re.IGNORECASE,
)
OTHER_OCCASION = re.compile(
    r"建(?:党|国|军|校|院|厂|市|团|馆|司|局|会|台|港|交)|国庆|新中国|共和国|共产党|抗战|抗日|抗美|援朝|胜利|长征"
    r"|解放(?!军)|改革|开放|回归|校庆|诞辰|起义|共青团"
)
OTHER_LABEL = re.compile(r"[\d零〇一二三四五六七八九十百]+\s*(?:周年|週年|届|屆|年)|[杯奖]$|征文|大赛|百年")
FIELD_LABEL: dict[Field, re.Pattern[str]] = {
    "unit": re.compile(r"^(?:所在)?单位(?:名称)?\s*[:：]\s*"),
    "title": re.compile(r"^(?:作品)?(?:题目|标题|名称)\s*[:：]\s*"),
    "author": re.compile(r"^(?:作者(?:姓名)?|姓名)\s*(?:[:：]\s*|(?=\S{2,3}$))"),
}

# How units and people are called: used to refuse, and where the signs alone leave room for doubt.
UNIT_TAIL = re.compile(
    r"(?:[部局处科室所站院校厂社馆委办镇乡村区县市省营连团旅师军排班队会系舰艇库]|\d{5}部队|公司|集团|中心"
    r"|街道|机关|基地|银行|大学|中学|小学|哨所|联合体)$"
)
SENTENCE = re.compile(r"[的了着吗呢吧是我你他她]|[！？!?。…“”《》:：；;]|——|^\d+$")
AUTHORS_APART = re.compile(r"[、，,；;&＆\s]|和|与")
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹"
    "关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶"
    "刁瞿戚丘古米池滕晋苑邬臧畅宫来嵇岑缪娄卓仲褚巩骆储满封晏艾全肖闫付代"
)
RARE_SURNAMES = frozenset(
    "喻水窦云奚郎昌凤花酆廉乐皮卞元平和穆湛禹狄贝明计伏谈茅蓝麻危虞支昝经裘干应宗宣贲郁杭诸钮滑荣荀羊於惠"
    "芮羿汲邴糜松井富巫乌弓牧隗山宓蓬郗班仰秋伊仇栾暴钭厉戎祖符束幸韶郜蓟印宿怀蒲邰从鄂索咸籍蔺屠蒙阴胥"
    "苍双闻莘党贡劳逄姬扶堵宰郦雍郤璩桑濮寿通扈燕冀郏浦尚农别充慕连茹习宦鱼容慎戈庾终暨居衡弘匡寇"
    "广禄阙东殳沃利蔚越夔隆师厍晁勾敖融冷訾阚那简空毋沙乜鞠须丰巢蒯相后荆竺权逯盖益桓仉督岳帅缑亢况郈"
    "琴佟言福佘佴伯赏墨哈谯笪阳苟折冼撒税楚么粟展雒敬卿"
)
DOUBLE_SURNAMES = tuple(
    re.findall("..", "欧阳上官司马诸葛司徒东方独孤南宫夏侯尉迟皇甫公孙慕容令狐端木轩辕宇文长孙呼延")
)
FOREIGN = frozenset(
    "阿巴扎西次仁拉姆多吉达瓦卓玛桑格旺平措罗布尼德央金丹增白朗顿珠索南古丽买提江尔艾力木热依克孜夏合曼麦斯"
    "不都苏莱亚森塔娜其乌云呼和那日勒图雅牧朝鲁特嘎加洛绒贡曲培益边强占堆晋美伦玉"
)
NOT_PEOPLE = frozenset(
    re.findall(
        "..",
        "方向高地高原石榴江南江山江河黄河黄土白云白鸽金秋金色田野马路路上安全成长成就成熟常青向前万里时代时光"
        "时间文化文明武装史诗强军强国解放关怀关爱华章华夏阳光单位包容全家全面满怀来信来路安宁安徽江苏江西云南"
        "和平龙江雷锋钟声钟情童年高峰夏天方舟温暖温情康庄",
    )
)

PLACEHOLDERS = frozenset((*FIELD_NAMES.values(), "单位", "姓名"))
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


def like_unit(text: str) -> bool:
    """Whether `text` ends as names of units do and has nothing of a sentence."""
    return bool(UNIT_TAIL.search(text)) and not SENTENCE.search(re.sub("[“”《》]", "", text))


def like_person(text: str) -> bool:
    """Whether each name in `text` is built as names are: surname and one or two, A·B, or Latin words."""
    text = re.sub(r"[(（][^()（）]*[)）]$|等(?:[一二三四五六七八九十\d]*人)?$", "", text).strip()
    if re.fullmatch(r"[A-Za-zÀ-ɏ'’.-]+(?: [A-Za-zÀ-ɏ'’.-]+)*", text):
        return bool(re.search(r"[A-ZÀ-Þ][a-zà-ɏ]", text))
    names = [name for name in AUTHORS_APART.split(text) if name]
    return bool(names) and all(
        name not in NOT_PEOPLE
        and (
            bool(re.fullmatch(rf"[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}})+", name))
            or (len(name) in (2, 3) and name[0] in SURNAMES)
            or (len(name) in (3, 4) and name.startswith(DOUBLE_SURNAMES))
            or (len(name) == 4 and name[0] in SURNAMES and name[1] in SURNAMES)
        )
        for name in names
    )


def may_be_author(text: str) -> bool:
    """Whether `text`, not built as most names are, may still be an author: a rare name, a post, a unit."""
    bare = re.sub(r"[(（][^()（）]*[)）]", "", text).strip()
    if re.fullmatch(r"[A-Za-zÀ-ɏ]{2,}(?: [A-Za-zÀ-ɏ]+)*", bare):
        return True
    if len(bare) < 2 or SENTENCE.search(bare) or ANY_SIGN.search(bare):
        return False
    if UNIT_TAIL.search(bare) or re.search(r"集体|小组|编辑部|通讯员|创作组", bare):
        return True
    if len(bare) < 4:
        return set(bare) <= FOREIGN or (bare not in NOT_PEOPLE and bare[0] in RARE_SURNAMES)
    return set(bare) <= FOREIGN or any(like_person(bare[-size:]) for size in (2, 3))


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
            spelled = SPELLED[int(digits)]
            written += [spelled, spelled.translate(FORMAL)]
        parts.append(rf"(?<![\d{NUMERALS}])(?:{'|'.join(written)})(?![\d{NUMERALS}])")
    return re.compile(r"\s*".join(parts), re.IGNORECASE)
