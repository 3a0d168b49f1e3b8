"""A mark sheet that went through another program than Excel comes back with all that tells it, and its marks."""

import shutil
from pathlib import Path

import pytest
from django.test import Client

from contest.documents import sandbox
from contest.judging.models import Judge
from contest.notice.models import Contest
from tests.judging.packets.making import bring, filled, opened_sheet, said_of, sheet_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        shutil.which("localc") is None or not sandbox.available(),
        reason="no LibreOffice Calc in a working sandbox: no sheet goes through it here",
    ),
]


def through_libreoffice(content: bytes, source: str, target: str, folder: Path) -> bytes:
    """Let LibreOffice open a workbook of one kind and save it as another."""
    folder.mkdir()
    sandbox.run(
        [
            "soffice", f"-env:UserInstallation=file://{sandbox.HOME}/profile", "--headless", "--norestore",
            "--convert-to", target, "--outdir", sandbox.OUT, f"{sandbox.GIVEN}/sheet.{source}",
        ],
        given={f"sheet.{source}": content},
        out=folder,
        seconds=60,
    )  # fmt: skip
    return Path(folder, f"sheet.{target}").read_bytes()


@pytest.mark.parametrize("way", [("xlsx",), ("ods", "xlsx")])
def test_seal_stamps_marks_and_comments_survive(
    client: Client, contest: Contest, seat: Judge, tmp_path: Path, way: tuple[str, ...]
) -> None:
    content = filled(sheet_of(seat), {"C7": 27, "D7": "４０", "F7": "=好\n第二行", "C8": 41, "C9": "=20+7"})
    source = "xlsx"
    for target in way:
        content = through_libreoffice(content, source, target, tmp_path / target)
        source = target
    assert said_of(bring(client, contest, content)) == [
        ("2", "wrong", ["C8 分数41不在0.00至40.00之间，请重新填写。"], []),
        ("3", "wrong", ["C9 这里是公式，请直接填写分数。"], []),
        ("1", "submitted", [], [("主题", "—", "27"), ("语言", "—", "40"), ("评语", "—", "=好\n第二行")]),
    ]
    book, page = opened_sheet(content)
    assert (page.protection.sheet, page["C7"].protection.locked, page["B7"].protection.locked) == (True, False, True)
    assert book.worksheets[1].sheet_state in ("hidden", "veryHidden")
    assert len(page.data_validations.dataValidation) == 2
