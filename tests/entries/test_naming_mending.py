"""Names with one thing done to them, in tables: each is mended with certainty."""

import base64
from urllib.parse import quote

import pytest

from contest.entries.naming import read_name
from tests.entries.test_naming_tables import AUTHOR, FIELDS, RULE, STEM, TITLE, UNIT, answer, words


@pytest.mark.parametrize(
    "sign",
    [
        *words(
            """
        — – － ‐ ‑ ‒ ― ﹣ − ─ ━ ➖ ー ⁃ ˗ ﹘ ⸺ —— －－ -- －— -_ _ __ ＿ ﹏ + ＋ ++ = ＝ ~ ～ ~~ | ｜ ¦ 丨 # ＃
        @ ＠ & ＆
        、 ， , ： : ； ; 。 . · • ・ * ＊ ／ ★ → ^ > ＞
        """
        ),
        *(" ", "　", "  ", "\t", "\u00a0", "\u2003", " - ", "- ", " -", " — "),
    ],
)
def test_other_signs_between_the_fields(sign: str) -> None:
    assert answer(sign.join(("70周年", UNIT, TITLE, AUTHOR)) + ".docx") == ("repair", UNIT, TITLE, AUTHOR)
    other = ("海军某部", "难忘的岁月", "欧阳震华")
    assert answer(sign.join(("70周年", *other)) + ".doc") == ("repair", *other)


@pytest.mark.parametrize(
    "name",
    [
        "70周年一复旦大学一红旗一李明.docx",
        "70周年-复旦大学-《红旗》李明.docx",
        "70周年-复旦大学《红旗》-李明.docx",
        "70周年-复旦大学《红旗》李明.docx",
        "70周年 复旦大学《红旗》李明.docx",
        "70周年【复旦大学】《红旗》李明.docx",
        "【70周年】【复旦大学】【红旗】【李明】.docx",
        "70周年-【复旦大学】-【红旗】-【李明】.docx",
        "[70周年][复旦大学][红旗][李明].docx",
        "70周年（复旦大学）（红旗）（李明）.docx",
        "70周年-复旦大学-<<红旗>>-李明.docx",
        "70周年-复旦大学-«红旗»-李明.docx",
        "70周年-复旦大学-题目《红旗》-李明.docx",
        "70周年-复旦大学-红旗-李明供稿.docx",
        "〔70周年-复旦大学-红旗-李明〕.docx",
        "70周年-复旦大学-《红旗-李明.docx",
        "《70周年-复旦大学-红旗-李明》.docx",
        "“70周年-复旦大学-红旗-李明”.docx",
        '"70周年-复旦大学-红旗-李明.docx"',
        "复旦大学《红旗》李明.docx",
        "-复旦大学-红旗-李明.docx",
        "70周年 复旦大学 红旗 李 明.docx",
        "70周年-复旦大学-红旗-（李明）.docx",
        "70周年-复旦大学-红旗-李明 著.docx",
        "70周年-复旦⼤学-红旗-李明.docx",
    ],
)
def test_brackets_and_odd_signs(name: str) -> None:
    assert answer(name) == ("repair", UNIT, TITLE, AUTHOR)


@pytest.mark.parametrize(
    "label",
    [
        *words(
            """
        ７０周年 7０周年 七十周年 柒拾周年 七〇周年 七零周年 70週年 7O周年 【70周年】 (70周年) （70周年）
        [70周年] 「70周年」 “70周年”
        《70周年》 70周年征文 70周年征文稿 70周年主题征文 70周年征文活动 70周年纪念 70周年(征文) 70周年【征文】
        70周年征文【散文】
        庆祝70周年 热烈庆祝70周年 纪念70周年 喜迎70周年 迎70周年 第70周年 70周年庆 #70周年# 征文70周年
        70周年-征文 70周年散文 〔70周年〕 『70周年』 {70周年} ＂70周年＂ 70周年有奖征文 ①70周年 附件一：70周年
        收到：70周年 文章-70周年 No.3-70周年
        """
        ),
        *[
            "上海警备区70周年",
            "警备区70周年",
            "上海警备区成立70周年",
            "庆祝上海警备区成立七十周年",
            "【上海警备区成立70周年】",
        ],
        *words(
            """
        （上海警备区70周年征文） “薪火相传奋进一流”70周年 1.70周年 01-70周年 (1)70周年 附件1：70周年
        附件1-70周年 【附件】70周年
        转发：70周年 Fwd:70周年 Re:70周年 投稿-70周年 【投稿】70周年 参赛作品-70周年 复件70周年 最新-70周年
        微信文件-70周年
        """
        ),
        *["★70周年", "-70周年", "_70周年"],
        *(
            "70 周年",
            " 70周年",
            "7 0周年",
            "七 十 周 年",
            "【 70周年 】",
            "70周年 征文",
            "征文 - 70周年",
            "附件 1 70周年",
        ),
        *(
            "“薪火相传 奋进一流”征文-70周年",
            "Copy of 70周年",
            "Copy (2) of 70周年",
            "Copy 2 of 70周年",
            "复件 (2) 70周年",
            "Fwd: Re: 70周年",
        ),
        *(
            "新建 Microsoft Word 文档 70周年",
            "回复： 转发： 70周年",
            "2025-08-15-70周年",
            "(终稿)70周年",
            "1693212345_70周年",
        ),
    ],
)
def test_other_forms_of_the_label(label: str) -> None:
    assert answer(f"{label}-{FIELDS}") == ("repair", UNIT, TITLE, AUTHOR)


@pytest.mark.parametrize(
    "tail",
    [
        *words(
            """
        (1) （1） [1] 【1】 _1 -1 1 １ (1)(2) _1_2 -副本 _副本 副本 副本1 的副本 （副本） 副本（2） _copy copy
        -Copy 拷贝 的拷贝 复件 复件(2)
        v2 V2 _v2 -v2.0 v1.1 （v2） _V1.0_最终版 _final_v2 (Final) -draft _rev2 _bak 终稿 -终稿 （终稿）
        【终稿】 最终版 最终最终版
        （最终定稿） 修改稿 修改稿2 （修改稿2） 定稿 二稿 第二稿 第三版 （第2版） -改 -改2 改2 （改） （改）2
        (已修改) 完整版 投稿 更新版
        打印版 (打印) （已排版） (新) -new （最新） 20250801 -20250801 (20250801) 2025.8.1 -2025-08-01
        _2025-08-01_103020
        20250801103020 （2025.8.1） -0815 8.15 -8月15日 （8月15日） 2025年8月 （定稿8.15） 终稿0815 (自动保存)
        [兼容模式] (只读) （散文） (wps) （附件） （征文稿） (终)
        （无水印） 13812345678 -13812345678 （13812345678） _电话13812345678 . .. - _ 。 -- ， 、 ！ ~ # OK
        """
        ),
        *(
            " (1)",
            " 1",
            " - 副本",
            " - 副本 (2)",
            " 的副本",
            " 副本 2",
            " copy 2",
            " - Copy (2)",
            " 拷贝 2",
            " (1) (1)",
            " 终稿",
        ),
        *(" (1) - 副本", "-最终版-副本", " [兼容模式]", " 20250801", " 13812345678"),
    ],
)
def test_leftovers_behind_the_author(tail: str) -> None:
    assert answer(f"{STEM}{tail}.docx") == ("repair", UNIT, TITLE, AUTHOR)
    rare = "70周年_长宁区人武部_从1955到2025_卞之琳"
    assert answer(f"{rare}{tail}.docx") == ("repair", "长宁区人武部", "从1955到2025", "卞之琳")


def test_what_may_belong_to_the_name_stays() -> None:
    for author in ("李明改", "李明新", "李明（上海）", "张三（执笔）"):
        assert answer(f"70周年-复旦大学-红旗-{author}.docx") == ("ok", UNIT, TITLE, author)


@pytest.mark.parametrize(
    "ending",
    [
        *words(
            """
        .docx.docx .doc.docx .wps.docx .docx.docx.docx .DOCX .Docx ..docx ．docx 。docx .ｄｏｃｘ ．ｄｏｃｘ
        ，docx docx .docx. .docx。 .docx; .docx(1) .docx_1 .docx(1).docx (1).docx.docx
        """
        ),
        *(".docx ", ". docx", " .docx", ".docx (1)", ".docx - 副本", ".docx - 副本.docx", '.docx"'),
    ],
)
def test_endings_in_other_forms(ending: str) -> None:
    reading = read_name(STEM + ending, RULE)
    assert (reading.verdict, reading.extension, reading.canonical) == ("repair", ".docx", f"{STEM}.docx")


@pytest.mark.parametrize(
    "path",
    [
        *(
            "C:\\fakepath\\",
            "C:\\Users\\张三\\Desktop\\",
            "D:/征文/",
            "C:",
            "\\\\server\\share\\",
            "./",
            "~/Downloads/",
        ),
        *("/storage/emulated/0/Android/data/com.tencent.mm/MicroMsg/Download/", "file:///C:/Users/a/", "a\\b/c\\"),
        *(
            "C:\\WeChat Files\\wxid_abc-123\\FileStorage\\File\\2025-08\\",
            "E:\\70周年-征文\\",
            "content://com.android/",
        ),
    ],
)
def test_paths_of_clients(path: str) -> None:
    assert answer(f"{path}{STEM}.docx") == ("repair", UNIT, TITLE, AUTHOR)


@pytest.mark.parametrize(
    "coded",
    [
        quote(STEM + ".docx"),
        quote(STEM + " (1).docx").lower(),
        f"{STEM}%20(1).docx",
        f"{STEM}%281%29.docx",
        "utf-8''" + quote(STEM + ".docx"),
        "UTF-8'zh-CN'" + quote(STEM + ".docx"),
        quote(quote(STEM + ".docx")),
        quote(STEM + ".docx", encoding="gbk"),
        f"70周年-复旦大学-{quote(TITLE)}-李明.docx",
        "70#U5468#U5e74-复旦大学-红旗-李明.docx",
        "70&#21608;&#24180;-复旦大学-红旗-李明.docx",
        "GBK''" + quote(STEM + ".docx", encoding="gbk"),
        f"=?utf-8?B?{base64.b64encode((STEM + '.docx').encode()).decode()}?=",
        f"=?GB18030?B?{base64.b64encode((STEM + '.docx').encode('gb18030')).decode()}?=",
    ],
)
def test_names_still_in_the_code_of_a_browser_or_a_mail(coded: str) -> None:
    assert answer(coded) == ("repair", UNIT, TITLE, AUTHOR)


@pytest.mark.parametrize("sign", "\ufeff\u200b\u200c\u200d\u00ad\u200e\u200f\u2060\ufe0f\u202e\u202d\u2066\u034f")
def test_signs_that_nobody_sees(sign: str) -> None:
    assert answer(f"{sign}{STEM}.docx") == ("repair", UNIT, TITLE, AUTHOR)
    assert answer(f"{STEM}{sign}.docx") == ("repair", UNIT, TITLE, AUTHOR)


@pytest.mark.parametrize(
    ("name", "unit", "title", "author"),
    [
        ("70周年-复旦大学-A-B-C-李明.docx", UNIT, "A-B-C", AUTHOR),
        ("70周年-浦江老人-《初心-使命》-李明.docx", "浦江老人", "初心-使命", AUTHOR),
        ("70周年-复旦大学-《读《红岩》有感》-李明.docx", UNIT, "读《红岩》有感", AUTHOR),
        ("70周年-复旦大学-《读〈红岩〉有感》-李明.docx", UNIT, "读〈红岩〉有感", AUTHOR),
        ("70周年——复旦大学——薪火——我的军旅——李明.docx", UNIT, "薪火——我的军旅", AUTHOR),
        ("70周年_31692部队-二营_红旗_李明.docx", "31692部队-二营", TITLE, AUTHOR),
        ("70周年-复旦大学-红旗-欧阳 锋.docx", UNIT, TITLE, "欧阳锋"),
        ("70周年-复旦大学-红旗-李 晓 明.docx", UNIT, TITLE, "李晓明"),
        ("70周年-复旦大学-红旗-王芳（学生）的副本.docx", UNIT, TITLE, "王芳（学生）"),
        ("70周年-复旦大学-红旗-Jack Ma修改稿2.docx", UNIT, TITLE, "Jack Ma"),
        ("个人-红旗-李明.docx", "个人", TITLE, AUTHOR),
        ("附件-复旦大学-红旗-李明.docx", UNIT, TITLE, AUTHOR),
        ("上海警备区-红旗-李明.docx", "上海警备区", TITLE, AUTHOR),
        ("海军某部-薪火——我的军旅-欧阳震华.doc", "海军某部", "薪火——我的军旅", "欧阳震华"),
        ("C:\\fakepath\\【70周年征文】复旦大学＿《红旗》＿李 明（最终版） (1).DOCX", UNIT, TITLE, AUTHOR),
        ("复件 七十周年——复旦大学——红旗——李明 - 副本.doc.docx", UNIT, TITLE, AUTHOR),
    ],
)
def test_several_things_at_once(name: str, unit: str, title: str, author: str) -> None:
    assert answer(name) == ("repair", unit, title, author)


def test_a_known_unit_is_known_by_another_spelling() -> None:
    name = "70周年-31692部队-二营-红旗-李明.docx"
    assert answer(name)[0] == "refuse"
    assert answer(name, ("31692部队二营",)) == ("repair", "31692部队-二营", TITLE, AUTHOR)
