"""A ZIP of unknown origin: what is in it is said, what would exhaust a server refused, no name becomes a path."""

import stat
import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.entries.bundles.contents import MAX_FILES, Contents, MemberKind, kind_of_upload
from contest.phrases import Refusal
from tests.entries.bundles.making import sheet, zipped
from tests.making import docx_bytes

LARGEST = 1_000_000


def opened(content: bytes, max_unpacked: int = 50_000_000) -> Contents:
    return Contents(BytesIO(content), largest=LARGEST, max_unpacked=max_unpacked)


def code_of(content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        opened(content)
    return refusal.value.code


def test_members_with_their_folders_and_what_systems_leave_passed_over() -> None:
    content = zipped(
        {
            "稿件/": b"",
            "稿件/灯火.docx": b"1",
            "稿件/李四/哨位.docx": b"22",
            "__MACOSX/稿件/._灯火.docx": b"x",
            "稿件/.DS_Store": b"x",
            "稿件/Thumbs.db": b"x",
            "稿件/desktop.ini": b"x",
            "稿件/~$灯火.docx": b"x",
            "./根.docx": b"333",
        },
        "gbk",
    )
    found = [(member.folder, member.name, member.size, member.kind) for member in opened(content).members]
    assert found == [
        ("稿件", "灯火.docx", 1, "file"),
        ("稿件/李四", "哨位.docx", 2, "file"),
        ("", "根.docx", 3, "file"),
    ]


def test_a_member_is_read_by_its_place() -> None:
    contents = opened(zipped({"a/同名.docx": b"one", "b/同名.docx": b"two"}))
    assert [contents.read(member.place) for member in contents.members] == [b"one", b"two"]


def test_what_is_no_manuscript_is_told_apart() -> None:
    content = zipped({"内层.zip": b"x", "附件.RAR": b"x", "汇总表.xlsx": b"x", "旧表.xls": b"x", "文.docx": b"x"})
    assert [member.kind for member in opened(content).members] == ["nested", "nested", "sheet", "sheet", "file"]


def test_names_that_climb_are_only_names() -> None:
    content = zipped({"../../etc/灯火.docx": b"x", "C:\\稿\\哨位.docx": b"y", "/abs/江声.docx": b"z"})
    found = [(member.folder, member.name) for member in opened(content).members]
    assert found == [("etc", "灯火.docx"), ("C:/稿", "哨位.docx"), ("abs", "江声.docx")]


def test_a_link_is_no_file() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        info = zipfile.ZipInfo("灯火.docx")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(info, "/etc/passwd")
    assert [member.kind for member in opened(out.getvalue()).members] == [MemberKind.LINK]


def test_an_encrypted_member_is_told() -> None:
    content = bytearray(zipped({"密.docx": b"secret"}))
    for signature, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = content.index(signature) + place
        content[start] |= 1
    assert [member.kind for member in opened(bytes(content)).members] == [MemberKind.ENCRYPTED]


def test_a_member_too_large_for_a_manuscript_is_told_and_not_read() -> None:
    contents = opened(zipped({"大.docx": bytes(range(256)) * 5_000}))
    assert [member.kind for member in contents.members] == [MemberKind.TOO_LARGE]
    with pytest.raises(Refusal) as refusal:
        contents.read(0)
    assert refusal.value.code == "overblown"


def test_a_member_that_lies_about_its_size_is_never_read_beyond_it() -> None:
    content = bytearray(zipped({"谎.docx": bytes(LARGEST * 3)}))
    for signature, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        start = content.index(signature) + place
        content[start : start + 4] = struct.pack("<L", 10)
    contents = opened(bytes(content))
    with pytest.raises(Refusal) as refusal:
        contents.read(0)
    assert refusal.value.code in ("overblown", "damaged-member")


def test_all_members_together_have_a_limit() -> None:
    contents = opened(zipped({f"{number}.docx": b"x" * 600 for number in range(3)}), max_unpacked=1_500)
    assert [len(contents.read(place)) for place in (0, 1)] == [600, 600]
    with pytest.raises(Refusal) as refusal:
        contents.read(2)
    assert refusal.value.code == "overblown"


def test_a_damaged_member_does_not_hurt_the_others() -> None:
    content = bytearray(zipped({"坏.docx": b"a" * 999, "好.docx": b"fine"}))
    start = content.index(b"PK\3\4") + 30 + len("坏.docx".encode()) + 2
    content[start : start + 4] = b"\xff\xff\xff\xff"
    contents = opened(bytes(content))
    with pytest.raises(Refusal) as refusal:
        contents.read(0)
    assert refusal.value.code == "damaged-member"
    assert contents.read(1) == b"fine"


@pytest.mark.parametrize("number", [MAX_FILES, MAX_FILES + 1])
def test_so_many_files_and_no_more(number: int) -> None:
    content = zipped({f"{one}.docx": b"" for one in range(number)} | {"汇总表.xlsx": b""})
    if number > MAX_FILES:
        assert code_of(content) == "too-many-files"
    else:
        assert len(opened(content).members) == number + 1


def test_a_directory_of_many_entries_is_refused_before_it_is_read() -> None:
    content = bytearray(zipped({"a.docx": b""}))
    end = content.index(b"PK\5\6")
    content[end + 8 : end + 12] = struct.pack("<HH", 60_000, 60_000)
    assert code_of(bytes(content)) == "too-many-files"


def test_members_lying_over_each_other_are_refused() -> None:
    content = bytearray(zipped({"a.docx": b"x" * 50, "b.docx": b"x" * 50}))
    second = content.index(b"PK\1\2", content.index(b"PK\1\2") + 4)
    content[second + 42 : second + 46] = struct.pack("<L", 0)
    assert code_of(bytes(content)) == "damaged-bundle"


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\3\4 torn", zipped({"a.docx": b"x" * 500})[:-30]])
def test_a_torn_zip_is_refused(content: bytes) -> None:
    assert code_of(content) == "damaged-bundle"


def test_an_empty_zip_is_refused() -> None:
    assert code_of(zipped({})) == "empty-bundle"


def test_a_large_zip_in_the_newer_format_is_read() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed, packed.open("灯火.docx", "w", force_zip64=True) as member:
        member.write(b"text")
    assert opened(out.getvalue()).read(0) == b"text"


@pytest.mark.parametrize(("content", "kind"), [(zipped({"灯火.docx": b"x"}), "zip"), (sheet([["作品题目"]]), "sheet")])
def test_an_upload_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of_upload(BytesIO(content)) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (docx_bytes(), "single-manuscript"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-workbook"),
        (b"Rar!\x1a\x07\x00", "other-archive"),
        (b"7z\xbc\xaf\x27\x1c", "other-archive"),
        ("序号,姓名".encode(), "neither-kind"),
        (b"", "neither-kind"),
        (b"PK\3\4 torn", "damaged-bundle"),
    ],
)
def test_any_other_upload_is_refused_with_advice(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        kind_of_upload(BytesIO(content))
    assert refusal.value.code == code


@given(st.binary(max_size=300))
def test_no_bytes_are_a_failure(tail: bytes) -> None:
    whole = zipped({"灯火.docx": b"text"})
    for content in (tail, whole[: len(tail)] + tail, whole + tail, whole[:40] + tail + whole[40:]):
        try:
            contents = opened(content)
            for member in contents.members:
                contents.read(member.place)
        except Refusal:
            pass
