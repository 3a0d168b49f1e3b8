"""The columns of a summary sheet (汇总表): what we call them, and what units call them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from contest.notice.tables import folded

Column = Literal["number", "title", "author", "unit", "phone", "genre", "pen_name", "ai_use", "file_name", "remark"]

OTHER_NAMES: Final[Mapping[Column, Sequence[str]]] = {
    "number": ("序号", "编号", "序", "号"),
    "title": (
        "作品题目", "题目", "篇名", "标题", "作品名称", "作品标题", "作品名", "篇目", "征文题目", "征文标题",
        "征文名称", "文章题目", "文章标题", "文章名称", "稿件题目", "稿件标题", "稿件名称", "参赛作品", "参赛题目",
        "作品",
    ),
    "author": (
        "作者姓名", "作者", "姓名", "作者名", "作者名字", "投稿人", "投稿人姓名", "参赛者", "参赛者姓名", "参赛作者",
        "参赛人", "参赛人员", "撰稿人", "名字",
    ),
    "unit": (
        "所在单位", "作者单位", "作者所在单位", "单位", "单位名称", "工作单位", "所属单位", "部别", "所在部门", "部门",
        "所属部门", "单位部门", "学校", "推荐单位", "报送单位", "选送单位", "填报单位",
    ),
    "phone": (
        "联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "作者电话", "联系手机", "手机电话",
    ),
    "genre": ("体裁", "文体", "作品体裁", "类别", "作品类别", "类型", "作品类型"),
    "pen_name": ("笔名", "发表署名", "署名", "发表用名"),
    "ai_use": (
        "人工智能使用情况", "ai使用情况", "使用ai情况", "使用人工智能情况", "是否使用ai", "是否使用人工智能",
    ),
    "file_name": (
        "文件名", "文件名称", "电子稿文件名", "稿件文件名", "电子文件名", "电子版文件名", "文档名", "文档名称",
        "附件名", "附件名称", "对应文件",
    ),
    "remark": ("备注", "说明"),
}  # fmt: skip
"""Each column's own heading, then its other names; where a sheet has two of them, the earlier one counts."""

CONSENTS: Final[Mapping[str, Sequence[str]]] = {
    "publish": ("同意发表", "是否同意发表", "授权发表", "可否发表", "发表"),
    "edit": ("同意编辑", "是否同意编辑", "同意编辑修改", "是否同意编辑修改", "同意修改", "是否同意修改", "编辑"),
    "online": ("同意网上使用", "是否同意网上使用", "网上使用", "同意网络使用", "网络使用", "是否同意网络使用", "上网"),
}
"""The usual consents by their key in the notice; another has its wording for a heading."""


@dataclass(frozen=True, slots=True)
class ConsentColumn:
    """A consent that a sheet may answer for each author: its key in the notice, and its heading."""

    key: str
    wording: str

    @property
    def heading(self) -> str:
        """The heading of its column."""
        return CONSENTS[self.key][0] if self.key in CONSENTS else self.wording.rstrip("。.")[:40]

    @property
    def names(self) -> tuple[str, ...]:
        """Every heading that it is known by."""
        return (*CONSENTS.get(self.key, ()), self.wording, self.heading)


_KNOWN: Final[Mapping[str, tuple[Column, int]]] = {
    folded(name): (column, rank) for column, names in OTHER_NAMES.items() for rank, name in enumerate(names)
}


def columns_in(headings: Sequence[str], consents: Sequence[ConsentColumn]) -> dict[str, int]:
    """Give the place of each column known by its heading; a consent is called `consent:` and its key."""
    asked = {folded(name): (f"consent:{one.key}", rank) for one in consents for rank, name in enumerate(one.names)}
    found: dict[str, tuple[int, int]] = {}
    for place, heading in enumerate(headings):
        known = asked.get(folded(heading)) or _KNOWN.get(folded(heading))
        if known is not None and (known[0] not in found or known[1] < found[known[0]][1]):
            found[known[0]] = (place, known[1])
    return {name: place for name, (place, _) in found.items()}
