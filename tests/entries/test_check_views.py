"""The machine's look at a manuscript, as its entrant sees it, and the mended copy as the next version."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.documents.reader import read_docx
from contest.entries.models import Entry, ManuscriptCheck
from contest.notice.models import Contest
from contest.people.models import User
from tests.documents.parts import docx, p
from tests.entries.making import take
from tests.entries.test_views import GOOD, page, said, text
from tests.making import body_of, make_contest

pytestmark = pytest.mark.django_db


def test_the_check_stands_on_the_page(client: Client, contest: Contest, person: User) -> None:
    """One finding first, the others behind it, so that the form is not far; the mended copy one click away."""
    essay = docx(p("灯火") + p("夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话。"))
    entry = take(contest, person, content=essay).entry
    shown = text(client.get(page(entry)))
    assert shown.count('<li class="finding ') == len(entry.manuscripts.get().check_result.findings) > 5
    before, _, behind = shown.partition('<details class="findings-more" data-open-in-print>')
    assert before.count('<li class="finding ') == 1
    assert "其余" in behind
    assert '<rect class="word-bar-within" width="24" height="12"/></svg> 36 / 1500' in shown
    answer = client.get(f"/entries/{entry.token}/file/1/mended/")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert read_docx(body_of(answer)).text.splitlines()[0] == "灯火"


def test_the_mended_copy_is_the_next_version_at_one_click(client: Client, contest: Contest, person: User) -> None:
    essay = docx(p("灯火") + p("夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话。"))
    entry = take(contest, person, name="灯火.DOCX", content=essay).entry
    use = f"/entries/{entry.token}/file/1/mended/use/"
    assert f'action="{use}"' in text(client.get(page(entry)))
    client.post(page(entry), GOOD)
    shown = text(client.get(page(entry)))  # handed in, it may still be mended
    assert "稿件检查" in shown
    assert f'action="{use}"' in shown
    answer = client.post(use)
    assert answer["Location"] == page(entry)
    assert said(answer) == ["改好版式的稿件已作为新的一稿，核对后请提交。"]
    first, second = entry.manuscripts.all()
    assert (second.version, second.received_name) == (2, "灯火.docx")
    with second.open() as stored:
        assert read_docx(stored.read()).text == read_docx(essay).text
    assert len(second.check_result.findings) < len(first.check_result.findings)
    shown = text(client.get(page(entry)))
    assert "这是新的一稿；提交之前，已收下的那一稿仍然有效。" in shown
    assert client.post(f"/entries/{entry.token}/file/9/mended/use/").status_code == 404


def test_a_mended_copy_comes_too_late_as_any_file(client: Client, contest: Contest, draft: Entry) -> None:
    Contest.objects.filter(pk=contest.pk).update(closes_at=timezone.now() - timedelta(minutes=5), opens_at=None)
    answer = client.post(reverse("use-mended", args=[draft.token, 1]))
    assert answer.status_code == 409
    assert "现在不收稿件" in text(answer)
    assert draft.manuscripts.count() == 1


def test_a_page_that_waits_asks_again_by_itself(client: Client, person: User) -> None:
    contest = make_contest("rtf", endings=(".rtf",))
    entry = take(contest, person, name="灯火.rtf", content=b"{\\rtf1\\ansi hello}").entry
    asking = f'hx-get="/entries/{entry.token}/file/1/check/"'
    assert asking in text(client.get(page(entry)))
    assert asking in text(client.get(f"/entries/{entry.token}/file/1/check/"))
    answer = client.get(f"/entries/{entry.token}/file/1/mended/")
    assert answer.status_code == 409
    assert "这个文件正在转换，请稍后再看。" in text(answer)
    assert "文件没有收下" not in text(answer)
    ManuscriptCheck.objects.update(state="impossible", checked_at=timezone.now())
    shown = text(client.get(f"/entries/{entry.token}/file/1/check/"))
    assert "这台服务器不能检查这种文件" in shown
    assert asking not in shown


@pytest.mark.parametrize("what", ["mended", "check"])
def test_no_check_of_a_version_that_is_not_there(client: Client, draft: Entry, what: str) -> None:
    assert client.get(f"/entries/{draft.token}/file/9/{what}/").status_code == 404
