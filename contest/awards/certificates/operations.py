"""The verbs on certificates: word and number them anew, issue, withdraw, issue once more."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from contest.awards.certificates.models import Certificate, CertificateTemplate, verify_token
from contest.awards.certificates.queries import (
    Prize,
    due,
    honoree_of,
    prize_of,
    prizes_on,
    template_of,
)
from contest.awards.models import Award, PrizeList
from contest.awards.queries import confirmed_list
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.typeset.certificates import Design, Kind, Words, check_wording
from contest.typeset.places import check_number_pattern, chinese_date, numbered
from contest.web.wording import inside_marks

DEMO_MARK: Final = "演示"


@transaction.atomic
def design_certificates(*, contest: Contest, number_pattern: str, design: Design, actor: User) -> CertificateTemplate:
    """Keep how the contest's next certificates look, read and are numbered; those issued stay as they are.

    Raises `Refusal` where a text or the pattern has a place that can't be filled in.
    """
    _locked(contest)
    check_number_pattern(number_pattern)
    kinds: tuple[Kind, Kind] = ("person", "unit")
    for kind, wording in zip(kinds, (design.person, design.unit), strict=True):
        for text in asdict(wording).values():
            check_wording(kind, text)
    before = template_of(contest)
    kept, _new = CertificateTemplate.objects.update_or_create(
        contest=contest,
        defaults={
            "version": before.version + 1,
            "number_pattern": number_pattern,
            "design": asdict(design),
            "changed_by": actor,
            "changed_at": timezone.now(),
        },
    )
    record(
        actor=actor,
        action=Action.CERTIFICATE_DESIGN,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        before={"version": before.version, "number_pattern": before.number_pattern, "design": asdict(before.design)},
        after={"version": kept.version, "number_pattern": number_pattern, "design": asdict(design)},
    )
    return kept


@transaction.atomic
def issue_certificates(*, contest: Contest, site: str, actor: User) -> list[Certificate]:
    """Issue a certificate for each award of the published list that has none yet, numbered by tier and place.

    `site` is where the verify pages are, as `https://contest.example.org`. Of two people who issue at once, one
    does it and the other finds nothing left: an empty list. Raises `Refusal` before the list is published, or when
    a number is taken already.
    """
    prizes = _published(_locked(contest))
    made = _issue(contest, prizes, due(contest, prizes).waiting, site, actor)
    if made:
        record(
            actor=actor,
            action=Action.CERTIFICATE_ISSUE,
            subject=(Subject.CONTEST, contest.slug),
            contest=contest.slug,
            after={"numbers": [one.number for one in made], "template": made[0].template_version},
        )
    return made


@transaction.atomic
def withdraw_certificate(*, certificate: Certificate, reason: str, actor: User) -> None:
    """Withdraw a certificate: whoever verifies it is told so, though not why. Raises `Refusal` without a reason."""
    _locked(certificate.contest)
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么撤回这张证书。"))
    certificate.refresh_from_db()
    if certificate.withdrawn_at is not None:
        raise Refusal("withdrawn", gettext_noop("这张证书已经撤回。"))
    certificate.withdrawn_at, certificate.withdrawn_by = timezone.now(), actor
    certificate.withdrawn_reason = reason.strip()
    certificate.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(
        actor=actor,
        action=Action.CERTIFICATE_WITHDRAW,
        subject=_subject(certificate),
        contest=certificate.contest.slug,
        before={"number": certificate.number},
        reason=certificate.withdrawn_reason,
    )


def hand_on_certificates(followed: Mapping[Prize, Prize]) -> None:
    """Let the certificates that stand belong to the award that followed theirs in the list.

    It is the same prize to the same honoree: no word on a certificate comes of anything else, its place say.
    """
    theirs = Q(award__in=[one.pk for one in followed if isinstance(one, Award)])
    theirs |= Q(unit_award__in=[one.pk for one in followed if not isinstance(one, Award)])
    kept = list(Certificate.objects.standing().filter(theirs).select_related("award", "unit_award"))
    for one in kept:
        after = followed[prize_of(one)]
        one.award = after if isinstance(after, Award) else None
        one.unit_award = None if isinstance(after, Award) else after
    Certificate.objects.bulk_update(kept, ["award", "unit_award"], batch_size=500)


@transaction.atomic
def issue_again(*, certificate: Certificate, site: str, actor: User) -> Certificate:
    """Issue a new certificate, under a new number, in the place of one that was withdrawn.

    Raises `Refusal` when it was not, when its honoree holds another, or when the list no longer has the award.
    """
    contest = _locked(certificate.contest)
    prizes = _published(contest)
    certificate.refresh_from_db()
    honoured = _again(certificate, prizes)
    (made,) = _issue(contest, prizes, [honoured], site, actor)
    record(
        actor=actor,
        action=Action.CERTIFICATE_ISSUE,
        subject=_subject(made),
        contest=contest.slug,
        before={"number": certificate.number},
        after={"numbers": [made.number], "template": made.template_version},
    )
    return made


def _again(certificate: Certificate, prizes: PrizeList) -> Prize:
    """Give the award of the list for which a withdrawn certificate was issued."""
    before = prize_of(certificate)
    for prize in prizes_on(prizes):
        if isinstance(prize, Award) and isinstance(before, Award):
            same, held = prize.entry_id == before.entry_id, {"award__entry": prize.entry_id}
        elif not isinstance(prize, Award) and not isinstance(before, Award):
            same, held = prize.unit_id == before.unit_id, {"unit_award__unit": prize.unit_id}
        else:
            continue
        if same and prize.tier_key == before.tier_key:
            if Certificate.objects.standing().filter(contest=certificate.contest, **held).exists():
                break
            return prize
    raise Refusal("not-to-issue", gettext_noop("现在不能重新颁发：名单上没有这一项，或者另有一张有效的证书。"))


def _locked(contest: Contest) -> Contest:
    return Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)


def _published(contest: Contest) -> PrizeList:
    prizes = confirmed_list(contest)
    if prizes is None or prizes.final_at is None:
        raise Refusal("not-published", gettext_noop("获奖名单公布之后才能颁发证书。"))
    return prizes


def _subject(certificate: Certificate) -> tuple[str, str]:
    return Subject.CERTIFICATE, f"{certificate.contest.slug}/{certificate.serial}"


def _issue(contest: Contest, prizes: PrizeList, honoured: Sequence[Prize], site: str, actor: User) -> list[Certificate]:
    """Number, word and keep certificates; the contest is locked."""
    template, now = template_of(contest), timezone.now()
    published = prizes.final_at or now
    last = contest.certificates.aggregate(last=Max("serial"))["last"] or 0
    made = []
    for serial, prize in enumerate(honoured, last + 1):
        token = verify_token()
        number = numbered(
            template.number_pattern, label=contest.label, year=published.astimezone(contest.zone).year, number=serial
        )
        made.append(
            Certificate(
                contest=contest,
                award=prize if isinstance(prize, Award) else None,
                unit_award=None if isinstance(prize, Award) else prize,
                serial=serial,
                number=number,
                token=token,
                words=asdict(words_of(contest, prize, number, published, site + reverse("verify", args=[token]))),
                design=asdict(template.design),
                template_version=template.version,
                issued_by=actor,
                issued_at=now,
            )
        )
    numbers = [one.number for one in made]
    if contest.certificates.filter(number__in=numbers).exists():
        raise Refusal("number-taken", gettext_noop("按现在的编号规则，有的编号已经用过，请先改编号规则。"))
    return Certificate.objects.bulk_create(made)


def words_of(contest: Contest, prize: Prize, number: str, published: datetime, verify: str) -> Words:
    """Give what stands on the certificate of a prize."""
    return Words(
        kind="person" if isinstance(prize, Award) else "unit",
        honoree=honoree_of(prize),
        unit=prize.unit_name,
        title=inside_marks(prize.title) if isinstance(prize, Award) else "",
        tier=prize.tier_name,
        contest=contest.title,
        occasion=contest.occasion,
        hosts=tuple(contest.hosts),
        date=chinese_date(published.astimezone(contest.zone).date()),
        number=number,
        verify=verify,
        mark=DEMO_MARK if contest.is_demo else "",
    )
