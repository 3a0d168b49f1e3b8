"""Han surnames: what tells that two parts are one name, and which part of a name is the given one."""

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


def given_name(name: str) -> str | None:
    """The given name of two characters by which people are called (小明 of 王小明); None where there is none."""
    surname = 2 if name[:2] in COMPOUND else 1
    given = name[surname:]
    return given if len(given) == 2 and is_han(name) else None


def is_han(text: str) -> bool:
    """Whether the text is Han characters and nothing else."""
    return text != "" and all("\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff" for sign in text)
