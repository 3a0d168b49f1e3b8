"""What becomes of a manuscript: checked while its sender looks on, masked by the screener, read blind as a file."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from contest.documents.layout import check_layout
from contest.documents.reader import read_docx
from contest.documents.writer import write_docx
from tests.e2e import steps
from tests.e2e.looking import Looker
from tests.e2e.people import Visitors
from tests.e2e.site import Site
from tests.e2e.steps import pass_entry, post, press
from tests.entries.test_manuscripts import converts, rtf

pytestmark = pytest.mark.browser

NOTICE = """
slug = "lights"
title = "灯火征文"
label = "灯火"
layout_profile = "gbt9704"
word_processor = "unknown"
mailbox = "unknown"
word_limit = 1500
name_pattern = "灯火-{unit}-{title}-{author}"
endings = [".docx", ".rtf"]
closes_at = 2099-01-01T00:00:00
time_zone = "Asia/Shanghai"
contact_points = [{key = "office", name = "宋老师", telephone = "021-5555 0000"}]
consents = [{key = "original", wording = "本人原创。", required = true}]
criteria = [{key = "whole", name = "总评", maximum = 100}]
round_plans = [{key = "reading", name = "初评", readings = 1, method = "mean"}]
tiers = [{key = "first", kind = "person", name = "一等奖", quota = 1}]
"""
AUTHOR, UNIT, OTHER, HOTLINE = "建国", "潮声纪念馆", "老周", "021-5555 0000"
PARAGRAPHS = (
    "夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话，只听见水声一阵近、一阵远。",
    f"{AUTHOR}七十年，灯一年比一年亮，{UNIT}的老照片里还看得见当年的样子。",
    f"灯是{OTHER}点的，{OTHER}一点就是三十年；值班室的电话{HOTLINE}，牌子上写着，谁都看得见。",
    "第二天清早，灯还亮着，我们又沿着堤岸走了一遍，水面上什么也没有，只有一条船慢慢地靠过来，又慢慢地离开。",
)
RTF = rtf("江上灯火", *PARAGRAPHS)


def essay(title: str, *, official: bool = True) -> bytes:
    """Give an essay by an author whose name is also a word; laid out as asked, or as a new file has it."""
    return write_docx(title, f"{UNIT}　{AUTHOR}", list(PARAGRAPHS), AUTHOR, official=official)


@pytest.fixture(scope="module", autouse=True)
def contest(site: Site, visitors: Visitors, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A contest that takes .docx and .rtf, open, with its office."""
    notice = tmp_path_factory.mktemp("notice") / "notice.toml"
    notice.write_text(NOTICE, encoding="utf-8")
    site.manage("load_notice", str(notice))
    for office in ("organiser", "screener", "judge"):
        said = site.manage("appoint", "lights", f"{office}@example.org", "--name", "韩组", "--office", office)
        page = visitors.context(office).new_page()
        steps.set_password(page, steps.printed_link(said), f"{office}@example.org")
    desk = visitors.context("organiser").new_page()
    desk.goto("/c/lights/desk/notice/")
    steps.open_contest(desk)


@pytest.fixture
def entrant(visitors: Visitors, request: pytest.FixtureRequest) -> Page:
    """Somebody new, signed in."""
    page = visitors.context(request.node.name).new_page()
    steps.sign_up(page, AUTHOR, f"entrant{len(visitors.contexts)}@example.org")
    return page


def said_of(title: str) -> dict[str, str]:
    """Give what an entrant says of an essay with this title."""
    return {"unit": UNIT, "title": title, "author": AUTHOR, "consent-original": "on"}


def hand_in(page: Page, title: str) -> None:
    """Hand in an essay as the person of this page, without showing it."""
    entry = post(page.context, "/c/lights/hand-in/", {}, file=("文稿.docx", essay(title)))
    post(page.context, entry, said_of(title))


def look(looker: Looker) -> None:
    """Open the page again, and hold it against the rules at both widths."""
    looker.known = set()
    looker.look_at(looker.page.reload())
    assert looker.faults == []


def saved(download: Download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def parts_of(path: Path) -> dict[str, str]:
    """Give every part of a .docx as text."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def telling(parts: dict[str, str]) -> set[tuple[str, str]]:
    """Give what in a blind copy's parts tells of its author, and where."""
    return {(word, name) for word in (AUTHOR, "潮声", OTHER) for name, part in parts.items() if word in part}


def test_a_manuscript_is_checked_while_its_sender_looks_on_and_can_be_mended(
    visitors: Visitors, entrant: Page, tmp_path: Path
) -> None:
    looker = Looker(entrant, visitors.site.url, set())
    content = essay("江上灯火", official=False)
    expected = check_layout(read_docx(content)).findings
    entrant.goto("/c/lights/hand-in/")
    steps.drop_file(entrant, "江上灯火.docx", content)
    steps.upload(entrant)
    # Nothing waits: all of it came with the page.
    assert entrant.locator("#check .finding").count() == len(expected) > 5
    assert entrant.locator("#check .word-bar").count() == 1
    check = entrant.locator("#check")
    expect(check.locator(".words")).to_have_text(re.compile(r"^\s*\d{3} / 1500 字$"))
    expect(check).to_contain_text(f"版式有 {len(expected)} 处与公文格式不同。")
    expect(check.locator(".finding:visible")).to_have_count(1)
    check.get_by_text(f"其余 {len(expected) - 1} 处").click()
    expect(check.locator(".finding:visible")).to_have_count(len(expected))
    check.get_by_text("怎么改").first.click()
    expect(check.locator(".finding-fix p").first).to_be_visible()
    look(looker)

    with entrant.expect_download() as download:
        entrant.get_by_role("link", name="下载改好版式的稿件").click()
    mended = saved(download.value, tmp_path)
    assert mended.name == "江上灯火（版式已调整）.docx"
    assert read_docx(mended.read_bytes()).text == read_docx(content).text
    assert check_layout(read_docx(mended.read_bytes())).findings == ()
    entrant.get_by_text("换一个文件").click()
    steps.drop_file(entrant, mended.name, mended.read_bytes())
    press(entrant, "上传")
    expect(entrant.locator("#file-h + p")).to_contain_text(mended.name)
    expect(check).to_contain_text("版式符合公文格式。")
    expect(check.locator(".finding")).to_have_count(0)
    expect(entrant.get_by_role("link", name="下载改好版式的稿件")).to_have_count(0)
    look(looker)


@converts
def test_what_is_converted_waits_and_turns_into_its_result_by_itself(visitors: Visitors, entrant: Page) -> None:
    looker = Looker(entrant, visitors.site.url, set())
    entrant.goto("/c/lights/hand-in/")
    steps.choose_file(entrant, "江上灯火.rtf", RTF)
    steps.upload(entrant)
    expect(entrant.locator("#check")).to_contain_text("文件已经收到，正在转换和检查")
    look(looker)
    with entrant.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):  # the draft keeps it
        entrant.get_by_label("作品题目").fill("还没有写完的题目")
    assert visitors.site.manage("check_waiting") == "1 checked\n"
    expect(entrant.locator("#check .word-bar")).to_be_visible()
    expect(entrant.locator("#check .check-waiting")).to_have_count(0)
    expect(entrant.locator("#check .finding").first).to_be_visible()
    expect(entrant.get_by_label("作品题目")).to_have_value("还没有写完的题目")
    assert looker.faults == []
    look(looker)
    expect(entrant.get_by_label("作品题目")).to_have_value("还没有写完的题目")


def test_what_still_waits_is_told_to_the_screener(visitors: Visitors, entrant: Page) -> None:
    entry = post(entrant.context, "/c/lights/hand-in/", {}, file=("江上灯火.rtf", RTF))
    post(entrant.context, entry, said_of("等待的灯"))
    page = visitors.context("screener").new_page()
    looker = Looker(page, visitors.site.url, set())
    page.goto("/c/lights/screening/")
    expect(page.get_by_role("row").filter(has_text="等待的灯")).to_contain_text("等待检查")
    look(looker)
    page.get_by_role("link", name="等待的灯").click()
    expect(page.locator(".notice-block")).to_contain_text("这个文件正在转换，请稍后再看。")
    look(looker)
    pass_entry(page)
    expect(page.get_by_role("alert")).to_contain_text("这个文件正在转换，请稍后再看。")


def test_what_is_masked_is_chosen_by_the_screener_and_gone_from_the_judges_file(
    visitors: Visitors, entrant: Page, tmp_path: Path
) -> None:
    hand_in(entrant, "江上灯火")
    page = visitors.context("screener").new_page()
    looker = Looker(page, visitors.site.url, set())
    page.goto("/c/lights/screening/")
    look(looker)
    page.get_by_role("link", name="江上灯火").click()
    copy = page.locator("article.manuscript")
    expect(copy).to_contain_text("建国七十年")
    expect(copy).to_contain_text("███的老照片")
    expect(copy).to_contain_text("值班室的电话███，")
    look(looker)

    press(page, f"遮盖：{AUTHOR}")
    expect(copy).to_contain_text("███七十年")
    expect(page.get_by_text("请您看一看")).to_have_count(0)
    page.get_by_label("还要遮盖的文字").fill(OTHER)
    press(page, "全文遮盖")
    expect(copy).to_contain_text("灯是███点的，███一点就是三十年")
    press(page, f"不遮盖：{HOTLINE}")
    expect(copy).to_contain_text(f"值班室的电话{HOTLINE}，")
    expect(page.get_by_text("您改为不遮盖的")).to_be_visible()
    look(looker)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载评委将得到的文件").click()
    before = parts_of(saved(download.value, tmp_path))
    assert telling(before) == set()
    pass_entry(page)
    expect(page.get_by_role("status").first).to_contain_text("《江上灯火》：通过。")

    desk = visitors.context("organiser").new_page()
    desk.goto("/c/lights/rounds/")
    press(desk, "准备这一轮")
    desk.get_by_role("checkbox").check()
    press(desk, "选入")
    press(desk, "确认抽签，开始评审")
    expect(desk.get_by_role("status").first).to_contain_text("评审已经开始")

    reader = visitors.context("judge").new_page()
    looker = Looker(reader, visitors.site.url, set())
    reader.goto("/c/lights/reading/")
    press(reader, "我承诺保密，开始评阅")
    reader.get_by_role("link", name="开始评").click()
    expect(reader.locator("article.manuscript")).to_contain_text("███七十年")
    look(looker)
    with reader.expect_download() as download:
        reader.get_by_role("link", name="下载", exact=True).click()
    file = saved(download.value, tmp_path)
    assert file.name == "1 号.docx"
    parts = parts_of(file)
    assert parts == before
    assert telling(parts) == set()
    text = read_docx(file.read_bytes()).text
    for words in ("███七十年", "灯是███点的", f"值班室的电话{HOTLINE}，"):
        assert words in text

    page.goto("/c/lights/screening/?q=状态:通过")
    page.get_by_role("link", name="江上灯火").click()
    expect(page.locator("#masks")).to_contain_text("这篇稿件已经进入评审，遮盖不能再改。")
    expect(page.locator("#masks").get_by_role("button")).to_have_count(0)


# --- without JavaScript -------------------------------------------------------------------------------------------


@pytest.fixture
def plain(visitors: Visitors) -> Iterator[Page]:
    """Somebody new, signed in, whose browser runs no scripts."""
    page = visitors.context("without script", java_script_enabled=False).new_page()
    steps.sign_up(page, AUTHOR, "13812345678")
    yield page
    page.close()


def test_waiting_and_masking_need_no_script(visitors: Visitors, plain: Page) -> None:
    plain.goto("/c/lights/hand-in/")
    steps.choose_file(plain, "江上灯火.rtf", RTF)
    steps.upload(plain)
    waiting = plain.locator("#check .check-waiting")
    expect(waiting).to_be_visible()
    waiting.get_by_role("link", name="刷新").click()
    expect(waiting).to_be_visible()
    visitors.site.manage("check_waiting")
    waiting.get_by_role("link", name="刷新").click()
    expect(plain.locator("#check .checks")).to_be_visible()
    expect(waiting).to_have_count(0)

    plain.get_by_text("换一个文件").click()
    steps.choose_file(plain, "江上灯火.docx", essay("渡口灯火"))
    steps.upload(plain)
    steps.fill_in(plain, UNIT, "渡口灯火", AUTHOR)
    steps.pledge(plain)
    press(plain, "提交")
    steps.read_receipt(plain)

    page = visitors.context("screener without script", java_script_enabled=False).new_page()
    steps.sign_in(page, "screener@example.org")
    page.goto("/c/lights/screening/")
    page.get_by_role("link", name="渡口灯火").click()
    copy = page.locator("article.manuscript")
    press(page, "全文遮盖")
    expect(page.locator("#masks .invalid-feedback")).to_be_visible()
    expect(copy).to_contain_text("建国七十年")
    press(page, f"遮盖：{AUTHOR}")
    expect(copy).to_contain_text("███七十年")
    page.get_by_label("还要遮盖的文字").fill(OTHER)
    press(page, "全文遮盖")
    expect(copy).to_contain_text("灯是███点的")
    press(page, "取消")
    expect(copy).to_contain_text(f"灯是{OTHER}点的")
    press(page, f"不遮盖：{HOTLINE}")
    expect(copy).to_contain_text(HOTLINE)
