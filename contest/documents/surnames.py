"""Han surnames: what tells that two parts are one name, by which parts people are called, and what is no name."""

import re
from typing import Final

# Of two characters; 东方, 太史 and the like, ordinary words or rare, are left out.
COMPOUND: Final = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛夏侯皇甫尉迟公孙慕容司徒令狐端木宇文长孙轩辕南宫独孤澹台申屠呼延闻人钟离鲜于司空百里淳于单于东郭拓跋"
        "赫连万俟",
    )
)
# Those that more than nine in ten people have.
COMMON: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭"
    "廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤温康施文牛樊葛邢安齐易乔伍"
    "庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欢管柴蒙鲍"
    "华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戴岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬"
)


_DOTS: Final = re.compile(r"[·•‧∙⋅・･.．]")
_TITLES: Final = [
    "老师",
    "教授",
    "同志",
    "先生",
    "女士",
    "小姐",
    "书记",
    "主任",
    "局长",
    "处长",
    "科长",
    "部长",
    "校长",
    "院长",
    "所长",
    "站长",
    "队长",
    "班长",
    "排长",
    "连长",
    "营长",
    "团长",
    "政委",
    "教导员",
    "指导员",
    "参谋",
    "干事",
    "医生",
    "大夫",
    "护士",
    "师傅",
    "经理",
    "会长",
    "秘书长",
    "阿姨",
    "叔叔",
    "大哥",
    "大姐",
]
# Those who write together, as they are said in an author field.
_GROUP: Final = re.compile(
    r"(?:[本我该]?[刊报校院局处队]|全体|部分|专题|联合|集体)*"
    r"(?:(?:课题|编写|写作|调研|研究|创作|起草|撰稿|报道|编辑|项目|工作|学习|宣传|征文|采访)+(?:小?组|部|室|团队|专班|委员会)"
    r"(?:成员)?|(?:党员|官兵|师生|教师|学生|员工|职工|干部|同志|成员|群众|战士|军属|居民|老师|志愿者|退役军人)+|集体)"
)


def is_group(name: str) -> bool:
    """Whether what stands for an author is no person but a word for several (课题组, 全体党员)."""
    return _GROUP.fullmatch(name) is not None


def dotted_parts(name: str) -> tuple[str, ...]:
    """The parts of a name with dots in it (阿卜杜拉 and 买买提), of two characters or more; () for one without."""
    parts = tuple(part.strip() for part in _DOTS.split(name))
    return tuple(part for part in parts if len(part) > 1) if len(parts) > 1 and all(map(is_han, parts)) else ()


def addressed(name: str) -> tuple[str, ...]:
    """The surname with every title by which people address each other (欧阳老师), for a Han name without dots."""
    if not is_han(name) or not 2 <= len(name) <= 4:
        return ()
    surname = name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]
    return tuple(surname + title for title in _TITLES)


def has_surname(name: str) -> bool:
    """Whether a Han name begins with a surname that many people have, or has dots in it and so needs none."""
    return name[:2] in COMPOUND or name[:1] in COMMON or _DOTS.search(name) is not None


def given_name(name: str) -> str | None:
    """The given name of two characters by which people are called (小明 of 王小明); None where there is none."""
    surname = 2 if name[:2] in COMPOUND else 1
    given = name[surname:]
    return given if len(given) == 2 and is_han(name) else None


def is_han(text: str) -> bool:
    """Whether the text is Han characters and nothing else."""
    return text != "" and all("\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff" for sign in text)
