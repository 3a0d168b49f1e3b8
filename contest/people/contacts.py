"""How a person is reached and signs in: a mobile number or an e-mail address, read the way people write them."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from contest.phrases import Refusal, gettext_noop

_MAINLAND_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@.<>]+(\.[^\s@.<>]+)+")
_NOT_READABLE = gettext_noop("请填写手机号（如 13812345678）或电子邮箱（如 zhang@example.com）。")


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a person: `value` is its only spelling, in which it is stored and compared."""

    kind: Literal["email", "phone"]
    value: str


class ContactFault(Refusal):
    """What was typed is neither an e-mail address nor a telephone number."""

    def __init__(self) -> None:
        super().__init__("not-a-contact", _NOT_READABLE)


def read_contact(typed: str) -> Contact:
    """Give the contact that was typed, in its one spelling.

    Full-width signs, blanks, dashes and a leading 86 are forgiven; an e-mail address is lower-cased.
    Raises `ContactFault` for anything else.
    """
    folded = unicodedata.normalize("NFKC", typed)
    text = "".join(sign for sign in folded if unicodedata.category(sign) != "Cf").strip()
    if any(unicodedata.category(sign) == "Cc" for sign in text):
        raise ContactFault
    if "@" in text:
        if len(text) <= 254 and _EMAIL.fullmatch(text) and _can_be_mailed(text.lower().rpartition("@")[2]):
            return Contact("email", text.lower())
        raise ContactFault
    digits = re.sub(r"[\s\-‐‑‒–—.()]", "", text)
    mainland = re.sub(r"^(\+86|0086|86)(?=1[3-9][0-9]{9}$)", "", digits)
    if _MAINLAND_MOBILE.fullmatch(mainland):
        return Contact("phone", mainland)
    if _INTERNATIONAL.fullmatch(digits):
        return Contact("phone", digits)
    raise ContactFault


def _can_be_mailed(domain: str) -> bool:
    """Say whether the domain can be spelled as mail servers spell it (IDNA)."""
    try:
        domain.encode("idna")
    except UnicodeError:
        return False
    return True
