"""The desk's pages of an entry, and an essay that gives a screener something to choose: its author's name is a word."""

from django.test import Client
from django.urls import reverse

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


def page(entry: Entry) -> str:
    """Give the address of an entry's page at the desk."""
    return reverse("screen-entry", args=[entry.contest.slug, entry.token])


def mask(client: Client, entry: Entry, **values: object) -> tuple[int, str]:
    """Post a choice about what is masked; give the status and the page that it ends on."""
    address = reverse("choose-masks", args=[entry.contest.slug, entry.token])
    answer = client.post(address, {"version": 1, **values}, follow=True)
    status = answer.redirect_chain[0][1] if answer.redirect_chain else answer.status_code
    return status, answer.content.decode()


def spot_values(spot: Spot) -> dict[str, object]:
    """Give what a button about a place sends."""
    return {"where": spot.where, "index": spot.index, "start": spot.start, "text": spot.text}
