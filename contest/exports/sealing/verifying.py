"""A package held against its own rules: read, and everything in it that follows from something else made again."""

from contest.exports.sealing.draw_checks import draw_checks
from contest.exports.sealing.figuring import Results
from contest.exports.sealing.ledger_checks import ledger_checks
from contest.exports.sealing.packing import Opened, open_package
from contest.exports.sealing.prize_checks import prize_checks
from contest.exports.sealing.report import Check, Outcome, Report, check
from contest.phrases import Phrase, Refusal, gettext_noop


def verify(content: bytes) -> tuple[Report, Opened | None]:
    """Check a package: the files against their sums first, then all that can be made again.

    Raises `Refusal` for what is no package. One that was altered beyond reading gives that check alone.
    """
    name = Phrase(gettext_noop("各个文件的指纹"))
    try:
        opened = open_package(content)
    except Refusal as refusal:
        if refusal.code != "altered":
            raise
        return Report((Check(name, Outcome.DIFFERS, (refusal.phrase,)),)), None
    altered = [Phrase(gettext_noop("%(name)s 被改动过"), {"name": one}) for one in opened.altered]
    results = Results(opened.package)
    try:
        made = [*draw_checks(results), *prize_checks(results), *ledger_checks(results)]
    except LookupError:
        template = gettext_noop("这不是结果封装包：各个文件说的不是同样的轮次。")
        raise Refusal("other-rounds", template) from None
    return Report((check(name, lambda: altered), *made)), opened
