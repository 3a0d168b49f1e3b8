"""Certificates on their pages: the office's, the entrant's, and the one on which anybody verifies one."""

import io
import re
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contest.awards.certificates import views
from contest.awards.certificates.models import Certificate, CertificateTemplate
from contest.awards.certificates.operations import withdraw_certificate
from contest.awards.certificates.zipping import file_name
from contest.awards.models import Award
from contest.entries.models import Entry
from contest.notice.announcement import TierAnnounced
from contest.notice.models import Contest, Office
from contest.people.models import User
from contest.typeset.certificates import Design
from tests.awards.making import confirm, judged
from tests.awards.published import issued, published
from tests.making import appointed, body_of, entrant_of, make_contest, organiser_of, signed_in_client
from tests.typeset.making import sheet, texts

pytestmark = pytest.mark.django_db

OFFICE = ("certificates", "certificate-design", "certificates-print-file", "certificates-zip-file")


@pytest.fixture
def client(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))


def address(name: str, contest: Contest, *places: object) -> str:
    return reverse(name, args=[contest.slug, *places])


def page(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def said(answer: object) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def withdraw(certificate: Certificate, reason: str = "抄袭查实。") -> None:
    withdraw_certificate(certificate=certificate, reason=reason, actor=certificate.issued_by)


# --- the office ---------------------------------------------------------------------------------------------------


def test_from_the_list_to_certificates_and_back(client: Client, contest: Contest) -> None:
    board, issue = address("certificates", contest), address("issue-certificates", contest)
    judged(contest, [90, 80, 70])
    assert "获奖名单公布之后，在这里颁发证书。" in page(client, board)
    assert said(client.post(issue)) == ["获奖名单公布之后才能颁发证书。"]
    confirm(contest)
    client.post(address("publish-prizes", contest))
    assert f'href="{board}">获奖证书</a>' in page(client, address("prizes", contest))
    shown = page(client, board)
    assert "名单上还有 3 项没有证书。" in shown
    assert "按奖项和名次依次编号，颁发 3 张。" in shown
    assert "还没有颁发证书。" in shown
    answer = client.post(issue)
    assert answer["Location"] == board
    assert said(answer) == ["已颁发 3 张证书。"]
    assert said(client.post(issue))[-1] == "没有要颁发的证书。"
    shown = page(client, board)
    assert "名单上的每一项都颁发过证书。" in shown
    assert "合成一个 PDF 打印：第 1 至 3 张" in shown
    assert "每张一个 PDF，打包为 ZIP（3 张）" in shown
    first = Certificate.objects.get(serial=1)
    assert first.words["verify"] == f"http://testserver/verify/{first.token}/"
    take_back = address("withdraw-certificate", contest, 1)
    assert said(client.post(take_back, {"reason": " "}))[-1] == "请写明为什么撤回这张证书。"
    assert said(client.post(take_back, {"reason": "题目有误。"}))[-1] == "证书 十周年证字第0001号 已撤回。"
    shown = page(client, board)
    assert "题目有误。" in shown
    assert "每张一个 PDF，打包为 ZIP（2 张）" in shown
    again = address("issue-again", contest, 1)
    assert said(client.post(again))[-1] == "已重新颁发，新编号 十周年证字第0004号。"
    assert said(client.post(again))[-1].startswith("现在不能重新颁发")


def test_one_file_all_in_one_and_each_in_a_zip(client: Client, contest: Contest) -> None:
    published(contest)
    made = issued(contest)
    withdraw(made[1])
    stand = [made[0], *made[2:]]
    answer = client.get(address("certificate-file", contest, 1))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    (one,) = texts(body_of(answer))
    assert one.startswith(f"编号：{made[0].number}")
    assert f"{made[0].words['honoree']}：您的作品《{made[0].words['title']}》" in one
    pages = texts(body_of(client.get(address("certificates-print-file", contest))))
    assert [text.startswith(f"编号：{one.number}") for one, text in zip(stand, pages, strict=True)] == [True] * 3
    answer = client.get(address("certificates-zip-file", contest))
    assert answer.streaming
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [f"{one.number}-{one.words['honoree']}.pdf" for one in stand]
        assert [texts(packed.read(name)) for name in packed.namelist()] == [[text] for text in pages]
    for gone in ("certificate-file", 2), ("certificate-file", 99):
        assert client.get(address(gone[0], contest, gone[1])).status_code == 404


@pytest.mark.parametrize(
    ("number", "honoree", "name"),
    [
        ("证字第1号", "林晓", "证字第1号-林晓.pdf"),
        ("../../证", "林/晓:*?", "／..／证-林／晓：＊？.pdf"),
        ("证", "林" * 100, "证-" + "林" * 30 + ".pdf"),
        ("证\u202e", "林\n晓 .", "证-林 晓.pdf"),
    ],
)
def test_a_file_has_a_name_that_any_system_can_write(number: str, honoree: str, name: str) -> None:
    assert file_name(sheet(number=number, honoree=honoree)) == name


def test_what_is_to_be_printed_comes_in_parts(
    client: Client, contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(contest)
    made = issued(contest)
    monkeypatch.setattr(views, "A_PART", 3)
    shown = page(client, address("certificates", contest))
    assert re.findall(r"第 (\d+) 至 (\d+) 张", shown) == [("1", "3"), ("4", "4")]
    part = address("certificates-print-file", contest) + "?part="
    assert len(texts(body_of(client.get(part + "1")))) == 3
    (last,) = texts(body_of(client.get(part + "2")))
    assert made[3].number in last
    for wrong in ("3", "0", "-1", "x", "９", "9" * 30):
        assert client.get(part + wrong).status_code == 404


def test_before_anything_is_issued_there_is_nothing_to_take(client: Client, contest: Contest) -> None:
    for name in ("certificates-print-file", "certificates-zip-file"):
        assert client.get(address(name, contest)).status_code == 404


def test_names_that_no_font_has_are_told_before_they_are_issued(client: Client, contest: Contest) -> None:
    published(contest)
    Award.objects.filter(tier_key="first").update(author="𠮷田")
    shown = page(client, address("certificates", contest))
    assert "这里的字体没有下面这些字" in shown
    assert "<li>𠮷田：<strong>𠮷</strong></li>" in shown


def test_an_observer_reads_and_takes_but_changes_nothing(contest: Contest) -> None:
    published(contest)
    issued(contest)
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    shown = page(observer, address("certificates", contest))
    assert "撤回这张证书" not in shown
    assert "证书样式" not in shown
    assert observer.get(address("certificate-file", contest, 1)).status_code == 200


def test_no_judge_reaches_certificates(contest: Contest) -> None:
    published(contest)
    made = issued(contest)
    judges = User.objects.filter(appointments__contest=contest, appointments__office=Office.JUDGE)
    reader = signed_in_client(judges[0])
    for name in OFFICE:
        assert reader.get(address(name, contest)).status_code == 404
    assert reader.get(address("certificate-file", contest, 1)).status_code == 404
    assert made[0].award is not None
    assert reader.get(reverse("own-certificate-file", args=[made[0].award.entry.token])).status_code == 404


def test_the_board_costs_the_same_at_few_and_many() -> None:
    counts = []
    for slug, entries in (("few", 2), ("many", 12)):
        contest = make_contest(slug, tiers=(TierAnnounced("first", "person", "一等奖", 12),))
        published(contest, [50 + number for number in range(entries)], units=False)
        client = signed_in_client(organiser_of(contest))
        before = queries(client, address("certificates", contest))
        issued(contest)
        counts.append((before, queries(client, address("certificates", contest))))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 13


def queries(client: Client, where: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


# --- the look -----------------------------------------------------------------------------------------------------

WRITTEN = {
    "heading": "荣誉证书",
    "person_salute": "{author}同志：",
    "person_body": "作品《{title}》荣获",
    "person_closing": "",
    "unit_salute": "{unit}：",
    "unit_body": "荣获",
    "unit_closing": "",
    "number_pattern": "沪{year}-{number:03}",
    "page": "tall",
    "heading_font": "Noto Sans SC",
    "text_font": "Noto Serif SC",
}


def pictures(answer: object) -> list[str]:
    assert isinstance(answer, HttpResponse)
    return re.findall(r'src="data:image/png;base64,([^"]+)"', answer.content.decode())


def test_a_preview_shows_two_pictures_and_keeps_nothing(client: Client, contest: Contest) -> None:
    standard = client.get(address("certificate-design", contest))
    assert len(pictures(standard)) == 2
    preview = address("preview-design", contest)
    whole = client.post(preview, WRITTEN)
    part = client.post(preview, WRITTEN, headers={"HX-Request": "true"})
    assert len(pictures(whole)) == 2
    assert pictures(whole) == pictures(part)
    assert not set(pictures(whole)) & set(pictures(standard))
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert 'value="荣誉证书"' in whole.content.decode()
    assert CertificateTemplate.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"person_body": "{name}"}, "没有“{name}”这项内容可以填入。"),
        ({"unit_body": "{author}"}, "没有“{author}”这项内容可以填入。"),
        ({"unit_closing": "{tier"}, "花括号要成对"),
        ({"number_pattern": "证字"}, "编号里要有一处 {number}"),
        ({"heading": ""}, "这个字段是必填项"),
        ({"text_font": "某楷体"}, "某楷体"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: Client, contest: Contest, changed: dict[str, str], words: str
) -> None:
    for name, status in (("preview-design", 200), ("save-design", 422)):
        answer = client.post(address(name, contest), {**WRITTEN, **changed})
        assert answer.status_code == status
        assert words in answer.content.decode()
        assert pictures(answer) == []
    assert CertificateTemplate.objects.count() == 0


def test_what_is_saved_is_how_the_next_certificates_look(client: Client, contest: Contest) -> None:
    published(contest)
    answer = client.post(address("save-design", contest), WRITTEN)
    assert answer["Location"] == address("certificate-design", contest)
    assert "现在用的是第 1 次保存的样式。" in page(client, answer["Location"])
    first = issued(contest)[0]
    design = Design.of_json(first.design)
    assert (design.wide, design.border, design.seal, design.heading) == (False, False, False, "荣誉证书")
    (text,) = texts(body_of(client.get(address("certificate-file", contest, 1))))
    assert f"荣誉证书{first.words['honoree']}同志：作品《{first.words['title']}》荣获一等奖" in text
    assert re.match(r"编号：沪\d{4}-001建馆", text)


# --- the entrant --------------------------------------------------------------------------------------------------


def test_an_entrant_takes_the_certificate_of_their_own_entry_while_it_stands(contest: Contest) -> None:
    published(contest)
    entries = list(Entry.objects.order_by("pk"))
    owner = signed_in_client(entrant_of(entries[0]))
    own = reverse("own-certificate-file", args=[entries[0].token])
    for where in (reverse("my-entries"), reverse("entry", args=[entries[0].token])):
        assert "下载获奖证书" not in page(owner, where)
    assert owner.get(own).status_code == 404
    certificate = next(one for one in issued(contest) if one.award is not None and one.award.entry == entries[0])
    for where in (reverse("my-entries"), reverse("entry", args=[entries[0].token])):
        assert f'<a href="{own}">下载获奖证书</a> <small>{certificate.number}</small>' in page(owner, where)
    (text,) = texts(body_of(owner.get(own)))
    assert text.startswith(f"编号：{certificate.number}")
    assert Client().get(own).status_code == 302
    withdraw(certificate)
    assert owner.get(own).status_code == 404
    assert "下载获奖证书" not in page(owner, reverse("my-entries"))


# --- verifying ----------------------------------------------------------------------------------------------------


def verified(token: str) -> tuple[int, str]:
    answer = Client().get(reverse("verify", args=[token]))
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"] == "no-store, private"
    return answer.status_code, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_anybody_sees_that_a_certificate_stands_and_what_it_says(contest: Contest) -> None:
    published(contest)
    first = issued(contest)[0]
    status, text = verified(first.token)
    assert status == 200
    assert "这张证书真实有效" in text
    for name in ("number", "honoree", "title", "tier", "date", "contest"):
        assert first.words[name] in text
    assert first.award is not None
    assert first.words["unit"] not in text.replace("主办 潮声纪念馆", "")
    assert first.award.entry.token not in text


def test_of_a_withdrawn_one_number_and_day_are_said_but_no_name_and_no_reason(contest: Contest) -> None:
    published(contest)
    first = issued(contest)[0]
    withdraw(first, "抄袭查实。")
    status, text = verified(first.token)
    assert status == 200
    assert "这张证书已经撤回" in text
    assert first.number in text
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    day = first.withdrawn_at.astimezone(contest.zone)
    assert f"{day.year}年{day.month}月{day.day}日" in text
    for hidden in ("抄袭", first.words["title"], organiser_of(contest).name, "真实有效"):
        assert hidden not in text


@pytest.mark.parametrize("token", ["x", "sample", "x" * 22, "x" * 500, "../" * 3, "《》", "'\"<b>"])
def test_an_unknown_one_is_said_calmly(contest: Contest, token: str) -> None:
    published(contest)
    issued(contest)
    address_of_it = reverse("verify", args=[token]) if "/" not in token else "/verify/x/"
    answer = Client().get(address_of_it)
    assert answer.status_code == 404
    assert "没有找到这张证书" in answer.content.decode()
    assert "<b>" not in answer.content.decode()
