"""Every page of the demo, as everybody sees it; and what works without JavaScript."""

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contest.demo.operations import PASSWORD
from tests.e2e import steps
from tests.e2e.looking import Looker
from tests.e2e.people import Visitors
from tests.e2e.steps import press
from tests.making import docx_bytes

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def starts_from(data_with_demo: Path) -> Path:
    """The site holds the demo."""
    return data_with_demo


@pytest.fixture(scope="module")
def known() -> set[tuple[str, str]]:
    """The pages whose like somebody has been through already."""
    return set()


@pytest.mark.parametrize(
    ("login", "fewest"),
    [
        ("", 10),
        ("entrant19@example.org", 14),
        ("judge1@example.org", 16),
        ("organiser@example.org", 38),
        ("screener@example.org", 20),
        ("observer@example.org", 30),
        ("contact@example.org", 14),
    ],
)
def test_all_that_somebody_can_reach_is_sound(
    visitors: Visitors, known: set[tuple[str, str]], login: str, fewest: int
) -> None:
    page = visitors.context(login or "nobody").new_page()
    looker = Looker(page, visitors.site.url, known)
    doors = ["/", "/accounts/login/", "/accounts/signup/"]
    if login:
        steps.sign_in(page, login, PASSWORD)
        doors = ["/", "/mine/"]
    looker.look_round(*doors)
    assert looker.faults == []
    assert len(looker.opened) >= fewest


def test_an_absent_page_and_a_refused_form_are_sound_too(visitors: Visitors) -> None:
    page = visitors.context("entrant19@example.org").new_page()
    for address in ("/nothing/", "/c/demo/desk/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        expect(page.locator("h1")).to_have_text("没有这一页")
    page.goto("/accounts/logout/")
    expect(page.locator("h1")).to_have_text("退出登录")


def without_script(visitors: Visitors, login: str) -> Page:
    page = visitors.context(f"{login} without script", java_script_enabled=False).new_page()
    steps.sign_in(page, login, PASSWORD)
    return page


def test_handing_in_needs_no_script(visitors: Visitors) -> None:
    page = without_script(visitors, "entrant01@example.org")
    content = docx_bytes("灯塔", "王小雨", "潮声纪念馆")
    page.goto("/c/demo/hand-in/")
    steps.choose_file(page, "70周年-潮声纪念馆-灯塔-王小雨.docx", content)
    steps.upload(page)
    expect(page.locator("#canonical strong")).to_have_text("70周年-潮声纪念馆-灯塔-王小雨.docx")
    press(page, "提交")
    expect(page.get_by_role("alert")).to_contain_text("提交前请勾选这一项。")
    expect(page.get_by_role("alert")).to_contain_text("请选择体裁。")
    expect(page.get_by_label("作品题目")).to_have_value("灯塔")
    page.get_by_label("体裁").select_option("散文")
    page.get_by_label("没有用过").check()
    steps.pledge(page)
    page.get_by_role("button", name="提交", exact=True).dblclick()
    _number, fingerprint = steps.read_receipt(page)
    assert fingerprint == hashlib.sha256(content).hexdigest()
    page.goto("/mine/")
    expect(page.get_by_role("link", name="灯塔")).to_have_count(1)


def test_screening_needs_no_script(visitors: Visitors) -> None:
    page = without_script(visitors, "screener@example.org")
    page.goto("/c/demo/screening/")
    with page.expect_navigation():
        page.locator("tbody a").first.click()
    title = page.locator("h1").inner_text()
    page.get_by_label("退回修改").check()
    page.get_by_label("说明").fill("请补一个题目。")
    press(page, "作出决定")
    expect(page.get_by_role("status").first).to_contain_text(f"《{title}》：退回修改。")
    page.goto("/c/demo/screening/?q=状态:退回")
    expect(page.get_by_role("link", name=title)).to_be_visible()


def test_marking_needs_no_script(visitors: Visitors) -> None:
    page = without_script(visitors, "judge2@example.org")
    page.goto("/c/demo/reading/")
    page.get_by_role("link", name="接着评").click()
    steps.give_marks(page, {"theme": "25", "content": "", "language": "24"})
    press(page, "提交，看下一篇")
    expect(page.get_by_role("alert")).to_contain_text("内容：请评分。")
    expect(page.locator("#id_mark-theme")).to_have_value("25")
    number = page.locator("article .kicker").inner_text().split()[1]
    steps.give_marks(page, {"content": "33"})
    press(page, "提交，看下一篇")
    expect(page.get_by_role("status").first).to_contain_text(f"第 {number} 号已提交。")
    page.goto("/c/demo/reading/")
    row = page.get_by_role("row").filter(has=page.locator(f"td:nth-child(2):text-is('{number}')"))
    expect(row).to_contain_text("已提交")
    expect(row).to_contain_text("82")
