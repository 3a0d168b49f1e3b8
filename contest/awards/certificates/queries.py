"""Reads of certificates: which awards still wait for one, which no longer fit the list, whose they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from contest.awards.certificates.models import Certificate, CertificateQuerySet, CertificateTemplate
from contest.awards.models import Award, PrizeList, UnitAward
from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.typeset.certificates import Design, Sheet, Words
from contest.typeset.fonts import Fonts, fonts_in

NUMBER_PATTERN: Final = "{label}证字第{number:04}号"
Prize = Award | UnitAward


@dataclass(frozen=True, slots=True)
class Template:
    """How the next certificates look, read and are numbered; version 0 is what is proposed to every contest."""

    version: int
    number_pattern: str
    design: Design


def template_of(contest: Contest) -> Template:
    """Give the contest's own template, or the proposed one."""
    kept = CertificateTemplate.objects.filter(contest=contest).first()
    if kept is None:
        return Template(0, NUMBER_PATTERN, Design())
    return Template(kept.version, kept.number_pattern, Design.of_json(kept.design))


def prizes_on(prizes: PrizeList) -> list[Prize]:
    """Give the awards of a list in the order of their numbers: by tier and place, then the units'."""
    return [*prizes.awards.standing(), *prizes.unit_awards.standing()]


@dataclass(frozen=True, slots=True)
class Due:
    """What a list still asks for: awards that have no certificate, and certificates that it no longer bears out."""

    waiting: Sequence[Prize]
    astray: Sequence[Certificate]


def due(contest: Contest, prizes: PrizeList) -> Due:
    """Say what the list asks for.

    An award waits whose tier its entry or unit never had a certificate for. Whoever holds another one that stands
    waits until that one is withdrawn: nobody has two.
    """
    certificates = list(
        Certificate.objects.filter(contest=contest).select_related("award", "unit_award").defer("words", "design")
    )
    had = {_honour(prize_of(one)) for one in certificates}
    holders = {_honour(prize_of(one))[:2] for one in certificates if one.withdrawn_at is None}
    listed = prizes_on(prizes)
    borne_out = {_honour(prize) for prize in listed}
    return Due(
        [prize for prize in listed if _honour(prize) not in had and _honour(prize)[:2] not in holders],
        [one for one in certificates if one.withdrawn_at is None and _honour(prize_of(one)) not in borne_out],
    )


def prize_of(certificate: Certificate) -> Prize:
    """Give what a certificate was issued for."""
    prize = certificate.award or certificate.unit_award
    if prize is None:
        raise ValueError("a certificate is for an award")
    return prize


def _honour(prize: Prize) -> tuple[str, int, str]:
    """Give who was honoured and with which tier: the same in every list."""
    if isinstance(prize, Award):
        return "entry", prize.entry_id, prize.tier_key
    return "unit", prize.unit_id, prize.tier_key


def standing(contest: Contest) -> CertificateQuerySet:
    """Give the contest's certificates that were not withdrawn, in the order of their numbers."""
    return Certificate.objects.standing().filter(contest=contest)


def own_certificate(entry: Entry) -> Certificate | None:
    """Give the certificate of an entry, if one stands."""
    return Certificate.objects.standing().filter(award__entry=entry).order_by("-serial").first()


def certified(entries: Iterable[Entry]) -> Mapping[int, Certificate]:
    """Give the certificates that stand of these entries, by entry (primary key): one query."""
    keys = [entry.pk for entry in entries]
    found = Certificate.objects.standing().filter(award__entry__in=keys).select_related("award")
    return {one.award.entry_id: one for one in found.defer("words", "design") if one.award is not None}


def sheet_of(certificate: Certificate) -> Sheet:
    """Give a certificate to be set, as it was issued."""
    return Sheet(Words.of_json(certificate.words), Design.of_json(certificate.design))


def site_fonts() -> Fonts:
    """Give the fonts that certificates are set in here."""
    return fonts_in(tuple(settings.CERT_FONT_DIRS))


def honoree_of(prize: Prize) -> str:
    """Give who is honoured by a prize, by name."""
    return prize.author if isinstance(prize, Award) else prize.unit_name


def unsettable(prizes: Iterable[Prize]) -> list[tuple[str, str]]:
    """Give the names and titles that hold signs which no font here has, and those signs."""
    fonts = site_fonts()
    texts = dict.fromkeys(
        text
        for prize in prizes
        for text in (honoree_of(prize), prize.title if isinstance(prize, Award) else "", prize.unit_name)
    )
    return [(text, lacking) for text in texts if (lacking := fonts.lacking(text))]
