"""Many queries that see one state, whoever writes meanwhile."""

from threading import Thread

import pytest
from django.db import connection

from contest.exports.snapshot import one_state
from contest.notice.models import Contest


def _retitle(title: str) -> None:
    try:
        Contest.objects.update(title=title)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite nobody writes meanwhile")
def test_what_is_written_meanwhile_is_not_seen(contest: Contest) -> None:
    before = contest.title
    with one_state():
        assert Contest.objects.get().title == before
        writer = Thread(target=_retitle, args=["秋思主题征文"])
        writer.start()
        writer.join()
        assert Contest.objects.get().title == before
    assert Contest.objects.get().title == "秋思主题征文"


@pytest.mark.django_db
def test_one_within_another_sees_what_that_one_sees(contest: Contest) -> None:
    with one_state():
        Contest.objects.update(title="秋思主题征文")
        with one_state():
            assert Contest.objects.get().title == "秋思主题征文"
