"""Names as people send them, in tables: those that keep the rule, however odd their fields, and those it refuses."""

from itertools import permutations

import pytest

from contest.entries.naming import read_name
from contest.notice.pattern import parse_rule

RULE = parse_rule(
    "70周年-{unit}-{title}-{author}", (".docx", ".doc", ".wps"), ("上海警备区成立70周年", "“薪火相传 奋进一流”征文")
)
UNIT, TITLE, AUTHOR = "复旦大学", "红旗", "李明"
STEM = "70周年-复旦大学-红旗-李明"
FIELDS = "复旦大学-红旗-李明.docx"


def words(text: str) -> list[str]:
    return text.split()


def answer(name: str, known: tuple[str, ...] = ()) -> tuple[str | None, ...]:
    reading = read_name(name, RULE, known)
    return reading.verdict, reading.unit, reading.title, reading.author


# --- by the rule, whatever the fields are ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    words(
        """
        无 个人 离休 退休干部 自由撰稿人 社会人士 学生 31692部队 66136部队75分队 中国人民解放军某部 海军某部
        某单位 上海市XX区人武部 XX街道 93XXX部队 某旅二营四连 第三营第二连 海军381潜艇 77人民医院 ABC公司 IBM
        华为 方正 浦江老人 一名市民 上海人 陆军 “南京路上好八连” 复旦大学（邯郸校区） 光明食品(集团)
        中国航天科工集团第二研究院706所 上海·静安 上海 A区 93号院 华师大 上海交大 团市委 我爱我家公司 是安街道
        他山石研究所 了望杂志社 解放军报社 上海解放纪念馆 军嫂
        上海电气 复旦附中 阿里巴巴 老凤祥 东方证券 市妇联 区人大 张江 东方航空 曹杨中学 一名老兵 提篮桥监狱
        """
    ),
)
def test_a_unit_may_be_anything_that_is_no_other_field(unit: str) -> None:
    assert answer(f"70周年-{unit}-红旗-李明.docx") == ("ok", unit, TITLE, AUTHOR)


@pytest.mark.parametrize(
    "title",
    words(
        """
        红 A 1 00 2025 3.14 ？！ …… ★ OK 100% C# #八一# ~青春~ @你 C++与我 红旗_军号 红旗+军号 红旗·军号 家、国
        家，国 家。国 家／国 薪火——我的军旅 薪火—我的军旅 我的70周年 七十周年感怀 70周年 80周年 建党百年有感
        国庆 征文 无题 作品 终稿 第二稿 副本 v2 最终的答案 副本人生 姓名 作者 单位 个人 学生 电话 雷锋
        上海警备区 复旦大学 政治部 炊事班 我的大学 难忘军营 忆南京路上好八连 读《红岩》有感 《红岩》读后感
        《红旗》与《军号》 致“最可爱的人” “红旗” 红旗（组诗） 父亲的照片(一) 三代人·一个梦 13812345678 Ünïcödé
        😀军旅 ① Ⅶ号 奔跑吧，士兵！
        """
    ),
)
def test_a_title_may_be_anything(title: str) -> None:
    assert answer(f"70周年-复旦大学-{title}-李明.docx") == ("ok", UNIT, title, AUTHOR)


@pytest.mark.parametrize(
    "author",
    [
        *words(
            """
        张三、李四 张三，李四 张三和李四 张三&李四 张三+李四 张三；李四 李明等 李明（学生） 李和平 欧阳震华
        欧阳修 司马相如 百里奚
        第五琼 仝建国 逯军 查良镛 仇英 冼星海 单雄信 解晓东 邝安堃 迟子建 麦家 商鞅 战英 水均益 那英 朴树 笪志刚
        覃塘
        高原 方向 江山 黄河 白鸽 雷锋 万里 安宁 张王李明 李若曦彤 李 岑 𠅤明 铁凝 佚名
        路易·艾黎 敖日格勒 买买提明 綦军 刀美兰 山田太郎
        买买提 扎西多吉 尼玛 乌兰图雅 布仁巴雅尔 斯琴高娃 哈斯巴根 腾格尔 迪丽热巴 才旦卓玛 阿依古丽·买买提
        爱新觉罗·溥仪 约翰·史密斯 J·K·罗琳 Tom O'Brien José LiMing J.Smith 中尉李明 周连长 宣传科集体 八连创作组
        """
        ),
        "John Smith",
        "Li Ming",
        "张三 李四",
        "张三、李四、王五（执笔）",
    ],
)
def test_an_author_may_be_anybody(author: str) -> None:
    assert answer(f"70周年-复旦大学-红旗-{author}.docx") == ("ok", UNIT, TITLE, author)


def test_odd_fields_may_meet() -> None:
    assert answer("70周年-IBM-Hello World-John Smith.docx") == ("ok", "IBM", "Hello World", "John Smith")
    assert answer("70周年-无-一-李.wps") == ("ok", "无", "一", "李")
    assert answer("70周年-浦江老人-难忘军营-雷锋.doc") == ("ok", "浦江老人", "难忘军营", "雷锋")
    long = "长" * 66
    assert answer(f"70周年-复旦大学-{long}-李明.docx") == ("ok", UNIT, long, AUTHOR)


# --- refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    words(
        """
        80周年 60周年 7周年 170周年 七十五周年 70年代征文 建党100周年 建党70周年 建国70周年 建军70周年
        新中国成立70周年 国庆70周年 抗战胜利80周年 抗美援朝70周年 上海解放70周年 校庆70周年 70周年校庆
        70周年国庆 70周年厂庆 70周年80周年 海军成立70周年 火箭军成立70周年 新疆生产建设兵团成立70周年
        北京卫戍区成立70周年 复旦大学建校70周年 70届 第三届 强军杯 征文 八一征文 双拥征文 建党百年
        """
    ),
)
def test_the_label_of_another_contest(label: str) -> None:
    assert answer(f"{label}-{FIELDS}") == ("refuse", None, None, None)


@pytest.mark.parametrize(
    "fields",
    [
        (UNIT, TITLE, AUTHOR),
        ("上海警备区某部", "我的父亲", "张建国"),
        ("31692部队", "一封家书", "欧阳震华"),
        ("徐汇区人武部", "浦江之歌", "王芳"),
        ("新民晚报社", "难忘军营", "赵大勇"),
        ("某旅二营", "强军路上", "阿依古丽·买买提"),
    ],
)
@pytest.mark.parametrize("sign", ["-", "_", " ", "——"])
def test_another_order_is_refused(fields: tuple[str, str, str], sign: str) -> None:
    for order in permutations(fields):
        if order != fields:
            assert answer(sign.join(("70周年", *order)) + ".docx") == ("refuse", None, None, None)


@pytest.mark.parametrize(
    "name",
    [
        # a field is missing, though the name has signs enough
        *("70周年-复旦大学-红旗-(1).docx", "70周年-复旦大学-红旗-副本.docx", "70周年-复旦大学-红旗-v2.docx"),
        *("70周年-复旦大学-红旗-20250801.docx", "70周年-复旦大学-红旗 (1).docx", "70周年-复旦大学-李明-终稿.docx"),
        *("70周年-1955-2025-李明.docx", "70周年-征文-红旗-李明.docx", "70周年-《红旗》-李明.docx"),
        *("70周年-复旦大学-《》-李明.docx", "70周年-复旦大学-。-李明.docx", "70周年-（）-红旗-李明.docx"),
        *("70周年-复旦大学-初心-使命.docx", "70周年-复旦大学-昨天-今天.docx", "70周年-复旦大学-青春-军旅.docx"),
        # examples left standing
        *("70周年-XXX-XXX-XXX.docx", "70周年-复旦大学-红旗-XXX.docx", "70周年-×××-红旗-李明.docx"),
        *("70周年-复旦大学-题目-李明.docx", "70周年-复旦大学-红旗-作者.docx", "70周年-单位-红旗-李明.docx"),
        *(
            "70周年-（所在单位）-（作品题目）-（作者姓名）.docx",
            "70周年-{unit}-{title}-{author}.docx",
            "70周年-***-红旗-李明.docx",
        ),
        # more parts than fields, and more than one way to read them
        *(
            "70周年_复旦大学_红旗_张三_李四.docx",
            "70周年 复旦大学 红旗 张三 李四.docx",
            "70周年-31692部队-二营-红旗-李明.docx",
        ),
        *(
            "70周年-复旦大学-2021级-红旗-李明.docx",
            "70周年-复旦大学-红旗-中尉-李明.docx",
            "70周年-上海-浦东新区-红旗-李明.docx",
        ),
        *(
            "70周年-复旦大学-红旗-李明-散文.docx",
            "70周年-复旦大学-散文-红旗-李明.docx",
            "70周年-复旦大学-红旗-李明-学生.docx",
        ),
        *(
            "70周年、复旦大学、红旗、张三、李四.docx",
            "70周年-复旦大学——红旗-李明.docx",
            "70周年-复旦大学-红旗——李明.docx",
        ),
        *("70周年-复旦大学-红旗-阿依古丽-买买提.docx", "70周年-可口-可乐-红旗-李明.docx"),
        # a person, a phrase or a title in a unit's place, a unit or a post in an author's
        *("70周年-王小明-红旗-李明.docx", "70周年-初心-使命-李明.docx", "70周年-青春无悔-红旗-李明.docx"),
        *("70周年-从机床到炮台-上海工程技术大学-李明.docx", "70周年-一双布鞋-松江区佘山镇-李明.docx"),
        *("70周年-70周年有感-红旗-李明.docx", "70周年-7031689部队-红旗-李明.docx"),
        *("70周年-同济大学-红旗-复旦大学.docx", "70周年-复旦大学-红旗-复旦大学.docx", "70周年-复旦大学-红旗-上尉.docx"),
        *("70周年-复旦大学-李明-怀念战友王强.docx", "70周年-复旦大学-李明-大飞机，小螺丝.docx"),
        *("70周年-复旦大学-荣光-从军行.docx", "复旦大学-军号-时代先锋.docx", "复旦大学-军号-谢谢你，解放军.docx"),
        # something said twice, and an author of a rare name, or none, beside the other
        *("70周年-复旦大学-李明-红旗-李明.docx", "70周年-复旦大学-红旗-红旗-李明.docx"),
        *("70周年-复旦大学-红旗-卫生队-李明.docx", "70周年-复旦大学-红旗-禚玉-李明.docx"),
        *("70周年-复旦大学-红旗-佚名-李明.docx", "70周年-复旦大学-退役军人-红旗-李明.docx"),
        *("70周年、复旦大学、红旗-张三、李四.docx", "70周年 复旦大学 同济大学 李明.docx"),
        # the label in the midst, and two names in one
        *(
            "复旦大学-70周年-红旗-李明.docx",
            "上海警备区-70周年-红旗-李明.docx",
            "上海警备区-70周年-初心-使命-李明.docx",
        ),
        *("复旦大学70周年-红旗-李明.docx", "复旦大学-红旗-李明-70周年.docx", "李明-70周年-复旦大学-红旗-李明.docx"),
        "70周年-复旦大学-红旗-李明.docx\n70周年-复旦大学-军号-王芳.docx",
        "70周年-复旦大学-红旗-李明，70周年-复旦大学-军号-李明.docx",
        # broken on the way
        *("70周年-复\udce5大学-红旗-李明.docx", "70周年-复旦大学-锟斤拷-李明.docx", "70ÖÜÄê-¸´µ©-ºìÆì-ÀîÃ÷.docx"),
        # no manuscript at all
        *(
            "新建 Microsoft Word 文档.docx",
            "IMG_20250801_101010.docx",
            "mmexport1690000000.docx",
            "微信图片_20250801.docx",
        ),
        *("--------.docx", "a-b-c-d.docx", "70周年-a-b.docx", "70周年+复旦大学+红旗.docx", "docx"),
    ],
)
def test_what_leaves_doubt_is_refused(name: str) -> None:
    assert answer(name) == ("refuse", None, None, None)


@pytest.mark.parametrize(
    "ending",
    ["", ".", ".zip", ".exe", ".docx.exe", ".txt", ".pdf", ".docx.pdf", ".docx.tmp", ".docx.bak", ".docx.lnk", ".d0cx"],
)
def test_another_kind_of_file_is_refused(ending: str) -> None:
    assert answer(STEM + ending)[0] == "refuse"
