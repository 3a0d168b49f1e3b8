"""Takes past winners in, as an organiser does."""

from collections.abc import Sequence
from io import BytesIO

from contest.notice.lists import Handed, digest_of
from contest.notice.models import Contest
from contest.notice.tables import read_table
from contest.screening.past.models import PastWinner
from contest.screening.past.operations import planned_winners, take_winner_list
from contest.screening.past.winner_list import HEADINGS, NEEDED
from contest.workbooks.cells import CellValue
from contest.workbooks.reader import read_sheets
from tests.making import organiser_of
from tests.notice.filled import workbook

COLUMNS = ("年份", "征文", "奖项", "题目", "作者", "单位")
LAMP = (2019, "江风主题征文", "一等奖", "灯火", "林晓", "潮声纪念馆")
FERRY = (2019, "江风主题征文", "二等奖", "渡口", "周岸、孙七", "浦岸中学")
BRIDGE = (2015, "百年主题征文", "优秀奖", "栈桥", "吴江", None)


def won(contest: Contest, *rows: Sequence[CellValue]) -> list[PastWinner]:
    """Give past winners taken in by a contest's organiser: rows of year, contest, tier, title, author, unit."""
    lines = read_table(read_sheets(BytesIO(workbook(COLUMNS, rows)), at_most=1), HEADINGS, NEEDED)
    shown = digest_of([row.told for row in planned_winners(contest, lines)])
    take_winner_list(contest=contest, handed=Handed("a" * 64, lines), shown=shown, actor=organiser_of(contest))
    return list(contest.past_winners.order_by("pk"))
