"""Plants everything that could tell who wrote an essay, in the manuscript and in the account, and searches for it."""

import re
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone

from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.people.models import User
from tests.documents.parts import box, centred, docx, p, r
from tests.judging.making import pass_it
from tests.judging.packets.making import inflated
from tests.making import body_of, hand_in_entry

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
AUTHOR, UNIT = "欧阳听澜", "沙角民兵哨所"
PHONE, MAIL, LOGIN, ACCOUNT = "13912345678", "tinglan@waves.example", "13800138000", "欧阳舟子"
CREATOR, FILE, HEADER, FOOTER, COMMENT = "创建者某人", "随手取的文件名", "页眉里的某人", "页脚里的某人", "批注里的某人"

MANUSCRIPT = docx(
    centred("灯下的江")
    + centred(f"{UNIT}　{AUTHOR}")
    + p(r("我叫欧"), r("阳", "<w:b/>"), r("听澜，今年五十二岁，在江边住了一辈子。"))
    + p("别人叫我欧 阳 听 澜，也有人写作欧阳·听澜；哨所的牌子上写着沙角", r("民兵"), "哨所，漆都掉了。")
    + p(
        "有事打电话139-1234-5678，也就是13912345678，",
        r("或者写到 tinglan"),
        r("@waves.example"),
        "，或者加微信：tinglan_waves。",
    )
    + p("账号是13800138000，名字写的是欧阳舟子。", box(f"文本框：{AUTHOR}"))
    + p("江上的灯一盏一盏亮起来，一直亮到天明，谁也不知道是谁点的。")
    + p(f"（作者单位：{UNIT}）"),
    {
        "word/header1.xml": f"<w:hdr {W}>{p(HEADER + AUTHOR)}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {W}>{p(FOOTER + PHONE)}</w:ftr>",
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="1" w:author="{AUTHOR}">{p(COMMENT)}</w:comment>'
        "</w:comments>",
        "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2">{p("作者：" + AUTHOR)}</w:footnote>'
        "</w:footnotes>",
        "docProps/core.xml": '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
        f"<dc:creator>{CREATOR}</dc:creator><cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy></cp:coreProperties>",
    },
)
RECEIVED_AT: datetime = timezone.now().astimezone(ZoneInfo("Asia/Shanghai")) - timedelta(days=40, seconds=4321)
"""Long before anything else that happens here, in the zone of the small notice."""


def plant(contest: Contest) -> Entry:
    """Give the entry with everything planted, passed."""
    person = User.objects.create_user(LOGIN, name=ACCOUNT)
    person.email = MAIL
    person.save()
    entry = hand_in_entry(
        contest,
        person,
        title="灯下的江",
        author=AUTHOR,
        unit=UNIT,
        content=MANUSCRIPT,
        file_name=f"{FILE}{AUTHOR}.docx",
        at=RECEIVED_AT,
    )
    return pass_it(entry)


def telling(entry: Entry) -> set[str]:
    """Give every string that would tell whose entry it is."""
    receipt = entry.receipts.get()
    manuscript = entry.manuscripts.get()
    assert receipt.canonical_name == manuscript.canonical_name
    return {
        AUTHOR,
        "听澜",
        UNIT,
        PHONE,
        "139-1234-5678",
        MAIL,
        "tinglan_waves",
        LOGIN,
        ACCOUNT,
        CREATOR,
        FILE,
        HEADER,
        FOOTER,
        COMMENT,
        receipt.number,
        entry.token,
        manuscript.stored_name,
        manuscript.sha256,
        f"{RECEIVED_AT:%H:%M:%S}",
        f"{RECEIVED_AT.month}月{RECEIVED_AT.day}日 {RECEIVED_AT:%H:%M}",
    }


def said_in(answer: HttpResponse) -> str:
    """Give all that an answer says, head and body, with every escape undone, and once more without markup.

    Of a file that is a package, every part is read, of one inside it too.
    """
    text = unescape(inflated(body_of(answer)).decode(errors="replace"))
    head = unquote("\n".join((*(f"{name}: {value}" for name, value in answer.items()), answer.cookies.output())))
    plain = re.sub(r"<[^>]*>", "", text)
    return "\n".join((head, text, plain, re.sub(r"[\s·]", "", plain)))


def found_in(heard: dict[str, str], strings: set[str]) -> set[tuple[str, str]]:
    """Give the strings that were said, each with where."""
    return {(string, address) for address, said in heard.items() for string in strings if string in said}
