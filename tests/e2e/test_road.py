"""The whole road, stage by stage (`tests/e2e/road.py` says what everybody does on it), and what others see of it.

What was opened on the road, asked for by everybody else, looks like what does not exist.
"""

import pytest
from django.urls import resolve
from playwright.sync_api import Page

from tests.e2e.cast import DESK, ESSAYS, JUDGES
from tests.e2e.road import STAGES, Road

pytestmark = pytest.mark.browser

JUDGING = frozenset(who for who, _, _ in JUDGES)
OFFICE = frozenset({"organiser", *(who for who, _, _ in DESK)})
SIGNED_IN = OFFICE | JUDGING | {"by-telephone", "by-mail"}
OVERSEEING = frozenset({"organiser", "observer"})

MAY_OPEN = {
    "desk": OFFICE,
    "screening": OFFICE,
    "screen-entry": OFFICE,
    "edit-notice": frozenset({"organiser"}),
    "appointments": frozenset({"organiser"}),
    "ledger": OVERSEEING,
    "rounds": OVERSEEING,
    "round": OVERSEEING,
    "ranking": OVERSEEING,
    "prizes": OVERSEEING,
    "workbook": OVERSEEING,
    "reading-list": JUDGING,
}
"""Who may open a view that belongs to an office."""
OWN = frozenset({"entry", "receipt", "reading"})
"""Views of what belongs to one person: whoever opened it on the road."""
EVERYBODYS = frozenset(
    {
        *("home", "contest-home", "results", "hand-in", "my-entries"),
        *("account_login", "account_signup", "account_logout", "set-password"),
    }
)
"""Views that show everybody their own, or the same to all."""

SECRETS = tuple({word for essay in ESSAYS for word in (essay.title, essay.author, essay.unit)})


def closed_to(road: Road, stranger: str) -> list[str]:
    """Give the addresses that others opened on the road and this person may not."""
    found: dict[str, None] = {}
    for who, addresses in road.seen.items():
        for address in addresses:
            view = resolve(address.partition("?")[0]).view_name
            if view in EVERYBODYS:
                continue
            allowed = frozenset({who}) if view in OWN else MAY_OPEN[view]
            if stranger not in allowed:
                found[address] = None
    return list(found)


def seen_at(page: Page, address: str) -> tuple[int, str, str]:
    """Give the answer to an address: its status, the page it leads to, and the words on it."""
    answer = page.goto(address)
    assert answer is not None
    shown = page.title() + page.locator("main").inner_html()
    assert not [word for word in SECRETS if word in shown], address
    return answer.status, page.url.partition("?")[0], page.locator("main").inner_text()


@pytest.mark.parametrize("stage", [name for name, _ in STAGES])
def test_stage(road: Road, stage: str) -> None:
    road.reach(stage)


@pytest.mark.parametrize("stranger", sorted({*SIGNED_IN, "nobody"}))
def test_what_others_opened_looks_absent(road: Road, stranger: str) -> None:
    road.reach(STAGES[-1][0])
    page = road.visitors.context(stranger).new_page()
    status, leads_to, words = seen_at(page, "/c/no-such-contest/desk/")
    addresses = closed_to(road, stranger)
    assert len(addresses) >= 12
    for address in addresses:
        # Nobody in particular is led to the sign-in page; everybody else stays where there is nothing.
        there = leads_to if stranger == "nobody" else road.site.url + address.partition("?")[0]
        assert seen_at(page, address) == (status, there, words), address
    page.close()
