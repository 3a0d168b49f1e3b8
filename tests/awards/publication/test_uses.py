"""What may be done with an essay, by what was said of it."""

import pytest

from contest.awards.publication.uses import Said, Use, fault_of_use

ASKED = frozenset({"original", "publish", "edit", "online"})
ALL = frozenset({"publish", "edit", "online"})


@pytest.mark.parametrize(
    ("use", "said", "asked", "fault"),
    [
        (Use.PUBLISH, Said(ALL), ASKED, ""),
        (Use.EDIT, Said(frozenset({"publish"})), ASKED, "作者没有表示同意编辑修改。"),
        (Use.ONLINE, Said(frozenset({"publish", "edit"})), ASKED, "作者没有表示同意在网上使用。"),
        (Use.PUBLISH, Said(frozenset()), ASKED, "作者没有表示同意发表。"),
        # What the notice doesn't ask for is the organisers' right.
        (Use.EDIT, Said(frozenset({"publish"})), frozenset({"publish"}), ""),
        (Use.PUBLISH, Said(frozenset()), frozenset(), ""),
        (Use.PUBLISH, Said(ALL, "本文谢绝发表。"), ASKED, "文中写着“本文谢绝发表。”，还没有问过作者。"),
        (Use.PUBLISH, Said(ALL, "本文谢绝发表。", True), ASKED, "作者在文中提出了异议：“本文谢绝发表。”。"),
        (Use.PUBLISH, Said(ALL, "本文谢绝发表。", False), ASKED, ""),
        (Use.PUBLISH, Said(frozenset(), "本文谢绝发表。", False), ASKED, "作者没有表示同意发表。"),
        (Use.PUBLISH, Said(ALL, held="家属来电"), ASKED, "组委会决定暂不发表：家属来电"),
    ],
)
def test_a_use_is_allowed_unless_it_is_held_back_objected_to_or_not_agreed_to(
    use: Use, said: Said, asked: frozenset[str], fault: str
) -> None:
    found = fault_of_use(use, said, asked)
    assert ("" if found is None else str(found)) == fault
