"""An essay that gives a screener something to choose: its author's name is also a word."""

from contest.documents.masks import Spot, Where
from contest.documents.writer import write_docx
from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.people.models import User
from tests.making import hand_in_entry

WORD = "建国"
NAME = "林晓帆"
AS_A_WORD = Spot(Where.BODY, 3, 0, WORD)
"""Where the name may be a word: left in, and suggested."""
AS_A_NAME = Spot(Where.BODY, 4, 0, NAME)
"""Where the other name is masked by rule."""
BYLINE = Spot(Where.BODY, 1, 0, f"潮声纪念馆　{WORD}　{NAME}")
ESSAY = write_docx(
    "灯火",
    BYLINE.text,
    [
        "夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话，只听见水声一阵近、一阵远。",
        f"{WORD}七十年，灯一年比一年亮。",
        f"{NAME}说，灯是老周点的，老周一点就是三十年。",
        "第二天清早，灯还亮着，我们又沿着堤岸走了一遍，水面上什么也没有，只有一条船慢慢地靠过来，又慢慢地离开。",
    ],
)


def named_like_a_word(contest: Contest) -> Entry:
    """Give that essay, handed in."""
    entrant = User.objects.create_user("13812345678", name=WORD)
    return hand_in_entry(contest, entrant, author=f"{WORD}、{NAME}", content=ESSAY)
