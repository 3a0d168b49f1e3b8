"""What the public notice of a list says: gathered here, set by `documents/prize_notice.py`."""

from datetime import date, datetime, timedelta
from itertools import groupby

from contest.awards.models import PrizeList
from contest.awards.queries import totals
from contest.documents.prize_notice import CorrectionOfNotice, PrizeNotice, TierOfNotice, WorkAwarded


def notice_of(prize_list: PrizeList, address: str) -> PrizeNotice:
    """Give the notice of a list as it stands: five queries. `address` is where objections are made.

    Before it is public, its days are unknown. The names are those on the list, the authors' as handed in.
    """
    contest, published = prize_list.contest, prize_list.published_at

    def day(moment: datetime | None) -> date | None:
        return moment and moment.astimezone(contest.zone).date()

    corrections = [one for one in prize_list.corrections.all() if published and one.corrected_at > published]
    counted = totals(contest)
    first_day = day(published)
    return PrizeNotice(
        contest=f"{contest.title}（演示）" if contest.is_demo and "演示" not in contest.title else contest.title,
        closed_on=day(contest.closes_at),
        received=counted.received,
        valid=counted.valid,
        kinds=counted.kinds,
        tiers=(*_works(prize_list), *_units(prize_list)),
        takes_objections=prize_list.objections_until is not None if published else bool(contest.public_days),
        working_days=contest.public_days,
        first_day=first_day and first_day + timedelta(days=1),
        last_day=prize_list.last_day,
        contacts=tuple((point.name, point.telephone) for point in contest.contact_points.all()),
        address=address,
        corrections=tuple(
            CorrectionOfNotice(one.version, day(one.corrected_at), one.public_reason) for one in corrections
        ),
        hosts=tuple(contest.hosts),
        day=day(corrections[-1].corrected_at if corrections else published),
    )


def _works(prize_list: PrizeList) -> list[TierOfNotice]:
    found = []
    for (tier, division), awards in groupby(
        prize_list.awards.standing(), key=lambda award: (award.tier_name, award.division)
    ):
        works = tuple(WorkAwarded(award.title, award.author, award.unit_name) for award in awards)
        found.append(TierOfNotice(f"{tier}（{division}）" if division else tier, works=works))
    return found


def _units(prize_list: PrizeList) -> list[TierOfNotice]:
    by_tier = groupby(prize_list.unit_awards.standing(), key=lambda award: award.tier_name)
    return [TierOfNotice(tier, units=tuple(award.unit_name for award in awards)) for tier, awards in by_tier]
