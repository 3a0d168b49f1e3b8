"""The judge's sheet saves itself: without a connection, in two tabs, over a sign-out; the room narrow and dark."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from contest.demo.operations import PASSWORD
from tests.e2e import steps
from tests.e2e.looking import NARROW, WIDE
from tests.e2e.people import Visitors
from tests.e2e.steps import press

pytestmark = pytest.mark.browser

LIST = "/c/demo/reading/"
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('kept.'))"
SAVED, LATE = re.compile(r"^已保存 \d\d:\d\d$"), re.compile(r"^已补上 \d\d:\d\d$")


@pytest.fixture(scope="module")
def starts_from(data_with_demo: Path) -> Path:
    """The site holds the demo."""
    return data_with_demo


def judge(visitors: Visitors, number: int) -> BrowserContext:
    """Give the browser of one of the demo's judges, signed in."""
    login = f"judge{number}@example.org"
    is_new = login not in visitors.contexts
    context = visitors.context(login)
    if is_new:
        page = context.new_page()
        steps.sign_in(page, login, PASSWORD)
        page.close()
    return context


def open_sheet(context: BrowserContext, address: str = "") -> Page:
    """Open an essay whose sheet is not submitted yet: the one at this address, or the next."""
    page = context.new_page()
    if address:
        page.goto(address)
    else:
        open_next(page)
    return page


def open_next(page: Page) -> None:
    """Go on with the next essay, until its page hears what is typed: one that is seen may not do so yet."""
    page.goto(LIST)
    page.get_by_role("link", name="接着评").or_(page.get_by_role("link", name="开始评")).click()
    expect(page.locator("#sheet-form")).to_be_visible()
    page.wait_for_load_state()


def test_marks_typed_without_a_connection_are_kept_and_sent_when_it_is_back(visitors: Visitors) -> None:
    context = judge(visitors, 1)
    page = open_sheet(context)
    steps.give_marks(page, {"theme": "21"})
    expect(page.locator("#saved")).to_have_text(SAVED)
    context.set_offline(True)
    steps.give_marks(page, {"theme": "22", "content": "31"})
    expect(page.locator("#saved")).to_have_text("没有网络，先存在这台设备上")
    press(page, "提交，看下一篇")
    expect(page.locator("#id_mark-content")).to_have_value("31")
    context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(LATE)
    page.reload()
    expect(page.locator("#id_mark-theme")).to_have_value("22")
    assert page.evaluate(KEPT) == []
    page.close()


def test_marks_kept_when_the_page_was_closed_come_back_with_it(visitors: Visitors) -> None:
    context = judge(visitors, 1)
    page = open_sheet(context)
    address = page.url
    context.set_offline(True)
    steps.give_marks(page, {"theme": "23", "language": "24"})
    page.locator("#id_comment").fill("断网时写的")
    expect(page.locator("#saved")).to_have_text("没有网络，先存在这台设备上")
    page.close()
    context.set_offline(False)
    page = open_sheet(context, address)
    for field, value in (("mark-theme", "23"), ("mark-language", "24"), ("comment", "断网时写的")):
        expect(page.locator(f"#id_{field}")).to_have_value(value)
    expect(page.locator("#saved")).to_have_text(LATE)
    page.close()


def test_the_list_sends_what_a_closed_page_left_behind(visitors: Visitors) -> None:
    context = judge(visitors, 1)
    page = open_sheet(context)
    address = page.url
    context.set_offline(True)
    steps.give_marks(page, {"theme": "20"})
    expect(page.locator("#saved")).to_have_text("没有网络，先存在这台设备上")
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(LIST)
    expect(page.locator("#saved")).to_have_text("已补上")
    page.goto(address)
    expect(page.locator("#id_mark-theme")).to_have_value("20")
    page.close()


def test_what_is_typed_while_another_page_sends_what_was_kept_stays_kept(visitors: Visitors) -> None:
    context = judge(visitors, 1)
    typing = open_sheet(context)
    typing.route("**/save/", lambda route: route.abort())
    steps.give_marks(typing, {"theme": "16"})
    expect(typing.locator("#saved")).to_contain_text("没有存上")

    def type_on(route) -> None:  # type: ignore[no-untyped-def]
        """Let the other page type on before this one hears that what was kept is stored."""
        answer = route.fetch()
        steps.give_marks(typing, {"theme": "17"})
        route.fulfill(response=answer)

    listed = context.new_page()
    listed.route("**/save/", type_on, times=1)
    listed.goto(LIST)
    expect(listed.locator("#saved")).to_have_text("已补上")
    listed.wait_for_function(
        f"{KEPT}.map((name) => JSON.parse(localStorage.getItem(name)).values['mark-theme']).join() === '17'"
    )
    address = typing.url
    typing.close()
    listed.goto(address)
    expect(listed.locator("#id_mark-theme")).to_have_value("17")
    expect(listed.locator("#saved")).to_have_text(LATE)
    listed.close()


def test_a_lost_answer_is_no_conflict(visitors: Visitors) -> None:
    page = open_sheet(judge(visitors, 1))
    lost: list[str] = []

    def lose(route) -> None:  # type: ignore[no-untyped-def]
        """Let the server have it, and the page hear nothing."""
        lost.append(route.fetch().text())
        route.abort()

    page.route("**/save/", lose, times=1)
    steps.give_marks(page, {"theme": "19"})
    expect(page.locator("#saved")).to_have_text("没有存上，先存在这台设备上，稍后再试")
    steps.give_marks(page, {"theme": "18"})
    expect(page.locator("#saved")).to_have_text(LATE)
    assert len(lost) == 1
    page.reload()
    expect(page.locator("#id_mark-theme")).to_have_value("18")
    page.close()


def test_an_older_tab_never_overwrites_a_newer_one(visitors: Visitors) -> None:
    context = judge(visitors, 1)
    older = open_sheet(context)
    newer = open_sheet(context, older.url)
    steps.give_marks(newer, {"theme": "27"})
    expect(newer.locator("#saved")).to_have_text(SAVED)
    steps.give_marks(older, {"theme": "11"})
    expect(older.locator("#saved")).to_contain_text("在别处存过更新的")
    press(older, "看两份，选一份")
    sheet = older.locator("#sheet")
    expect(sheet.get_by_role("heading", name="刚才填写的，没有存上")).to_be_visible()
    expect(sheet.locator("dd").first).to_have_text("11")
    expect(older.locator("#id_mark-theme")).to_have_value("27")
    press(older, "改用刚才填写的")
    expect(older.locator("#id_mark-theme")).to_have_value("11")
    older.close()
    newer.close()


def test_another_account_on_the_same_machine_finds_nothing(visitors: Visitors) -> None:
    context = visitors.stranger()
    page = context.new_page()
    steps.sign_in(page, "judge2@example.org", PASSWORD)
    open_next(page)
    context.set_offline(True)
    steps.give_marks(page, {"theme": "17"})
    expect(page.locator("#saved")).to_have_text("没有网络，先存在这台设备上")
    page.goto("about:blank")
    context.set_offline(False)
    context.clear_cookies()  # the session ended; nobody signed out
    page = context.new_page()
    page.goto("/accounts/login/")
    assert len(page.evaluate(KEPT)) == 1
    steps.sign_in(page, "judge3@example.org", PASSWORD)
    page.goto(LIST)
    assert page.evaluate(KEPT) == []
    context.close()


def test_signing_out_asks_before_it_drops_what_is_not_sent(visitors: Visitors) -> None:
    context = visitors.stranger()
    page = context.new_page()
    steps.sign_in(page, "judge4@example.org", PASSWORD)
    open_next(page)
    page.route("**/save/", lambda route: route.abort())
    steps.give_marks(page, {"theme": "16"})
    expect(page.locator("#saved")).to_have_text("没有存上，先存在这台设备上，稍后再试")
    page.once("dialog", lambda dialog: dialog.dismiss())
    press(page, "退出")
    expect(page.locator("#id_mark-theme")).to_have_value("16")
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, "退出")
    expect(page.get_by_role("link", name="登录")).to_be_visible()
    assert page.evaluate(KEPT) == []
    context.close()


def test_the_keyboard_alone_marks_an_essay(visitors: Visitors) -> None:
    page = open_sheet(judge(visitors, 5))
    page.keyboard.press("2")
    expect(page.locator("#id_mark-content")).to_be_focused()
    page.keyboard.press("Escape")
    for key, mark in (("1", "25"), ("2", "33"), ("3", "24")):
        page.keyboard.press(key)
        page.keyboard.press("Control+a")
        page.keyboard.type(mark)
        page.keyboard.press("Escape")
    expect(page.locator(".score-total output")).to_have_text("82")
    expect(page.locator(".score-place")).to_have_text(re.compile(r"^您评过的 \d+ 篇里，这篇排第 \d+$"))
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Ctrl+Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#id_mark-content")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("号已提交。")
    page.close()


def test_the_room_is_sound_in_every_size_and_theme(visitors: Visitors) -> None:
    page = open_sheet(judge(visitors, 6))
    address = page.url
    faults = []
    for theme in ("日间", "纸色", "夜间"):
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            press(page, theme)
            page.get_by_label("文字大两号").click()
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found = [one["id"] for one in Axe().run(page).response["violations"]]
            faults += [(theme, size["width"], fault) for fault in (*found, *(["too wide"] if over > 0 else []))]
    assert faults == []
    press(page, "行长一些")
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-reading-size", "huge")
    expect(page.locator("html")).to_have_attribute("data-reading-width", "wide")
    expect(page.locator("html")).to_have_attribute("data-reading-theme", "dark")
    page.close()


def test_two_essays_stand_side_by_side(visitors: Visitors) -> None:
    page = judge(visitors, 6).new_page()
    page.goto(LIST)
    boxes = page.get_by_role("checkbox")
    titles = page.locator(".own-lines tbody td:nth-child(3)").all_inner_texts()[:2]
    boxes.nth(0).check()
    boxes.nth(1).check()
    press(page, "对照勾选的两篇")
    expect(page.locator(".compared h2")).to_have_text(titles)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    places = page.locator(".compared").evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    assert [place["top"] == places[0]["top"] for place in places] == [True, True]
    assert places[0]["right"] < places[1]["left"]
    page.close()
