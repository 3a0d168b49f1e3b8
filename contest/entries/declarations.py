"""What an entrant declares with a receipt: the notice's consents, and whether an objection in the text is meant."""

from collections.abc import Collection, Iterable

from contest.entries.models import CheckState, Declaration, Manuscript, Receipt
from contest.notice.announcement import OBJECTION
from contest.notice.models import Consent
from contest.phrases import Refusal, gettext_noop


def objection_in(manuscript: Manuscript) -> str:
    """Give the sentence of a manuscript in which its author objects to a use; empty while its check waits."""
    check = manuscript.check_result
    return check.objection if check.state == CheckState.CHECKED else ""


def hold_declared(consents: Iterable[Consent], agreed: Collection[str], objection: str, meant: bool | None) -> None:
    """Raise `Refusal` where a required consent isn't given, or an objection in the text is not answered for."""
    if any(consent.required and consent.key not in agreed for consent in consents):
        raise Refusal("not-pledged", gettext_noop("请先勾选必须的承诺。"))
    if objection and meant is None:
        raise Refusal(
            "objection-unanswered",
            gettext_noop("文中写着“%(sentence)s”。请先选择：确有此意，还是不是这个意思。"),
            sentence=objection,
        )


def keep_declared(
    receipt: Receipt, consents: Iterable[Consent], agreed: Collection[str], objection: str, meant: bool | None
) -> list[str]:
    """Write what was declared with a receipt, in the words that stood there; give the keys agreed to."""
    declarations = [
        Declaration(
            receipt=receipt,
            key=consent.key,
            wording=consent.wording,
            agreed=consent.key in agreed,
            position=consent.position,
        )
        for consent in consents
    ]
    if objection and meant is not None:
        after = max((one.position for one in declarations), default=0) + 1
        declarations.append(
            Declaration(receipt=receipt, key=OBJECTION, wording=objection, agreed=meant, position=after)
        )
    Declaration.objects.bulk_create(declarations)
    return sorted(one.key for one in declarations if one.agreed)
