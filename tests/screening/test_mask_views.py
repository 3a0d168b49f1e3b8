"""The screener's page about masks: what it suggests and lists, and what its buttons do."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from contest.judging.drawing import propose_draw
from contest.judging.operations import open_round
from contest.notice.models import Contest, Office
from contest.screening.models import Masking
from tests.documents.parts import centred, docx, p
from tests.judging.making import judge, pass_it, prepared
from tests.making import appointed, hand_in_entry, make_person, organiser_of, signed_in_client
from tests.screening.making import AS_A_WORD, BYLINE, NAME, WORD, mask, named_like_a_word, page, spot_values

pytestmark = pytest.mark.django_db


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
