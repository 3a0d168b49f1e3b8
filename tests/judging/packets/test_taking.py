"""The packet on its way out: what is in it, who takes it, and that it is on record."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from contest.judging.marking import save_reading
from contest.judging.models import Judge, Reading
from contest.judging.operations import close_round
from contest.judging.packets.stamps import Seal, read_seal
from contest.judging.promising import promise
from contest.judging.queries import blind_file
from contest.ledger.models import Event
from contest.notice.models import Contest
from tests.judging.making import judge, marks, opened, passed, seat_of, submit
from tests.judging.packets.making import COLUMNS, bring, filled, opened_sheet, packet_of, sheet_of
from tests.making import body_of, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def taking(contest: Contest) -> str:
    return reverse("packet-file", args=[contest.slug, "reading"])


def test_manuscripts_by_number_and_the_sheet(client: Client, contest: Contest, own: list[Reading]) -> None:
    packet = packet_of(client, contest)
    manuscripts = [f"文稿/{number} 号.docx" for number in (1, 2, 3)]
    assert packet.namelist() == ["说明.txt", "评分表.xlsx", *manuscripts]
    for reading, name in zip(own, manuscripts, strict=True):
        with default_storage.open(blind_file(reading)) as blind:
            assert packet.read(name) == blind.read()
    said = packet.read("说明.txt").decode("utf-8-sig")
    assert said.startswith("春潮主题征文 初评评审包\r\n评委：评委申\r\n\r\n“文稿”里有 3 篇匿名稿，文件名就是编号。\r\n")
    _, page = opened_sheet(packet.read("评分表.xlsx"))
    titles = [reading.round_entry.blind_text.title for reading in own]
    assert [[cell.value for cell in row[:2]] for row in page.iter_rows(min_row=7)] == [
        [number, title] for number, title in enumerate(titles, 1)
    ]
    assert [cell.value for cell in page[6]][2:6] == ["0～40，每档 1", "0～60，每档 1", "满分 100", "可以不写"]


def test_what_was_kept_is_filled_in_and_what_was_submitted_stays_away(seat: Judge, own: list[Reading]) -> None:
    submit(own[0], 30, 40)
    save_reading(reading=own[1], marks={**marks(20, 0), "language": None}, comment="=开头好")
    _, page = opened_sheet(sheet_of(seat))
    assert [page[f"{COLUMNS['number']}{row}"].value for row in (7, 8)] == [2, 3]
    assert [page[name].value for name in ("C7", "D7", "F7", "C8", "D8", "F8")] == [
        20,
        None,
        "=开头好",
        None,
        None,
        None,
    ]
    assert page["F7"].data_type == "s"


def test_a_title_that_looks_like_a_formula_stays_text(contest: Contest) -> None:
    passed(contest, 1, title="=HYPERLINK(江)")
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    _, page = opened_sheet(sheet_of(seat_of(round_, judge(contest, 1))))
    assert (page["B7"].value, page["B7"].data_type, page["B7"].quotePrefix) == ("=HYPERLINK(江)", "s", True)


def test_taken_twice_it_is_the_same_file_and_no_clock_is_in_it(client: Client, contest: Contest, seat: Judge) -> None:
    first, second = body_of(client.get(taking(contest))), body_of(client.get(taking(contest)))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packet:
        assert {part.date_time for part in packet.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_seal_names_seat_criteria_and_rows_and_nothing_else(seat: Judge, own: list[Reading]) -> None:
    hidden = load_workbook(io.BytesIO(sheet_of(seat))).worksheets[1]
    assert read_seal(str(hidden["A1"].value)) == Seal(
        seat.pk, ("theme", "language"), tuple((number, reading.token) for number, reading in enumerate(own, 1))
    )


def test_taking_is_on_record_and_asking_for_the_head_is_not(client: Client, contest: Contest, seat: Judge) -> None:
    before = Event.objects.count()
    body_of(client.head(taking(contest)))
    assert Event.objects.count() == before
    answer = client.get(taking(contest))
    body_of(answer)
    assert "%E8%AF%84%E5%A7%94%E7%94%B3.zip" in answer["Content-Disposition"]
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor, event.subject_key) == ("packet.take", seat.person, "spring/reading")
    assert event.after == {"judge": "评委申", "readings": 3}


def test_the_organiser_takes_it_for_a_judge(office: Client, client: Client, contest: Contest, seat: Judge) -> None:
    of_judge = office.get(reverse("round-judge", args=[contest.slug, "reading", seat.pk])).content.decode()
    page = reverse("judge-packet", args=[contest.slug, "reading", seat.pk])
    assert page in of_judge
    assert "评委申的评审包" in office.get(page).content.decode()
    taken = body_of(office.get(reverse("judge-packet-file", args=[contest.slug, "reading", seat.pk])))
    assert Event.objects.latest("sequence").actor == organiser_of(contest)
    assert taken == body_of(client.get(taking(contest)))


def test_nothing_is_taken_when_all_is_submitted_or_the_round_has_ended(
    client: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    page = reverse("packet", args=[contest.slug, "reading"])
    for reading in own:
        submit(reading, 30, 40)
    answer = client.get(taking(contest), follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "没有还要评的稿件：都已经提交，或者还没有分到。" in answer.content.decode()
    close_round(round_=seat.round, actor=organiser_of(contest))
    assert "这一轮评审已经结束，不能再评分。" in client.get(taking(contest), follow=True).content.decode()
    assert not Event.objects.filter(action="packet.take").exists()


def test_a_packet_is_its_own_judges(contest: Contest, seat: Judge) -> None:
    other = signed_in_client(judge(contest, 3))
    for name in ("packet", "packet-file"):
        assert other.get(reverse(name, args=[contest.slug, "reading"])).status_code == 404
    for name in ("judge-packet", "judge-packet-file"):
        address = reverse(name, args=[contest.slug, "reading", seat.pk])
        assert signed_in_client(seat.person).get(address).status_code == 404
    assert signed_in_client(organiser_of(contest)).get(taking(contest)).status_code == 404


def test_before_the_promise_there_is_none_and_none_comes_back(contest: Contest) -> None:
    passed(contest, 1)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)], promised=False)
    seat = seat_of(round_, judge(contest, 1))
    own = signed_in_client(seat.person)
    for name in ("packet", "packet-file"):
        assert own.get(reverse(name, args=[contest.slug, "reading"])).status_code == 404
    assert bring(own, contest, filled(sheet_of(seat), {"C7": 30, "D7": 40})).status_code == 404
    assert own.post(reverse("return-packet", args=[contest.slug, "reading"]), {"parcel": ""}).status_code == 404
    promise(judge=seat, actor=seat.person)
    assert len(packet_of(own, contest).namelist()) == 3


def test_a_promise_on_paper_is_put_on_record_before_the_office_takes_a_packet(contest: Contest, office: Client) -> None:
    passed(contest, 1)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)], promised=False)
    seat = seat_of(round_, judge(contest, 1))
    page, file = (
        reverse(name, args=[contest.slug, "reading", seat.pk]) for name in ("judge-packet", "judge-packet-file")
    )
    asked = office.get(page).content.decode()
    assert "评审保密承诺书" in asked
    assert file not in asked
    refused = office.get(file, follow=True)
    assert refused.redirect_chain == [(page, 302)]
    assert "评委还没有承诺保密，不能用评审包。" in refused.content.decode()
    back = bring(office, contest, filled(sheet_of(seat), {"C7": 30, "D7": 40}), seat)
    assert (back.status_code, seat.readings.filter(saved_at=None).count()) == (422, 1)
    at = reverse("round-judge", args=[contest.slug, "reading", seat.pk])
    assert office.post(at, {"act": "promised", "paper-kept": ""}).status_code == 422
    seat.refresh_from_db()
    assert seat.promised_at is None
    noted = office.post(at, {"act": "promised", "paper-kept": "卷宗一"}, follow=True)
    assert noted.redirect_chain == [(page, 302)]
    assert file in noted.content.decode()
    event = Event.objects.get(action="judge.promise")
    assert (event.after, event.reason) == ({"judge": seat.person.name, "on_paper": True}, "卷宗一")
    assert event.actor == organiser_of(contest)
    assert len(zipfile.ZipFile(io.BytesIO(body_of(office.get(file)))).namelist()) == 3


@pytest.mark.parametrize("gone", [{"round__state": "prepared"}, {"round__method": "votes"}, {"left": True}])
def test_there_is_none_before_the_draw_for_votes_or_for_who_left(
    client: Client, contest: Contest, seat: Judge, gone: dict[str, object]
) -> None:
    if "left" in gone:
        Judge.objects.filter(pk=seat.pk).update(left_at=seat.round.opened_at, left_as="refused")
    elif "round__method" in gone:
        seat.round.method = "votes"
        seat.round.save()
    else:
        type(seat.round).objects.filter(pk=seat.round_id).update(state="prepared", opened_at=None)
    assert client.get(taking(contest)).status_code == 404
    assert (
        taking(contest).removesuffix("packet.zip")
        not in client.get(reverse("reading-list", args=[contest.slug])).content.decode()
    )


@pytest.mark.parametrize("entries", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_readings(
    django_assert_num_queries: DjangoAssertNumQueries, entries: int
) -> None:
    contest = make_contest("autumn")
    for number in range(1, entries + 1):
        passed(contest, number)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    client = signed_in_client(judge(contest, 1))
    assert seat_of(round_, judge(contest, 1)).readings.count() == entries
    with django_assert_num_queries(13):
        body_of(client.get(reverse("packet-file", args=["autumn", "reading"])))
    with django_assert_num_queries(7):
        client.get(reverse("packet", args=["autumn", "reading"]))
