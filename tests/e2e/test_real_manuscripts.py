"""Real manuscripts of other people go the whole way; they stay in their folder outside the project."""

import csv
import hashlib
import os
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from contest.notice.announcement import POINTS
from contest.workbooks.reader import read_rows
from tests.e2e import steps
from tests.e2e.people import Visitors
from tests.e2e.site import CHECKOUT, Site
from tests.e2e.steps import pass_entry, post, press

FOLDER = Path(os.environ.get("SHARED_DATA", CHECKOUT.parent / "shared" / "data")) / "manuscripts"
ESSAY = "docx/2e42567d9ec79adf.docx"
REFUSED = {"docx/0b47852de44e25cf.docx"}
COUNT = 24
IN_THE_BROWSER = 4
READINGS = 3
QUOTAS = (3, 5, 8)
JUDGES = tuple(f"judge{number}@example.org" for number in range(1, 7))
NOTICE = """
slug = "real"
title = "真稿征文"
label = "真稿"
layout_profile = "free"
word_processor = "unknown"
mailbox = "unknown"
one_prize = false
word_limit = 20000
name_pattern = "真稿-{unit}-{title}-{author}"
endings = [".docx"]
closes_at = 2099-01-01T00:00:00
time_zone = "Asia/Shanghai"
contact_points = [{key = "office", name = "宋老师", telephone = "021-5555 0000"}]
consents = [{key = "original", wording = "本人原创。", required = true}]
criteria = [{key = "whole", name = "总评", maximum = 100, step = 0.25}]
round_plans = [{key = "reading", name = "初评", readings = 3, method = "mean"}]
tiers = [
    {key = "first", kind = "person", name = "一等奖", quota = 3},
    {key = "second", kind = "person", name = "二等奖", quota = 5},
    {key = "third", kind = "person", name = "三等奖", quota = 8},
]
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real manuscripts is not at hand"),
]


def manuscripts() -> list[Path]:
    """Give the essay, then other sound Chinese .docx that are no trap."""
    with (FOLDER / "index.csv").open(encoding="utf-8", newline="") as index:
        paths = [
            row["path"]
            for row in csv.DictReader(index)
            if (row["kind"], row["class"], row["chinese"]) == ("docx", "valid", "1") and row["path"] not in REFUSED
        ]
    return [FOLDER / path for path in sorted(paths, key=lambda path: (path != ESSAY, path))][:COUNT]


def fields(number: int) -> dict[str, str]:
    """Say of manuscript `number` what its entrant says."""
    return {"unit": f"第{number % 9 + 1}中学", "title": f"真稿之{number:03}", "author": "林晓帆"}


def mark(number: int, judge: int) -> Decimal:
    """Give judge `judge`'s mark for the essay with this number: no two essays can come to the same mean."""
    return Decimal(30 + number) + Decimal("0.25") * (judge % 3 - 1)


def hand_in_all(visitors: Visitors, paths: list[Path]) -> None:
    context = visitors.context("entrant")
    page = context.new_page()
    steps.sign_up(page, "林晓帆", "entrant@example.org")
    for number, path in enumerate(paths):
        content, said = path.read_bytes(), fields(number)
        fingerprint = hashlib.sha256(content).hexdigest()
        if number < IN_THE_BROWSER:
            page.goto("/c/real/hand-in/")
            steps.choose_file(page, path.name, content)
            steps.upload(page)
            steps.fill_in(page, **said)
            steps.pledge(page)
            press(page, "提交")
            assert steps.read_receipt(page)[1] == fingerprint
        else:
            entry = post(context, "/c/real/hand-in/", {}, file=(path.name, content))
            receipt = post(context, entry, {**said, "consent-original": "on", "objection": "meant"})
            assert fingerprint in context.request.get(receipt).text()
    page.close()


def screen_all(visitors: Visitors, count: int) -> None:
    context = visitors.context("organiser")
    page = context.new_page()
    page.goto("/c/real/screening/")
    page.locator("tbody a").first.click()
    for number in range(IN_THE_BROWSER):
        expect(page.locator("h1")).to_have_text(fields(number)["title"])
        pass_entry(page)
    expect(page.locator("h1")).to_have_text(fields(IN_THE_BROWSER)["title"])
    following = page.url.removeprefix(visitors.site.url).partition("?")[0]
    confirmed = {f"points-{point}": "holds" for point in POINTS}
    for _ in range(count - IN_THE_BROWSER):
        following = post(context, f"{following}decide/", {"outcome": "pass", "version": "1", **confirmed})
    assert following == "/c/real/screening/"
    page.goto("/c/real/screening/?q=状态:通过")
    expect(page.locator("nav.tabs [aria-current=page] .count")).to_have_text(str(count))
    page.close()


def open_round(page: Page, count: int) -> None:
    page.goto("/c/real/rounds/")
    press(page, "准备这一轮")
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(len(JUDGES))
    for box in boxes.all():
        box.check()
    press(page, "选入")
    expect(page.locator("tbody tr")).to_have_count(len(JUDGES))
    drawn = page.get_by_role("complementary", name="抽签").get_by_role("definition").all_inner_texts()
    assert drawn[:3] == [str(count), str(count * READINGS), "0"]
    press(page, "确认抽签，开始评审")
    expect(page.get_by_role("status").first).to_contain_text("评审已经开始")


def mark_all(visitors: Visitors, judge: int) -> dict[int, Decimal]:
    """Let a judge mark every essay given to them, the first judge by hand; give the marks by number."""
    context = visitors.context(JUDGES[judge])
    page = context.new_page()
    page.goto("/c/real/reading/")
    steps.send(page, "我承诺保密，开始评阅")
    rows = [
        (int(row.locator("td").nth(1).inner_text()), str(row.locator("a").get_attribute("href")))
        for row in page.locator(".own-lines tbody tr").all()
    ]
    given = {number: mark(number, judge) for number, _ in rows}
    if judge == 0:
        page.get_by_role("link", name="开始评").click()
        for number, _ in rows:
            expect(page.locator("article .kicker")).to_contain_text(f"第 {number} 号")
            steps.give_marks(page, {"whole": str(given[number])})
            press(page, "提交，看下一篇")
            expect(page.get_by_role("status").first).to_contain_text(f"第 {number} 号已提交。")
    else:
        for number, address in rows:
            post(context, f"{address}submit/", {"mark-whole": str(given[number])})
    page.goto("/c/real/reading/")
    expect(page.get_by_text("您的评阅已全部提交，谢谢。")).to_be_visible()
    page.close()
    return given


def test_real_manuscripts_go_from_the_upload_to_the_prize_list(
    site: Site, visitors: Visitors, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = manuscripts()
    count = len(paths)
    assert (count, paths[0]) == (COUNT, FOLDER / ESSAY)
    (tmp_path / "notice.toml").write_text(NOTICE, encoding="utf-8")
    site.manage("load_notice", str(tmp_path / "notice.toml"))
    desk = visitors.context("organiser").new_page()
    said = site.manage("appoint", "real", "organiser@example.org", "--name", "韩组")
    steps.set_password(desk, steps.printed_link(said), "organiser@example.org")
    for number, login in enumerate(JUDGES, 1):
        judge = {"name": f"评委{number}", "login": login, "office": "judge"}
        post(visitors.context("organiser"), "/c/real/desk/people/", judge)
        desk.goto("/c/real/desk/people/")
        steps.send(desk, f"给{judge['name']}生成登录链接")
        link = desk.get_by_label("登录链接", exact=True).input_value()
        steps.set_password(visitors.context(login).new_page(), link, login)
    desk.goto("/c/real/desk/notice/")
    steps.open_contest(desk)

    hand_in_all(visitors, paths)
    screen_all(visitors, count)
    open_round(desk, count)
    given = [mark_all(visitors, judge) for judge in range(len(JUDGES))]
    assert sum(map(len, given)) == count * READINGS

    desk.goto("/c/real/rounds/reading/")
    desk.get_by_text("结束这一轮").click()
    press(desk, "确认结束")
    expect(desk.get_by_role("status").first).to_contain_text("这一轮评审已经结束。")
    steps.end_intake(desk, "real")
    desk.goto("/c/real/prizes/")
    steps.confirm(desk, sum(QUOTAS))
    steps.publish(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="导出 Excel").click()
    book = tmp_path / "results.xlsx"
    download.value.save_as(book)

    entries = read_rows(book, "来稿")[1:]
    assert [(row[3], row[8], row[10]) for row in entries] == [
        (fields(number)["title"], path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for number, path in enumerate(paths)
    ]
    names = [f"评委{number}" for number in range(1, len(JUDGES) + 1)]
    marks = {(row[0], row[2]): Decimal(str(row[3])) for row in read_rows(book, "评分·初评")[1:]}
    assert marks == {
        (number, names[judge]): value for judge, all_given in enumerate(given) for number, value in all_given.items()
    }
    means = {
        number: round(Fraction(sum(all_given.get(number, Decimal(0)) for all_given in given)) / READINGS, 4)
        for number in range(1, count + 1)
    }
    ranking = read_rows(book, "排名·初评")[1:]
    best_first = sorted(means, key=lambda number: -means[number])
    assert [(row[0], row[3]) for row in ranking] == list(enumerate(best_first, 1))
    assert [round(Fraction(str(row[1])), 4) for row in ranking] == [means[number] for number in best_first]
    awards = read_rows(book, "获奖")[1:]
    tiers = [name for name, quota in zip(("一等奖", "二等奖", "三等奖"), QUOTAS, strict=True) for _ in range(quota)]
    titles = [row[4] for row in ranking[: sum(QUOTAS)]]
    assert [(row[0], row[3]) for row in awards] == list(zip(tiers, titles, strict=True))
    results = visitors.context("nobody").new_page()
    results.goto("/c/real/results/")
    assert [re.sub("[《》]", "", text) for text in results.locator(".prize-title").all_inner_texts()] == titles
    assert "The ledger holds" in site.manage("verify_ledger")
    with capsys.disabled():
        print(f"\n{count} manuscripts handed in, {len(marks)} readings, {len(awards)} prizes: the workbook agrees")
