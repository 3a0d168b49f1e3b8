"""The screening desk."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.documents.masks import Spot
from contest.entries.models import Entry
from contest.judging.operations import open_round
from contest.judging.queries import propose_draw
from contest.notice.models import Contest, Office
from contest.people.models import User
from contest.screening.models import Decision, Masking
from tests.documents.parts import centred, docx, p
from tests.entries.test_manuscripts import rtf
from tests.judging.making import handed_in, judge, pass_it, prepared
from tests.making import (
    appointed,
    body_of,
    docx_bytes,
    entrant_of,
    hand_in_entry,
    make_contest,
    make_person,
    organiser_of,
    signed_in_client,
)
from tests.screening.making import AS_A_WORD, BYLINE, NAME, WORD, named_like_a_word
from tests.screening.test_operations import newer

pytestmark = pytest.mark.django_db

ESSAY_TEXT = "夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话，只听见水声一阵近、一阵远。"


@pytest.fixture
def client(contest: Contest) -> Client:
    """The screener's browser."""
    return signed_in_client(appointed(contest, Office.SCREENER))


def desk(contest: Contest, more: str = "") -> str:
    return reverse("screening", args=[contest.slug]) + more


def page(entry: Entry) -> str:
    return reverse("screen-entry", args=[entry.contest.slug, entry.token])


def decide(client: Client, entry: Entry, **values: object) -> tuple[int, str, str]:
    """Post a decision; give the status, where it leads, and the page."""
    sent = {"version": 1, "outcome": "pass", **values}
    answer = client.post(reverse("decide", args=[entry.contest.slug, entry.token]), sent)
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def test_an_entry_with_its_facts(client: Client, contest: Contest) -> None:
    entry = handed_in(contest, author="林晓", unit="潮声纪念馆")
    shown = client.get(page(entry)).content.decode()
    receipt = entry.receipts.get()
    for words in (
        "第1篇",
        "林晓",
        "潮声纪念馆",
        receipt.number,
        "十周年-潮声纪念馆-第1篇-林晓.docx",
        entrant_of(entry).login,
        "遮盖了 1 处",
        "江上的灯一盏一盏亮起来",
        "字数 37，上限 1500 字。",
    ):
        assert words in shown
    article = re.search(r"<article.*?</article>", shown, re.DOTALL)
    assert article is not None
    assert "林晓" not in article[0]


def test_a_draft_is_not_there(client: Client, contest: Contest, person: User) -> None:
    draft = Entry.objects.create(contest=contest, entrant=person)
    assert client.get(page(draft)).status_code == 404


def test_an_entry_of_another_contest_is_not_there(client: Client, contest: Contest) -> None:
    other = handed_in(make_contest("autumn"))
    address = reverse("screen-entry", args=[contest.slug, other.token])
    assert client.get(address).status_code == 404
    address = reverse("decide", args=[contest.slug, other.token])
    assert client.post(address, {"version": 1, "outcome": "pass"}).status_code == 404
    other.refresh_from_db()
    assert other.state == "received"


def test_a_decision_leads_to_the_next(client: Client, contest: Contest) -> None:
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    assert decide(client, one)[:2] == (302, page(two))
    answer = client.get(page(two))
    assert "《第1篇》：通过。" in answer.content.decode()
    assert decide(client, two, outcome="disqualify", reason="plagiarism", note="雷同")[:2] == (302, desk(contest))
    assert [one.outcome for one in Decision.objects.order_by("id")] == ["pass", "disqualify"]


def test_the_date_is_of_the_contests_zone(person: User) -> None:
    contest = make_contest(time_zone="Asia/Tokyo")
    client = signed_in_client(appointed(contest, Office.SCREENER))
    entry = handed_in(contest)
    day = (timezone.now() + timedelta(days=5)).date()
    status, _, _ = decide(client, entry, outcome="return", note="删去署名", until=f"{day}T18:00")
    assert status == 302
    entry.refresh_from_db()
    assert entry.return_until == datetime(day.year, day.month, day.day, 18, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        ({"outcome": "return", "until": "2099-01-01T18:00"}, 422, "请写明需要修改什么。"),
        ({"outcome": "return", "note": "改"}, 422, "请给出修改期限。"),
        ({"outcome": "return", "note": "改", "until": "不久"}, 422, 'value="不久"'),
        ({"outcome": "return", "note": "改", "until": "2001-01-01T18:00"}, 409, "请给出一个将来的修改期限。"),
        ({"outcome": "return", "note": "改", "until": "9999-01-01T18:00"}, 422, "时间应当在 2000 年到 2200 年之间。"),
        ({"outcome": "return", "note": "改", "until": "0001-01-01T01:00"}, 422, 'value="0001-01-01T01:00"'),
        ({"outcome": "disqualify"}, 422, "请选择通知中列出的原因。"),
        ({"outcome": "disqualify", "reason": "because"}, 422, "because"),
        ({"outcome": "burn"}, 422, "burn"),
        ({"outcome": ""}, 422, "作出决定"),
        ({"version": "x"}, 422, "作出决定"),
    ],
)
def test_what_is_missing_is_said_beside_the_form(
    client: Client, contest: Contest, values: dict[str, object], status: int, words: str
) -> None:
    entry = handed_in(contest)
    answered, _, shown = decide(client, entry, **values)
    assert answered == status
    assert words in shown
    entry.refresh_from_db()
    assert (entry.state, Decision.objects.count()) == ("received", 0)


def test_a_version_that_is_not_there(client: Client, contest: Contest) -> None:
    entry = handed_in(contest)
    assert decide(client, entry, version=9)[0] == 404


def test_a_newer_version_stops_the_decision(client: Client, contest: Contest) -> None:
    entry = handed_in(contest)
    newer(entry, entrant_of(entry), "改过的题目")
    status, _, shown = decide(client, entry, version=1)
    assert status == 409
    assert "作者刚刚提交了新的一稿" in shown
    assert "改过的题目" in shown
    entry.refresh_from_db()
    assert entry.state == "received"


def test_two_screeners_one_decision(client: Client, contest: Contest) -> None:
    """The second of two who pass the same entry is told, and nothing is done twice."""
    entry = handed_in(contest)
    pass_it(entry)
    status, _, shown = decide(client, entry)
    assert status == 409
    assert "组织者在您打开这一页之后作了决定：通过。" in shown
    assert Decision.objects.count() == 1


def test_files_leave_under_the_name_that_the_rule_spells(client: Client, contest: Contest) -> None:
    entry = handed_in(contest, author="林晓", unit="潮声纪念馆")
    answer = client.get(reverse("screening-file", args=[contest.slug, entry.token, 1]))
    assert b"".join(answer.streaming_content) == docx_bytes("第1篇", "林晓", "潮声纪念馆")  # type: ignore[attr-defined]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(reverse("screening-file", args=[contest.slug, entry.token, 2])).status_code == 404


# --- masks --------------------------------------------------------------------------------------------------------


def mask(client: Client, entry: Entry, **values: object) -> tuple[int, str]:
    """Post a choice about what is masked; give the status and the page that it ends on."""
    address = reverse("choose-masks", args=[entry.contest.slug, entry.token])
    answer = client.post(address, {"version": 1, **values}, follow=True)
    status = answer.redirect_chain[0][1] if answer.redirect_chain else answer.status_code
    return status, answer.content.decode()


def spot_values(spot: Spot) -> dict[str, object]:
    return {"where": spot.where, "index": spot.index, "start": spot.start, "text": spot.text}


def sections(shown: str) -> dict[str, list[str]]:
    """Give the places that the page lists, by the heading they stand under."""
    parts = re.split(r"<(?:h3|summary)>", shown.partition('id="masks"')[2])
    listed = {
        part.partition("<")[0].rstrip(" 0123456789处"): re.findall(r'<mark class="mask">([^<]*)</mark>', part)
        for part in parts[1:]
    }
    return {heading: places for heading, places in listed.items() if places}


def buttons(shown: str) -> list[tuple[str, dict[str, str]]]:
    """Give the forms about masks on the page: the name of each one's button, and what it would send."""
    found = []
    for form in re.findall(r'<form[^>]*class="mask-form">.*?</form>', shown, re.DOTALL):
        values = dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">', form))
        area = re.search(r'<textarea name="text" hidden>\n(.*?)</textarea>', form, re.DOTALL)
        button = re.search(r"<button[^>]*>([^<]+)</button>", form)
        assert button is not None
        found.append((button[1], values | ({"text": area[1]} if area else {})))
    return [(name, {key: unescape(value) for key, value in values.items()}) for name, values in found]


def test_a_name_that_may_be_a_word_is_suggested(client: Client, contest: Contest) -> None:
    shown = client.get(page(named_like_a_word(contest))).content.decode()
    assert sections(shown) == {"请您看一看": [WORD], "遮盖了": [BYLINE.text, NAME]}
    assert f'<small>作者姓名</small> <mark class="mask">{WORD}</mark>七十年' in shown
    assert "建国七十年" in shown[shown.index("<article") : shown.index("</article>")]


def test_each_button_does_what_it_says(client: Client, contest: Contest) -> None:
    """The forms of the page are sent as they stand: a suggestion masked, a mask taken off, and both undone."""
    entry = named_like_a_word(contest)
    assert [name for name, _ in buttons(client.get(page(entry)).content.decode())] == ["遮盖", "不遮盖", "不遮盖"]
    for number, expected in (
        (0, {"遮盖了": [BYLINE.text, WORD, NAME]}),
        (2, {"您改为不遮盖的": [NAME], "遮盖了": [BYLINE.text, WORD]}),
        (0, {"遮盖了": [BYLINE.text, WORD, NAME]}),
        (1, {"您改为不遮盖的": [WORD], "遮盖了": [BYLINE.text, NAME]}),
    ):
        shown = client.get(page(entry)).content.decode()
        _, values = buttons(shown)[number]
        answer = client.post(reverse("choose-masks", args=[contest.slug, entry.token]), values)
        assert (answer.status_code, answer["Location"]) == (302, page(entry) + "#masks")
        assert sections(client.get(page(entry)).content.decode()) == expected


def test_a_text_is_masked_everywhere_and_no_longer(client: Client, contest: Contest) -> None:
    entry = named_like_a_word(contest)
    _, shown = mask(client, entry, choice="add", text=" 老周 ")
    assert "灯是███点的，███一点" in shown
    assert "全文遮盖“老周”" in shown
    name, values = next(one for one in buttons(shown) if one[1]["choice"] == "remove")
    assert (name, values["text"]) == ("取消", "老周")
    _, shown = mask(client, entry, **values)
    assert "灯是老周点的" in shown
    assert "全文遮盖“老周”" not in shown


@pytest.mark.parametrize(
    ("text", "words"), [("", "这个字段是必填项"), ("　", "这个字段是必填项"), ("灯" * 101, 'value="' + "灯" * 101)]
)
def test_a_text_that_is_none_keeps_the_page(client: Client, contest: Contest, text: str, words: str) -> None:
    entry = named_like_a_word(contest)
    status, shown = mask(client, entry, choice="add", text=text)
    assert status == 422
    assert words in shown
    assert "建国七十年" in shown
    assert Masking.objects.count() == 0


def test_a_text_that_stands_nowhere_is_said_on_top_and_stays_typed(client: Client, contest: Contest) -> None:
    """A mistyped name must not look masked."""
    entry = named_like_a_word(contest)
    status, shown = mask(client, entry, choice="add", text="老州")
    assert status == 409
    assert "文中没有找到“老州”，或者已经遮盖了。请核对后再写。" in shown
    assert shown.index("还有地方要改") < shown.index('class="screen"')
    assert 'value="老州"' in shown
    assert Masking.objects.count() == 0


@pytest.mark.parametrize(
    "changed",
    [{"choice": "burn"}, {"where": "margin"}, {"index": "-1"}, {"start": "x"}, {"text": ""}, {"version": "x"}],
)
def test_a_choice_that_no_page_offers_is_refused_in_words(
    client: Client, contest: Contest, changed: dict[str, str]
) -> None:
    entry = named_like_a_word(contest)
    status, shown = mask(client, entry, **{"choice": "mask", **spot_values(AS_A_WORD), **changed})
    assert status == 422
    assert "没有这样的遮盖办法，请刷新页面再试。" in shown
    assert Masking.objects.count() == 0


def test_a_version_that_is_not_there_has_no_masks(client: Client, contest: Contest) -> None:
    entry = named_like_a_word(contest)
    assert mask(client, entry, version=9, choice="mask", **spot_values(AS_A_WORD))[0] == 404
    assert mask(client, entry, version=9, choice="add", text="老周")[0] == 404


def test_a_place_that_is_gone_is_said(client: Client, contest: Contest) -> None:
    entry = named_like_a_word(contest)
    gone = replace(AS_A_WORD, start=1)
    status, shown = mask(client, entry, choice="mask", **spot_values(gone))
    assert status == 302
    assert "文稿里没有这一处，请刷新页面再试。" in shown


def test_a_place_over_several_lines_comes_back_as_it_was_sent(client: Client, contest: Contest) -> None:
    """A row of a table that names the author goes as one place; a browser sends its line ends as two signs."""
    rows = "".join(f"<w:tc>{p(text)}</w:tc>" for text in ("作者", "林晓帆", "单位", "潮声纪念馆"))
    body = centred("灯火") + f"<w:tbl><w:tr>{rows}</w:tr></w:tbl>" + p("夜里，江上的灯一盏一盏亮起来。" * 4)
    entry = hand_in_entry(contest, make_person(name="林晓帆"), content=docx(body))
    shown = client.get(page(entry)).content.decode()
    _, values = buttons(shown)[0]
    assert values["text"].count("\n") == 3
    status, shown = mask(client, entry, **{**values, "text": values["text"].replace("\n", "\r\n")})
    assert status == 302
    assert buttons(shown)[0][0] == "遮盖"


def test_no_button_once_judging_has_begun(client: Client, contest: Contest) -> None:
    entry = pass_it(named_like_a_word(contest))
    round_ = prepared(contest, [judge(contest, 1), judge(contest, 2)])
    assert len(buttons(client.get(page(entry)).content.decode())) == 3
    open_round(round_=round_, inputs_hash=propose_draw(round_).inputs_hash, actor=organiser_of(contest))
    shown = client.get(page(entry)).content.decode()
    assert "这篇稿件已经进入评审，遮盖不能再改。" in shown
    assert (buttons(shown), "还要遮盖的文字" in shown) == ([], False)
    status, shown = mask(client, entry, choice="add", text="老周")
    assert (status, "全文遮盖“老周”" in shown) == (409, False)
    assert shown.count("这篇稿件已经进入评审，遮盖不能再改。") == 2  # in the answer and above the masks


def test_an_observer_has_no_button(contest: Contest) -> None:
    entry = named_like_a_word(contest)
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    shown = observer.get(page(entry)).content.decode()
    assert sections(shown)["请您看一看"] == [WORD]
    assert buttons(shown) == []
    assert "还要遮盖的文字" not in shown
    assert mask(observer, entry, choice="add", text="老周")[0] == 404


def test_what_waits_says_why_it_can_not_pass(person: User) -> None:
    contest = make_contest(endings=(".docx", ".rtf"))
    client = signed_in_client(appointed(contest, Office.SCREENER))
    entry = hand_in_entry(contest, person, content=rtf("灯火", "林晓写的。"), file_name="灯火.rtf")
    shown = client.get(page(entry)).content.decode()
    assert "这个文件正在转换，请稍后再看。" in shown
    assert "遮盖了" not in shown
    status, _, shown = decide(client, entry)
    assert status == 409
    assert shown.count("这个文件正在转换，请稍后再看。") == 2  # above the manuscript and beside the form
    address = reverse("screening-blind-file", args=[contest.slug, entry.token, 1])
    assert "这个文件正在转换，请稍后再看。" in client.get(address, follow=True).content.decode()


def test_the_file_for_judges_can_be_had_before(client: Client, contest: Contest) -> None:
    entry = named_like_a_word(contest)
    mask(client, entry, choice="mask", **spot_values(AS_A_WORD))
    address = reverse("screening-blind-file", args=[contest.slug, entry.token, 1])
    answer = client.get(address)
    assert unquote(answer["Content-Disposition"]) == "attachment; filename*=utf-8''匿名稿.docx"
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert "███七十年" in parts["word/document.xml"]
    assert not [(word, name) for word in (WORD, NAME, "潮声") for name, part in parts.items() if word in part]
    assert client.get(reverse("screening-blind-file", args=[contest.slug, entry.token, 2])).status_code == 404


def test_the_desk_flags_what_needs_a_second_look(person: User) -> None:
    contest = make_contest(endings=(".docx", ".rtf"))
    client = signed_in_client(appointed(contest, Office.SCREENER))
    handed_in(contest, 1)
    for number, (content, name) in enumerate(
        (
            (docx(p("机密★10年") + centred("灯火") + p(ESSAY_TEXT)), "灯火.docx"),
            (docx(centred("灯火") + p(ESSAY_TEXT) + p("本人不同意主办单位将本文用于出版。")), "灯火.docx"),
            (rtf("灯火", ESSAY_TEXT), "灯火.rtf"),
        ),
        2,
    ):
        someone = make_person(f"someone{number}@example.org", "周远山")
        hand_in_entry(contest, someone, title=f"第{number}篇", content=content, file_name=name)
    shown = client.get(desk(contest)).content.decode()
    cells = re.findall(r'<td data-label="题目"><a href="[^"]+">([^<]+)</a>(.*?)</td>', shown, re.DOTALL)
    assert {title: re.findall(r"<small[^>]*>([^<]+)</small>", flags) for title, flags in cells} == {
        "第1篇": [],
        "第2篇": ["密级字样"],
        "第3篇": ["有异议"],
        "第4篇": ["等待检查"],
    }


def test_an_observer_sees_and_does_not_decide(contest: Contest) -> None:
    entry = handed_in(contest)
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    shown = observer.get(page(entry)).content.decode()
    assert "第1篇" in shown
    assert "作出决定" not in shown
    assert decide(observer, entry)[0] == 404
