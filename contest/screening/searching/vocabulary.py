"""The words of the search box: what can be asked, shown and sorted by, in Chinese and in English."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from contest.phrases import gettext_noop


class Key(StrEnum):
    """What a condition asks about, or a column shows."""

    TITLE = "title"
    AUTHOR = "author"
    UNIT = "unit"
    STATE = "state"
    WORDS = "words"
    RECEIVED = "received"
    COPIED = "copied"
    FLAG = "flag"
    LAYOUT = "layout"
    SECRECY = "secrecy"
    OBJECTION = "objection"
    CHECK = "check"
    GENRE = "genre"
    WAY = "way"
    DECISION = "decision"
    SCREENER = "screener"
    RECEIPT = "receipt"


class Takes(Enum):
    """What stands after the name of a condition, besides words of a list."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called in the box: in Chinese, in English, and in what other ways."""

    chinese: str
    english: str
    also: tuple[str, ...] = ()

    def said(self, *, english: bool) -> str:
        """Give the name in one of the languages."""
        return self.english if english else self.chinese

    def is_called(self, word: str) -> bool:
        """Say whether a word, in small letters, is one of its names."""
        return word in (self.chinese, self.english, *self.also)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be asked for by its name."""

    value: str
    name: Name


@dataclass(frozen=True, slots=True)
class Term:
    """Something that can be asked: its names, what it takes, its listed values, and what it means."""

    key: Key
    name: Name
    takes: Takes
    meaning: str
    choices: tuple[Choice, ...] = ()

    def choice(self, word: str) -> Choice | None:
        """Give the listed value that a word names."""
        return _called(self.choices, word)


def _choices(**names: Name) -> tuple[Choice, ...]:
    return tuple(Choice(value, name) for value, name in names.items())


YES, NO = "yes", "no"
_THERE = _choices(yes=Name("有", "yes"), no=Name("无", "no", ("没有", "none")))

TERMS: Final = (
    Term(Key.TITLE, Name("题目", "title", ("标题", "作品题目")), Takes.TEXT, gettext_noop("题目里有这几个字")),
    Term(Key.AUTHOR, Name("作者", "author", ("姓名", "作者姓名")), Takes.TEXT, gettext_noop("作者姓名里有这几个字")),
    Term(Key.UNIT, Name("单位", "unit", ("所在单位",)), Takes.TEXT, gettext_noop("单位名称里有这几个字")),
    Term(
        Key.STATE,
        Name("状态", "state"),
        Takes.CHOICE,
        gettext_noop("稿件现在的状态"),
        _choices(
            received=Name("待审", "waiting", ("已收稿", "received")),
            returned=Name("退回", "returned", ("退回修改", "return")),
            eligible=Name("通过", "passed", ("通过审查", "eligible", "pass")),
            disqualified=Name("取消资格", "disqualified", ("取消", "disqualify")),
            all=Name("全部", "all", ("所有",)),
        ),
    ),
    Term(
        Key.WORDS,
        Name("字数", "words"),
        Takes.NUMBER,
        gettext_noop("字数，或者超过上限的"),
        _choices(over=Name("超", "over", ("超限", "超出", "超字数"))),
    ),
    Term(Key.RECEIVED, Name("收稿", "received", ("收到", "收稿时间")), Takes.DAY, gettext_noop("哪一天收到")),
    Term(
        Key.COPIED,
        Name("雷同", "copied", ("查重", "match")),
        Takes.NUMBER,
        gettext_noop("与别的文稿最像的一处，0 到 100 分；50 分起是疑似抄袭"),
        _choices(
            suspected=Name("疑似", "suspected", ("疑似抄袭",)),
            look=Name("请看", "look", ("请看一眼",)),
            yes=Name("有", "yes"),
            no=Name("无", "no", ("没有", "none")),
        ),
    ),
    Term(
        Key.FLAG,
        Name("提示", "flag", ("flags",)),
        Takes.CHOICE,
        gettext_noop("人或文件上要看一眼的情况；带问号的仅据姓名，请核对"),
        (
            *_THERE,
            *_choices(
                office=Name("职务", "office", ("任职",)),
                identical=Name("同一文件", "identical", ("相同文件",)),
                accounts=Name("多账号", "accounts", ("多个账号",)),
                contact=Name("同一联系方式", "contact", ("联系方式",)),
            ),
        ),
    ),
    Term(
        Key.LAYOUT,
        Name("版式", "layout"),
        Takes.CHOICE,
        gettext_noop("版式检查的结果"),
        _choices(
            advise=Name("有问题", "faults", ("有",)),
            fits=Name("没问题", "fine", ("无问题", "符合", "无")),
            unverified=Name("查不了", "unknown", ("未检查",)),
        ),
    ),
    Term(Key.SECRECY, Name("密级", "secrecy", ("涉密",)), Takes.CHOICE, gettext_noop("文中有密级字样"), _THERE),
    Term(Key.OBJECTION, Name("异议", "objection"), Takes.CHOICE, gettext_noop("作者不同意主办单位使用"), _THERE),
    Term(
        Key.CHECK,
        Name("检查", "check"),
        Takes.CHOICE,
        gettext_noop("文件能不能检查"),
        _choices(
            waiting=Name("等待", "waiting", ("等待检查",)),
            checked=Name("已检查", "done", ("完成",)),
            unreadable=Name("无法读取", "unreadable", ("读不了",)),
            impossible=Name("不能检查", "impossible", ("本机不能检查",)),
        ),
    ),
    Term(Key.GENRE, Name("体裁", "genre"), Takes.TEXT, gettext_noop("投稿时选的体裁")),
    Term(
        Key.WAY,
        Name("途径", "way", ("来路", "via")),
        Takes.CHOICE,
        gettext_noop("怎样收到的"),
        _choices(
            web=Name("网上", "web", ("网页",)),
            mail=Name("邮件", "mail", ("邮箱", "email")),
            bundle=Name("单位汇总", "bundle", ("汇总", "单位")),
        ),
    ),
    Term(
        Key.DECISION,
        Name("决定", "decision"),
        Takes.CHOICE,
        gettext_noop("曾经作过的决定"),
        _choices(**{
            "pass": Name("通过", "pass", ("通过审查", "passed")),
            "return": Name("退回", "return", ("退回修改", "returned")),
            "disqualify": Name("取消资格", "disqualify", ("取消", "disqualified")),
            NO: Name("无", "none", ("没有",)),
        }),
    ),
    Term(Key.SCREENER, Name("审稿", "screener", ("审稿人", "decider")), Takes.TEXT, gettext_noop("作过决定的人")),
    Term(Key.RECEIPT, Name("回执", "receipt", ("回执号",)), Takes.TEXT, gettext_noop("回执编号里有这几个字")),
)  # fmt: skip
"""What can be asked, in the order in which it is explained; every one is a column too."""

SORT: Final = Name("排序", "sort", ("排", "order"))
COLUMNS: Final = Name("列", "columns", ("显示", "column"))

SORTED_BY: Final = (Key.RECEIVED, Key.WORDS, Key.COPIED, Key.TITLE, Key.AUTHOR, Key.UNIT)
USUAL_COLUMNS: Final = (Key.TITLE, Key.AUTHOR, Key.UNIT, Key.WORDS, Key.COPIED, Key.FLAG, Key.RECEIVED, Key.STATE)

TERM_OF: Final = {term.key: term for term in TERMS}


def term_called(word: str) -> Term | None:
    """Give what a word, in any letters, is the name of."""
    small = word.lower()
    return next((term for term in TERMS if term.name.is_called(small)), None)


def choice_of(key: Key, value: str) -> Choice:
    """Give a listed value as it is named."""
    return next(choice for choice in TERM_OF[key].choices if choice.value == value)


def _called(choices: Iterable[Choice], word: str) -> Choice | None:
    small = word.lower()
    return next((choice for choice in choices if choice.name.is_called(small)), None)
