"""One passage of essays from the notice to the prize list, walked in the browser by everybody who takes part.

Four essays go in: the first wins, the second and the third are tied at the last place of a tier, the fourth is
disqualified. What each person saw on the way is kept for those who must not see it.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, Request, expect

from contest.workbooks.reader import ReadValue, read_rows
from tests.e2e import steps
from tests.e2e.cast import COPIED, DESK, DYKE, ESSAYS, FERRY, JUDGES, LIGHTS, TELEPHONE, Essay
from tests.e2e.people import Visitors
from tests.e2e.steps import press

SLUG = "70th-anniversary"
NOTICE = "contest/notice/notices/70th-anniversary.toml"
UNKNOWN = "字数上限、截稿时间、“二等奖”的名额、“三等奖”的名额、联系电话"
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Road:
    """The road and everybody on it; `reach` walks as far as a stage, once."""

    def __init__(self, visitors: Visitors, folder: Path) -> None:
        self.visitors = visitors
        self.site = visitors.site
        self.folder = folder
        self.pages: dict[str, Page] = {}
        self.seen: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.receipts: dict[str, tuple[str, str]] = {}
        self.entry_pages: dict[str, str] = {}
        self.walked = 0
        self.broken_at = ""

    def reach(self, stage: str) -> None:
        """Walk up to and including a stage. What lies behind a failure can't be reached."""
        names = [name for name, _ in STAGES]
        while self.walked <= names.index(stage):
            assert not self.broken_at, f"not reached: the road ends at {self.broken_at!r}"
            name, walk = STAGES[self.walked]
            self.broken_at = name
            walk(self)
            self.broken_at = ""
            self.walked += 1

    def page(self, who: str) -> Page:
        """Give somebody's page; every address they open is kept."""
        if who not in self.pages:
            page = self.visitors.context(who).new_page()
            page.on("request", lambda request: self._keep(who, request))
            self.pages[who] = page
        return self.pages[who]

    def _keep(self, who: str, request: Request) -> None:
        if request.is_navigation_request() and request.method == "GET":
            self.seen[who][request.url.removeprefix(self.site.url)] = None

    def go(self, who: str, address: str) -> Page:
        """Open an address of the contest as somebody."""
        page = self.page(who)
        page.goto(f"/c/{SLUG}/{address}")
        return page


def notice(road: Road) -> None:
    """The notice is loaded with its gaps; the organiser, let in by a link, fills them in and opens."""
    assert f"尚未确定，征文还不能开始：{UNKNOWN}" in road.site.manage("load_notice", NOTICE)
    steps.sign_up(road.page("early bird"), "韩组", TELEPHONE["organiser"])
    said = road.site.manage("appoint", SLUG, TELEPHONE["organiser"], "--name", "韩组")
    road.page("early bird").goto("/mine/")
    expect(road.page("early bird").get_by_role("heading", level=1)).to_have_text("登录")
    steps.set_password(road.page("organiser"), steps.printed_link(said), TELEPHONE["organiser"])
    page = road.go("organiser", "desk/notice/")
    expect(page.locator(".lead")).to_have_text(f"开始征文前还要确定：{UNKNOWN}。")
    press(page, "开始征文")
    expect(page.get_by_role("status").first).to_contain_text(f"还不能开始征文，这些内容尚未确定：{UNKNOWN}")
    assert road.page("nobody").goto("/").text().count("征文还没有开始") == 1  # type: ignore[union-attr]

    closes = datetime.now(SHANGHAI).replace(hour=18, minute=0) + timedelta(days=30)
    page.get_by_label("字数上限").fill("1500")
    page.get_by_label("截稿", exact=True).fill(f"{closes:%Y-%m-%dT%H:%M}")
    page.locator("#id_contact_points-0-telephone").fill("021-5555 0000")
    for number in range(3):
        page.locator(f"#id_tiers-{number}-quota").fill("1")
    _add_row(page, "criteria-0", key="theme", name="主题", maximum="40")
    page.get_by_label("一人一奖", exact=True).uncheck()  # one author has two essays on this road
    page.locator("#id_round_plans-1-DELETE").check()  # of the two that are proposed the first is enough here
    press(page, "保存通知")
    expect(page.locator(".lead")).to_have_text("通知已经齐全，可以开始征文。")
    _add_row(page, "criteria-1", key="language", name="语言", maximum="60")
    press(page, "保存通知")
    expect(page.locator("#id_criteria-1-key")).to_be_visible()
    steps.open_contest(page)
    road.page("nobody").goto("/")
    expect(road.page("nobody").locator(".poster-deadline strong")).to_have_text(
        f"{closes.month}月{closes.day}日 18:00"
        if closes.year == datetime.now(SHANGHAI).year
        else f"{closes.year}年{closes.month}月{closes.day}日 18:00"
    )


def _add_row(page: Page, row: str, **values: str) -> None:
    """Fill an empty row of a list of the notice; where the list has rows, the empty ones are folded away."""
    folded = page.locator("details:not([open])").filter(has=page.locator(f"#id_{row}-key"))
    if folded.count():
        folded.locator("summary").click()
    for field, value in values.items():
        page.locator(f"#id_{row}-{field}").fill(value)


def sign_up(road: Road) -> None:
    """One entrant signs up with a telephone number, typed with blanks, one with an e-mail address."""
    steps.sign_up(road.page("by-telephone"), LIGHTS.author, "138 1234 5678")
    press(road.page("by-telephone"), "退出")
    expect(road.page("by-telephone").get_by_role("link", name="登录")).to_be_visible()
    steps.sign_in(road.page("by-telephone"), "+86 138-1234-5678")
    steps.sign_up(road.page("by-mail"), DYKE.author, "Zhou@Example.org")


def hand_in(road: Road) -> None:
    """Essays are dropped, named, pledged for and handed in, each once."""
    page = road.go("by-telephone", "hand-in/")
    steps.drop_file(page, LIGHTS.canonical_name, LIGHTS.docx())
    expect(page.locator(".drop-name")).to_contain_text(LIGHTS.canonical_name)
    expect(page.locator(".drop-name")).to_contain_text("文件名符合命名规则。")
    steps.upload(page)
    for label, value in (("所在单位", LIGHTS.unit), ("作品题目", LIGHTS.title), ("作者姓名", LIGHTS.author)):
        expect(page.get_by_label(label)).to_have_value(value)
    expect(page.locator("#canonical strong")).to_have_text(LIGHTS.canonical_name)

    page.get_by_label("作品题目").fill("灯")
    expect(page.locator("#canonical strong")).to_have_text("70周年-潮声纪念馆-灯-林晓帆.docx")
    page.get_by_label("作品题目").fill(LIGHTS.title)
    page.get_by_label("同意主办单位发表这篇文稿。").check()
    press(page, "提交")
    expect(page.get_by_role("alert")).to_contain_text("提交前请勾选这一项。")
    expect(page.get_by_label("作品题目")).to_have_value(LIGHTS.title)
    expect(page.get_by_label("同意主办单位发表这篇文稿。")).to_be_checked()
    expect(page.locator("#file-h + p")).to_contain_text(LIGHTS.canonical_name)

    steps.pledge(page)
    page.get_by_role("button", name="提交", exact=True).dblclick()
    _keep_receipt(road, page, LIGHTS, LIGHTS.docx())
    page.goto("/mine/")
    assert page.locator(f"h2:has-text('{LIGHTS.title}')").count() == 1
    assert page.get_by_role("heading", name=f"已收到：《{LIGHTS.title}》").count() == 1

    for essay in (DYKE, FERRY, COPIED):
        page = road.go("by-mail", "hand-in/")
        steps.choose_file(page, "我的稿件（最终版）.docx", essay.docx())
        steps.upload(page)
        expect(page.get_by_label("作品题目")).to_have_value(essay.title)
        page.get_by_label("所在单位").press_sequentially(essay.unit)
        expect(page.locator("#canonical strong")).to_have_text(essay.canonical_name)
        steps.pledge(page)
        press(page, "提交")
        _keep_receipt(road, page, essay, essay.docx())


def _keep_receipt(road: Road, page: Page, essay: Essay, content: bytes) -> None:
    number, fingerprint = steps.read_receipt(page)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", number)
    assert fingerprint == hashlib.sha256(content).hexdigest()
    expect(page.locator(".receipt")).to_contain_text(essay.canonical_name)
    road.receipts[essay.title] = (number, fingerprint)
    road.entry_pages[essay.title] = page.url.removesuffix("receipt/")


def appoint(road: Road) -> None:
    """The organiser appoints the office and the judges; each sets a password by a link that works once."""
    page = road.go("organiser", "desk/people/")
    for who, name, office in DESK:
        _appoint(page, who, name, office, "")
    for who, name, unit in JUDGES:
        _appoint(page, who, name, "评委", unit)
    for who, name, _ in (*DESK, *JUDGES):
        steps.send(page, f"给{name}生成登录链接")
        link = page.get_by_label("登录链接", exact=True).input_value()
        page.get_by_role("link", name="回到人员").click()
        own = road.page(who)
        steps.set_password(own, link, f"{who}@example.org")
        gone = own.goto(link)
        assert gone is not None
        assert gone.status == 404


def _appoint(page: Page, who: str, name: str, office: str, unit: str) -> None:
    page.get_by_label("姓名").fill(name)
    page.locator("#id_login").fill(f"{who}@example.org")
    page.get_by_role("combobox", name="职务").select_option(label=office)
    page.get_by_label("所在单位").fill(unit)
    press(page, "聘任")
    expect(page.get_by_role("status").first).to_contain_text(f"已聘任{name}。")
    expect(page.get_by_role("status").first).to_contain_text(f"{name}现在没有密码")


def screening(road: Road) -> None:
    """The screener passes two, gives one back, disqualifies one; what came back passes."""
    page = road.go("screener", "screening/")
    expect(page.locator("tbody tr")).to_have_count(4)
    page.get_by_role("link", name=LIGHTS.title).click()
    shown = page.locator("article.manuscript")
    expect(shown).to_contain_text("江上的灯")
    expect(shown).not_to_contain_text(LIGHTS.author)
    steps.pass_entry(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(DYKE.title)
    steps.pass_entry(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(FERRY.title)
    page.get_by_label("退回修改").check()
    press(page, "作出决定")
    expect(page.locator(".invalid-feedback").first).to_have_text("请写明需要修改什么。")
    page.get_by_label("说明").fill("请写上结尾。")
    press(page, "作出决定")

    expect(page.get_by_role("heading", level=1)).to_have_text(COPIED.title)
    page.get_by_label("取消资格", exact=True).check()
    page.get_by_label("取消资格的原因").select_option(label="抄袭")
    press(page, "作出决定")
    expect(page.get_by_text("没有等待审查的稿件。")).to_be_visible()

    own = road.page("by-mail")
    own.goto("/mine/")
    expect(own.get_by_text("《别人的故事》被取消参选资格，原因：抄袭")).to_be_visible()
    own.get_by_role("link", name=FERRY.title).click()
    expect(own.locator(".standing")).to_contain_text("请写上结尾。")
    mended = FERRY.docx("渡船靠了岸，灯又亮了。")
    steps.drop_file(own, FERRY.canonical_name, mended)
    steps.upload(own)
    steps.pledge(own)
    press(own, "提交")
    before = road.receipts[FERRY.title]
    _keep_receipt(road, own, FERRY, mended)
    assert road.receipts[FERRY.title] != before

    page.reload()
    page.get_by_role("link", name=FERRY.title).click()
    expect(page.locator("article.manuscript")).to_contain_text("渡船靠了岸")
    steps.pass_entry(page)
    expect(page.get_by_role("status").first).to_contain_text("《末班渡船》：通过。")


def draw(road: Road) -> None:
    """The organiser prepares the round, seats the judges, sees the draw and opens it."""
    page = road.go("organiser", "rounds/")
    press(page, "准备这一轮")
    for _, name, _ in JUDGES:
        page.get_by_label(re.compile(f"^{name}")).check()
    press(page, "选入")
    expect(page.locator("tbody tr")).to_have_count(3)
    drawn = page.get_by_role("complementary", name="抽签").get_by_role("definition").all_inner_texts()
    assert drawn[:3] == ["3", "6", "1 本单位的作品 1"], "entries, readings, pairs that must not meet"
    press(page, "确认抽签，开始评审")
    expect(page.get_by_role("status").first).to_contain_text("评审已经开始，评委已收到通知。")


def reading(road: Road) -> None:
    """The judges read blind; what they type is kept without a button; an incomplete sheet is explained."""
    read: list[str] = []
    for who, _, unit in JUDGES:
        page = road.go(who, "reading/")
        expect(page.locator("main")).not_to_contain_text(FERRY.title)
        steps.send(page, "我承诺保密，开始评阅")
        titles = page.locator(".own-lines tbody td:nth-child(3)").all_inner_texts()
        assert LIGHTS.title not in titles or unit != LIGHTS.unit
        page.get_by_role("link", name="开始评").click()
        for number, _title in enumerate(titles):
            read.append(_read(page, first=number == 0))
        expect(page.get_by_text("您的评阅已全部提交，谢谢。")).to_be_visible()
    assert sorted(read) == sorted(2 * [LIGHTS.title, DYKE.title, FERRY.title])


def _read(page: Page, *, first: bool) -> str:
    """Mark the essay that is open, and give its title; the first one in every way that can go wrong."""
    expect(page.get_by_role("complementary", name="评分表")).to_be_visible()
    title = page.get_by_role("heading", level=1).inner_text()
    essay = next(one for one in ESSAYS if one.title == title)
    content = page.content()
    assert not [word for word in (essay.author, essay.unit, "example.org", "13812345678") if word in content]
    theme, language = essay.marks
    if first:
        steps.give_marks(page, {"theme": theme})
        expect(page.locator("#saved")).to_contain_text("已保存")
        page.reload()
        expect(page.locator("#id_mark-theme")).to_have_value(theme)
        press(page, "提交，看下一篇")
        expect(page.get_by_role("alert")).to_contain_text("语言：请评分。")
        expect(page.locator("#id_mark-theme")).to_have_value(theme)
        expect(page.get_by_role("group", name="字号、行长与明暗")).to_be_visible()
        expect(page.locator(".score-row .invalid-feedback")).to_have_text("请评分。")
    steps.give_marks(page, {"theme": theme, "language": language})
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".score-row .invalid-feedback")).to_have_count(0)
    expect(page.locator(".score-total output")).to_have_text(str(int(theme) + int(language)))
    steps.send(page, "提交，看下一篇")
    expect(page.get_by_role("status").first).to_contain_text("号已提交。")
    return title


def prizes(road: Road) -> None:
    """The round is closed and ranked; the tie is decided with its reason; the list is confirmed and published."""
    page = road.go("organiser", "rounds/first-round/")
    expect(page.locator("main")).to_contain_text("6 / 6 篇次已提交")
    page.get_by_text("结束这一轮").click()
    press(page, "确认结束")
    expect(page.get_by_role("status").first).to_contain_text("这一轮评审已经结束。")
    ranking = road.go("observer", "rounds/first-round/ranking/")
    rows = [row.split() for row in ranking.locator("tbody tr").all_inner_texts()]
    assert [(row[0], row[1]) for row in rows] == [("1", "93"), ("2", "85"), ("2", "85")]

    page.get_by_role("link", name="看获奖名单").click()
    expect(page.locator(".tie")).to_contain_text("有 2 篇同为 85 分，只余 1 个名额。")
    expect(page.locator("main")).to_contain_text("截稿前、退回修改的期限之前不能确认。")
    steps.end_intake(page, SLUG)
    road.go("organiser", "prizes/")
    expect(page.locator("main")).to_contain_text("同分决定之后才能确认。")
    expect(page.get_by_text(re.compile("^确认名单"))).to_have_count(0)
    tie = page.locator(".tie")
    tie.get_by_role("checkbox", name=f"《{DYKE.title}》").check()
    tie.get_by_label("理由").fill("评委会复议，一致同意。")
    tie.get_by_role("button", name="记下决定").click()
    expect(page.locator(".notice-block")).to_contain_text("评委会复议，一致同意。")
    page.get_by_role("checkbox", name=LIGHTS.unit).check()
    page.get_by_label("评定依据").fill("获奖等次最高。")
    steps.confirm(page, 3)
    unpublished = road.go("nobody", "results/")
    expect(unpublished.get_by_role("heading", level=1)).to_have_text("没有这一页")
    steps.publish(page)
    for who, essay in (("by-telephone", LIGHTS), ("by-mail", DYKE)):
        road.page(who).goto("/mine/")
        expect(road.page(who).get_by_role("heading", name=f"获奖：《{essay.title}》")).to_be_visible()
    results = road.go("nobody", "results/")
    assert [
        (section.get_by_role("heading").inner_text(), " ".join(section.get_by_role("listitem").inner_text().split()))
        for section in results.locator("section.tier").all()
    ] == [
        ("一等奖", f"《{LIGHTS.title}》 {LIGHTS.author} {LIGHTS.unit}"),
        ("二等奖", f"《{DYKE.title}》 {DYKE.author} {DYKE.unit}"),
        ("三等奖", f"《{FERRY.title}》 {FERRY.author} {FERRY.unit}"),
        ("优秀组织奖", LIGHTS.unit),
    ]


def workbook(road: Road) -> None:
    """The workbook says what happened, and the ledger holds."""
    page = road.go("organiser", "prizes/")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    path = road.folder / download.value.suggested_filename
    download.value.save_as(path)
    entries = _columns(path, "来稿", "回执编号", "题目", "状态", "SHA-256")
    states = {LIGHTS: "通过审查", DYKE: "通过审查", FERRY: "通过审查", COPIED: "取消资格"}
    assert entries == [
        [road.receipts[one.title][0], one.title, states[one], road.receipts[one.title][1]] for one in ESSAYS
    ]
    marks = _columns(path, "评分·初评", "题目", "主题", "语言", "合计")
    assert sorted(marks, key=str) == sorted(
        ([one.title, *map(int, one.marks), sum(map(int, one.marks))] for one in 2 * (LIGHTS, DYKE, FERRY)),
        key=str,
    )
    assert _columns(path, "获奖", "奖项", "名次", "得分", "题目") == [
        ["一等奖", 1, 93, LIGHTS.title],
        ["二等奖", 2, 85, DYKE.title],
        ["三等奖", 2, 85, FERRY.title],
        ["优秀组织奖", None, None, None],
    ]
    cover = {str(row[0]): row[1] for row in read_rows(path, "封面") if len(row) == 2}
    quoted = str(cover["账本末端"]).split()[1]
    assert "The ledger holds" in road.site.manage("verify_ledger", "--expect", quoted)
    assert "Traceback" not in road.site.complaints()


def _columns(path: Path, sheet: str, *names: str) -> list[list[ReadValue]]:
    """Give some columns of a sheet, by their headings; an empty cell is None."""
    head, *rows = read_rows(path, sheet)
    places = [head.index(name) for name in names]
    return [[row[place] if place < len(row) else None for place in places] for row in rows]


STAGES: tuple[tuple[str, Callable[[Road], None]], ...] = tuple(
    (stage.__name__, stage) for stage in (notice, sign_up, hand_in, appoint, screening, draw, reading, prizes, workbook)
)
