import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contest.entries.models import Entry
from contest.entries.operations import withdraw
from contest.notice.models import Contest, Office
from contest.screening.originality.models import CommonText, ReferenceText, TextMatch
from contest.screening.originality.operations import add_reference
from tests.making import appointed, entrant_of, make_contest, organiser_of, signed_in_client
from tests.screening.originality.making import compare_all, entry_of, matched
from tests.screening.originality.texts import ESSAYS, PASSAGE, SOURCE, with_passage

pytestmark = pytest.mark.django_db
COPIER = with_passage(ESSAYS[3], PASSAGE)


@pytest.fixture
def organiser(contest: Contest) -> Client:
    return signed_in_client(organiser_of(contest))


def page_of(client: Client, contest: Contest, entry: Entry, match: TextMatch) -> str:
    answer = client.get(reverse("likeness", args=[contest.slug, entry.token, match.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_texts_stand_side_by_side(contest: Contest, organiser: Client) -> None:
    source, copier = entry_of(contest, SOURCE, "周源"), entry_of(contest, COPIER, "林抄")
    compare_all()
    match = matched(source, copier)
    page = page_of(organiser, contest, copier, match)
    assert "疑似抄袭" in page
    assert "周源" in page
    assert re.search(
        r'<mark class="passage passage-1" id="own-1" tabindex="-1"><a class="passage-number" href="#other-1">1</a>',
        page,
    )
    assert 'id="other-1"' in page
    assert f"占本文的 {round(match.second_share * 100)}%，对照的 {round(match.first_share * 100)}%" in page
    back = page_of(organiser, contest, source, match)
    assert f"占本文的 {round(match.first_share * 100)}%，对照的 {round(match.second_share * 100)}%" in back
    assert "谁和谁相同" not in back
    year = timezone.now().astimezone(contest.zone).year
    assert page.count(f'">{year}年') == 3


def test_three_that_share_make_a_picture(contest: Contest, organiser: Client) -> None:
    ring = [entry_of(contest, with_passage(ESSAYS[place], PASSAGE)) for place in (3, 4, 5)]
    compare_all()
    page = page_of(organiser, contest, ring[0], matched(ring[0], ring[1]))
    assert page.count("<circle") == page.count("<line ") == 3
    assert page.count(f"《{ring[2].title}》") + page.count(f">{ring[2].title}</text>") == 1


def test_authors_of_one_name_are_told(contest: Contest, organiser: Client) -> None:
    elder, younger = entry_of(contest, SOURCE, "林 晓"), entry_of(contest, SOURCE, "林晓")
    compare_all()
    assert "可能是作者自己的旧作" in page_of(organiser, contest, younger, matched(elder, younger))


def test_of_another_contest_only_the_passages_are_shown(contest: Contest, organiser: Client) -> None:
    elsewhere = make_contest("earlier", title="旧年征文")
    source, copier = entry_of(elsewhere, SOURCE, "周源"), entry_of(contest, COPIER, "林抄")
    compare_all()
    page = page_of(organiser, contest, copier, matched(source, copier))
    assert "旧年征文" in page
    assert "周源" not in page
    assert SOURCE[400:420] not in page
    both = appointed(elsewhere, Office.SCREENER)
    appointed(contest, Office.SCREENER, login=both.login)
    page = page_of(signed_in_client(both), contest, copier, matched(source, copier))
    assert "周源" in page
    assert SOURCE[400:410] in page.replace("</p><p>", "")


def test_a_whole_copy_from_another_contest_tells_nobody_its_author(contest: Contest, organiser: Client) -> None:
    heading = "江上灯火七十年\n{}\n"
    source = entry_of(make_contest("earlier"), heading.format("潮声纪念馆　周　源") + SOURCE, "周源")
    copier = entry_of(contest, heading.format("潮声纪念馆　林抄") + SOURCE, "林抄")
    compare_all()
    page = page_of(organiser, contest, copier, matched(source, copier))
    assert re.search(r"江上灯火七十年\s×××××　×××\s", page)
    assert "周　源" not in page


def test_what_was_withdrawn_is_still_compared_with_and_has_no_page(contest: Contest, organiser: Client) -> None:
    source, copier = entry_of(contest, SOURCE), entry_of(contest, COPIER)
    compare_all()
    there = reverse("screen-entry", args=[contest.slug, source.token])
    assert f'href="{there}"' in page_of(organiser, contest, copier, matched(source, copier))
    withdraw(entry=source, person=entrant_of(source), arrived_at=timezone.now())
    page = page_of(organiser, contest, copier, matched(source, copier))
    assert source.title in page
    assert f'href="{there}"' not in page


def test_what_is_sealed_shows_in_no_match(contest: Contest, organiser: Client) -> None:
    elsewhere = make_contest("earlier", title="封存的征文")
    source, copier = entry_of(elsewhere, SOURCE), entry_of(contest, COPIER)
    compare_all()
    match = matched(source, copier)
    Contest.objects.filter(pk=elsewhere.pk).update(sealed=True)
    assert organiser.get(reverse("likeness", args=[contest.slug, copier.token, match.pk])).status_code == 404
    assert "封存的征文" not in organiser.get(reverse("originality", args=[contest.slug])).content.decode()
    Contest.objects.filter(pk=contest.pk).update(sealed=True)
    assert organiser.get(reverse("originality", args=[contest.slug])).status_code == 404


def test_signs_that_hide_a_copy_are_counted(contest: Contest, organiser: Client) -> None:
    source, copier = entry_of(contest, SOURCE), entry_of(contest, SOURCE[:200] + "\u200b".join(SOURCE[200:300]))
    compare_all()
    assert "看不见的 99 个，形近的 0 个" in page_of(organiser, contest, copier, matched(source, copier))


def test_a_match_belongs_to_its_entry(contest: Contest, organiser: Client) -> None:
    source, copier, other = (entry_of(contest, text) for text in (SOURCE, COPIER, ESSAYS[7]))
    compare_all()
    match = matched(source, copier)
    assert organiser.get(reverse("likeness", args=[contest.slug, other.token, match.pk])).status_code == 404


def test_the_board_lists_pairs_the_most_telling_first(contest: Contest, organiser: Client) -> None:
    entries = [entry_of(contest, text) for text in (SOURCE, COPIER, SOURCE)]
    add_reference(contest=contest, title="旧文", source="旧刊", text=ESSAYS[8], actor=None)
    compare_all()
    page = organiser.get(reverse("originality", args=[contest.slug])).content.decode()
    links = re.findall(r"/screening/([^/]+)/likeness/", page)
    assert links[0] == entries[2].token
    assert len(links) == 3
    assert "旧文" in page
    assert page.count('<form method="post" action="/c/') == 3
    reference = contest.references.get()
    answer = organiser.post(reverse("withdraw-reference", args=[contest.slug, reference.pk]), follow=True)
    assert "已撤下“旧文”，来稿不再与它比对。" in answer.content.decode()
    assert 'aria-label="撤下《旧文》"' not in answer.content.decode()


def test_who_does_not_organise_adds_nothing(contest: Contest) -> None:
    page = signed_in_client(appointed(contest, Office.SCREENER)).get(reverse("originality", args=[contest.slug]))
    assert "加入参照文献" not in page.content.decode()


def test_files_and_pasted_texts_are_added(contest: Contest, organiser: Client) -> None:
    files = [SimpleUploadedFile(f"{number}.txt", ESSAYS[number].encode()) for number in (4, 5)]
    answer = organiser.post(
        reverse("add-references", args=[contest.slug]),
        {"source": "往届文集", "title": "第三篇", "text": ESSAYS[6], "uploads": files},
    )
    assert answer.status_code == 302
    assert sorted(ReferenceText.objects.values_list("title", "source")) == [
        ("4", "往届文集"),
        ("5", "往届文集"),
        ("第三篇", "往届文集"),
    ]


def test_a_file_that_is_no_text_is_named_and_the_others_are_added(contest: Contest, organiser: Client) -> None:
    files = [
        SimpleUploadedFile("图.png", b"\x89PNG\r\n\x1a\n" + bytes(99)),
        SimpleUploadedFile("文.txt", SOURCE.encode()),
    ]
    answer = organiser.post(reverse("add-references", args=[contest.slug]), {"uploads": files})
    assert answer.status_code == 422
    assert "图.png：" in answer.content.decode()
    assert ReferenceText.objects.get().title == "文"


def test_files_too_large_together_are_not_added_in_part(
    contest: Contest, organiser: Client, settings: Settings
) -> None:
    settings.MANUSCRIPT_MAX_BYTES = 2 * len(ESSAYS[4].encode())
    files = [SimpleUploadedFile(f"{number}.txt", ESSAYS[number].encode()) for number in (4, 5, 6, 7)]
    answer = organiser.post(reverse("add-references", args=[contest.slug]), {"uploads": files})
    assert answer.status_code == 422
    assert "这些文件加起来太大，一份也没有加入。请分几次加入。" in answer.content.decode()
    assert "请选择文件" not in answer.content.decode()
    assert not ReferenceText.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"text": SOURCE}, {"title": "只有标题"}])
def test_what_is_missing_is_asked_for(contest: Contest, organiser: Client, sent: dict[str, str]) -> None:
    answer = organiser.post(reverse("add-references", args=[contest.slug]), sent)
    assert answer.status_code == 422
    assert not ReferenceText.objects.exists()
    assert all(value in answer.content.decode() for value in sent.values())


def test_a_passage_is_marked_common_from_the_page_and_taken_back(contest: Contest, organiser: Client) -> None:
    source, copier = entry_of(contest, SOURCE), entry_of(contest, COPIER)
    compare_all()
    page = page_of(organiser, contest, copier, matched(source, copier))
    (offered,) = re.findall(r'<input type="hidden" name="text" value="([^"]+)">', page)
    assert organiser.post(reverse("mark-common", args=[contest.slug]), {"text": offered}).status_code == 302
    compare_all()
    assert not TextMatch.objects.exists()
    common = CommonText.objects.get()
    assert organiser.post(reverse("revoke-common", args=[contest.slug, common.pk])).status_code == 302
    compare_all()
    assert TextMatch.objects.count() == 1


def test_too_short_a_passage_is_said_and_kept(contest: Contest, organiser: Client) -> None:
    answer = organiser.post(reverse("mark-common", args=[contest.slug]), {"text": "薪火相传"})
    assert answer.status_code == 422
    assert "公共文字至少要有 8 个字" in answer.content.decode()
    assert ">薪火相传</textarea>" in answer.content.decode().replace("\n", "")
