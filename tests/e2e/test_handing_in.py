"""Handing in when the line is bad, several authors, and the receipt's code: what needs a browser to be seen."""

import io
import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from contest.demo.operations import PASSWORD
from tests.e2e import steps
from tests.e2e.looking import NARROW, WIDE, Looker
from tests.e2e.people import Visitors
from tests.e2e.steps import press
from tests.making import docx_bytes

pytestmark = pytest.mark.browser

NAME = "70周年-潮声纪念馆-灯塔-王小雨、李行.docx"
OBJECTION = "本文不同意公开发表。"
CONTENT = docx_bytes("灯塔", "王小雨、李行", "潮声纪念馆", ("夜里，江上的灯亮起来。", "我们走回去。", OBJECTION))


@pytest.fixture(scope="module")
def starts_from(data_with_demo: Path) -> Path:
    """The site holds the demo."""
    return data_with_demo


def signed_in(visitors: Visitors, login: str) -> Page:
    page = visitors.context(login).new_page()
    steps.sign_in(page, f"{login}@example.org", PASSWORD)
    return page


def looked_at(visitors: Visitors, page: Page) -> None:
    """Hold the open page, as it stands now, against the rules at both widths."""
    looker = Looker(page, visitors.site.url, set())
    looker.look_at(page.reload())
    assert looker.faults == []


def test_a_broken_line_costs_one_click(visitors: Visitors) -> None:
    page = signed_in(visitors, "entrant02")
    page.goto("/c/demo/hand-in/")
    steps.choose_file(page, NAME, CONTENT)
    expect(page.locator(".drop-name")).to_contain_text("文件名符合命名规则。")
    broken: list[str] = []

    def cut(route: Route) -> None:
        if route.request.method == "POST" and not broken:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile(r"/hand-in/$"), cut)
    press(page, "上传")
    expect(page.get_by_role("alert")).to_contain_text("上传中断了")
    expect(page.locator(".drop-sending")).to_be_hidden()
    assert page.locator("#file").evaluate("input => input.files[0].name") == NAME
    again = page.get_by_role("button", name="再传一次")
    expect(again).to_be_focused()
    again.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("核对并提交")
    assert len(broken) == 1


def test_a_bundles_upload_that_breaks_off_costs_one_click_too(visitors: Visitors) -> None:
    page = signed_in(visitors, "contact")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/c/demo/bundles/new/")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(NAME, CONTENT)
    sent: FilePayload = {"name": "稿件.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.locator("#files").set_input_files(sent)
    held: list[Route] = []
    page.route(re.compile(r"/bundles/new/$"), lambda route: held.append(route))
    press(page, "上传并预检")
    expect(page.locator(".drop-figures")).to_contain_text("正在上传")
    expect(page.get_by_role("button", name="上传并预检")).to_be_disabled()
    held.pop().abort("connectionreset")
    expect(page.get_by_role("alert")).to_contain_text("上传中断了")
    again = page.get_by_role("button", name="再传一次")
    expect(again).to_be_focused()
    page.unroute_all()
    again.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("潮声纪念馆")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert faults == []


def test_where_the_focus_is_after_an_upload_and_after_a_refusal(visitors: Visitors) -> None:
    page = signed_in(visitors, "entrant05")
    page.goto("/c/demo/hand-in/")
    steps.choose_file(page, "灯塔.docx", b"no document")
    press(page, "上传")
    expect(page.get_by_role("alert").first).to_be_focused()
    steps.choose_file(page, "说明.pdf", CONTENT)
    expect(page.locator(".drop-name .check--wrong")).to_contain_text("只收 .docx、.doc、.wps 文件，这个是 .pdf，")
    steps.choose_file(page, NAME, CONTENT)
    steps.upload(page)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    press(page, "提交")
    expect(page.locator(".error-summary")).to_be_focused()


def test_how_far_the_upload_is_is_told(visitors: Visitors) -> None:
    page = signed_in(visitors, "entrant03")
    slow = page.context.new_cdp_session(page)
    page.goto("/c/demo/hand-in/")
    page.locator("#file").set_input_files({"name": NAME, "mimeType": steps.DOCX, "buffer": bytes(3_000_000)})
    page.evaluate(
        """() => {
        window.told = [];
        const state = document.querySelector(".drop-state");
        const note = () => window.told.push(state.textContent);
        new MutationObserver(note).observe(state, {childList: true, characterData: true, subtree: true});
    }"""
    )
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 1_500_000},
    )
    answered = page.expect_response(re.compile(r"/hand-in/$"))
    with answered:
        press(page, "上传")
    told = page.evaluate("window.told")
    assert told[0] == "正在上传"
    assert any(re.fullmatch(r"正在上传 \d+%（.+ / 2\.9 MB）", one) for one in told)
    assert "已经传完，正在检查文件" in told
    expect(page.get_by_role("alert").first).to_contain_text("文件没有收下")  # these are no manuscript's bytes


def test_from_several_authors_and_an_objection_to_a_receipt_that_is_found_again(
    visitors: Visitors, tmp_path: Path
) -> None:
    page = signed_in(visitors, "entrant04")
    page.goto("/c/demo/hand-in/")
    steps.choose_file(page, NAME, CONTENT)
    steps.upload(page)
    expect(page.locator("#canonical")).to_contain_text("作者 2 位：王小雨、李行")
    page.get_by_label("作者姓名").fill("王小雨、李行、周远")
    expect(page.locator("#canonical")).to_contain_text("作者 3 位：王小雨、李行、周远")
    expect(page.locator("#kept")).to_contain_text("草稿已存")
    page.get_by_label("体裁").select_option("散文")
    page.get_by_label("用过，用在：").check()
    with page.expect_response(lambda answer: "ai_how=%E6%94%B9" in (answer.request.post_data or "")):
        page.get_by_label("用在哪里").fill("改错别字")
    expect(page.locator(".objection")).to_contain_text(OBJECTION)
    looked_at(visitors, page)
    # Typed is kept: the page was loaded anew.
    expect(page.get_by_label("作者姓名")).to_have_value("王小雨、李行、周远")
    expect(page.get_by_label("用在哪里")).to_have_value("改错别字")
    steps.pledge(page)
    page.get_by_label("确有此意").check()
    press(page, "提交")
    expect(page.locator(".objection")).to_contain_text("确有此意，而上面又勾选了：")
    page.get_by_label("上面的勾选与文中这句话并不矛盾").check()
    press(page, "提交")
    number, _fingerprint = steps.read_receipt(page)
    secret = page.locator(".receipt-secret").inner_text()
    looked_at(visitors, page)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        printed = tmp_path / "receipt.pdf"
        page.pdf(path=printed, prefer_css_page_size=True)
        document = pypdfium2.PdfDocument(printed)
        assert len(document) == 1
        document.close()

    anybody = visitors.context("anybody").new_page()
    anybody.goto(f"/receipt/#{number}.{secret}")
    expect(anybody.get_by_label("回执编号")).to_have_value(number)
    expect(anybody.get_by_label("查询码")).to_have_value(secret)
    assert anybody.evaluate("location.hash") == ""
    anybody.keyboard.press("Enter")
    expect(anybody.get_by_role("heading", level=1)).to_have_text("灯塔")
    expect(anybody.locator(".standing")).to_contain_text("已经收到，等待审查")
    assert anybody.url.endswith("/receipt/")
    anybody.goto("/receipt/")
    anybody.get_by_label("回执编号").fill(number)
    press(anybody, "查")
    expect(anybody.get_by_role("alert")).to_contain_text("没有找到这份回执。")
