"""What people do on the pages, step by step, the way a person does it: by labels, buttons and the keyboard."""

import base64
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, FilePayload, Page, expect

PASSWORD = "straw-boat-arrows"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_DROP = """({name, type, content}) => {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, {type}));
    const zone = document.querySelector(".drop");
    for (const kind of ["dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: transfer}));
    }
}"""


def press(page: Page, button: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=button, exact=True).click()


def send(page: Page, button: str) -> None:
    """Press the button of this name, and come to the page that answers: what is read next is read there."""
    with page.expect_navigation():
        press(page, button)


def pass_entry(page: Page) -> None:
    """Confirm every point of the checklist, whatever the machine says to it, and pass the entry."""
    for point in page.locator("#checklist").get_by_label("无误").all():
        point.check()
    page.get_by_label("通过", exact=True).check()
    press(page, "作出决定")


def sign_up(page: Page, name: str, contact: str) -> None:
    """Make an account; the person is signed in afterwards."""
    page.goto("/accounts/signup/")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("手机号或邮箱").fill(contact)
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="注册").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的稿件")


def sign_in(page: Page, contact: str, password: str = PASSWORD) -> None:
    """Sign in and come to where one's work is."""
    page.goto("/accounts/login/")
    page.get_by_label("手机号或邮箱").fill(contact)
    page.get_by_label("密码").fill(password)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def set_password(page: Page, link: str, contact: str) -> None:
    """Set the password by the link that the office handed over, and sign in."""
    page.goto(link)
    expect(page.locator(".lead")).to_contain_text(contact)
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一遍").fill(PASSWORD)
    press(page, "设好密码")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    sign_in(page, contact)


def printed_link(said: str) -> str:
    """Give the link that `manage.py appoint` printed."""
    found = re.search(r"/accounts/set-password/\S+", said)
    assert found is not None, said
    return found[0]


def drop_file(page: Page, name: str, content: bytes) -> None:
    """Let a file go over the zone for it."""
    expect(page.locator(".drop")).to_be_visible()
    page.evaluate(_DROP, {"name": name, "type": DOCX, "content": base64.b64encode(content).decode()})


def choose_file(page: Page, name: str, content: bytes) -> None:
    """Choose a file by the browser's own dialog."""
    page.locator("#file").set_input_files({"name": name, "mimeType": DOCX, "buffer": content})


def upload(page: Page) -> None:
    """Send the chosen file, and come to the page where its fields are checked."""
    press(page, "上传")
    expect(page.get_by_role("heading", level=1)).to_have_text("核对并提交")


def fill_in(page: Page, unit: str, title: str, author: str) -> None:
    """Fill in what is said of an entry."""
    for label, value in (("所在单位", unit), ("作品题目", title), ("作者姓名", author)):
        page.get_by_label(label).fill(value)


def pledge(page: Page) -> None:
    """Agree to every declaration."""
    for box in page.get_by_role("checkbox").all():
        box.check()


def read_receipt(page: Page) -> tuple[str, str]:
    """Give the number and the fingerprint that the receipt shows."""
    expect(page.get_by_role("heading", level=1)).to_have_text("投稿回执")
    return page.locator(".receipt-number").inner_text(), page.locator(".receipt code.hash").inner_text()


def give_marks(page: Page, marks: Mapping[str, str]) -> None:
    """Type marks, by the key of their criterion."""
    for criterion, mark in marks.items():
        page.locator(f"#id_mark-{criterion}").fill(mark)


def end_intake(page: Page, slug: str) -> None:
    """Let the organiser set the deadline an hour back: no entry comes in any more."""
    page.goto(f"/c/{slug}/desk/notice/")
    closes = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(hours=1)
    page.get_by_label("截稿", exact=True).fill(f"{closes:%Y-%m-%dT%H:%M}")
    send(page, "保存通知")


def open_contest(page: Page) -> None:
    """Open the contest whose notice is shown and whole."""
    page.locator("summary", has_text="开始征文").click()
    press(page, "确认，开始征文")
    expect(page.get_by_role("status").first).to_contain_text("征文已经开始。")


def confirm(page: Page, count: int) -> None:
    """Confirm the list of so many entries that is shown, places of the unit prize left vacant."""
    page.get_by_text(f"确认名单（{count} 篇）").click()
    for box in page.get_by_label("余下的名额空着，不再选").all():
        box.check()
    press(page, "确认，不再改")
    expect(page.get_by_role("status").first).to_contain_text("获奖名单已确认。")


def publish(page: Page) -> None:
    """Publish the confirmed list."""
    page.get_by_text("向公众公布").click()
    press(page, "确认公布")
    expect(page.get_by_role("status").first).to_contain_text("获奖名单已公布。")


def post(context: BrowserContext, address: str, values: Mapping[str, str], **files: tuple[str, bytes]) -> str:
    """Send a form as the person's browser would, without showing the page; give the address it leads to."""
    token = next(str(cookie["value"]) for cookie in context.cookies() if cookie.get("name") == "csrftoken")
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, **values}
    if files:
        parts: dict[str, str | float | bool | bytes | FilePayload] = {**form}
        for field, (name, body) in files.items():
            parts[field] = {"name": name, "mimeType": DOCX, "buffer": body}
        answer = context.request.post(address, multipart=parts, max_redirects=0)
    else:
        answer = context.request.post(address, form=form, max_redirects=0)
    assert answer.status == 302, f"{address}: {answer.status}\n{_words(answer.text())}"
    return str(answer.headers["location"])


def _words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
