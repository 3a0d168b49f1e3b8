"""How contacts are read: the forgiven spellings, what is refused, and that there is one spelling only."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.people.contacts import Contact, ContactFault, read_contact


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("13812345678", "phone", "13812345678"),
        (" 138 1234 5678 ", "phone", "13812345678"),
        ("138-1234-5678", "phone", "13812345678"),
        ("138—1234—5678", "phone", "13812345678"),
        ("１３８１２３４５６７８", "phone", "13812345678"),
        ("+86 138 1234 5678", "phone", "13812345678"),
        ("+8613812345678", "phone", "13812345678"),
        ("8613812345678", "phone", "13812345678"),
        ("0086-13812345678", "phone", "13812345678"),
        ("（+86）138 1234 5678", "phone", "13812345678"),
        ("+852 9123 4567", "phone", "+85291234567"),
        ("+44 20 7946 0958", "phone", "+442079460958"),
        ("lin@example.org", "email", "lin@example.org"),
        ("  Lin.Xiao@Example.ORG ", "email", "lin.xiao@example.org"),
        ("lin＠example．org", "email", "lin@example.org"),
        ("a+b@sub.example.org", "email", "a+b@sub.example.org"),
        ("lin@例子.中国", "email", "lin@例子.中国"),
        ("lin@example.org\u200b", "email", "lin@example.org"),
        ("\u202a13812345678\u202c", "phone", "13812345678"),
    ],
)
def test_forgiven_spellings(typed: str, kind: str, value: str) -> None:
    contact = read_contact(typed)
    assert (contact.kind, contact.value) == (kind, value)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "林晓",
        "1381234567",
        "138123456789",
        "12812345678",
        "021-5555 0000",
        "+0123456789",
        "+861381234567800000",
        "138١٢٣٤٥٦٧٨",
        "lin@",
        "@example.org",
        "lin@example",
        "lin@example.",
        "lin@@example.org",
        "lin xiao@example.org",
        "lin@exam ple.org",
        "<lin@example.org>",
        "lin@example.org,wang@example.org",
        "a" * 250 + "@b.cn",
        "lin@" + "a" * 64 + ".org",
        "lin@\u0130" + "例" * 60 + ".org",
        "lin@\u05d0a.org",
        "lin@\ud83c.org",
        "lin\x00@example.org",
        "lin@example\x07.org",
    ],
)
def test_refused(typed: str) -> None:
    with pytest.raises(ContactFault) as refused:
        read_contact(typed)
    assert refused.value.code == "not-a-contact"
    assert str(refused.value) == "请填写手机号（如 13812345678）或电子邮箱（如 zhang@example.com）。"


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
separators = st.sampled_from(["", " ", "-", "–", ".", "　", "\u00a0"])


@given(mobiles, st.sampled_from(["", "+86", "86", "0086"]), separators)
@settings(deadline=None, max_examples=60)
def test_every_way_to_write_a_mobile_number_is_one_contact(mobile: str, prefix: str, separator: str) -> None:
    written = separator.join([prefix, mobile[:3], mobile[3:7], mobile[7:]])
    full_width = written.translate({ord(digit): ord(digit) + 0xFEE0 for digit in string.digits})
    assert read_contact(written) == read_contact(full_width) == Contact("phone", mobile)


@given(st.emails())
@settings(deadline=None, max_examples=60)
def test_case_and_blanks_around_an_address_do_not_matter(address: str) -> None:
    try:
        contact = read_contact(address)
    except ContactFault:
        return
    assert contact == read_contact(f"　{address.upper()} ") == Contact("email", address.lower())


@given(st.text(max_size=30) | st.text("+-() 0123456789", max_size=20) | st.text("aK@.ß\u0130\u200d1", max_size=12))
@settings(deadline=None, max_examples=300)
def test_a_stored_contact_reads_as_itself(typed: str) -> None:
    try:
        contact = read_contact(typed)
    except ContactFault:
        return
    assert read_contact(contact.value) == contact
