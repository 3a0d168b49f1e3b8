import random
from collections.abc import Sequence

import pytest

from contest.notice.models import Contest
from contest.screening.originality.fingerprints import fingerprints
from contest.screening.originality.index import look_up, new_text, shelve_fresh
from contest.screening.originality.models import ComparedText, FreshPrints, ReferenceText, Shelf, Shelving
from contest.screening.originality.signs import signs_of
from tests.screening.originality.texts import ESSAYS

pytestmark = pytest.mark.django_db


def added(contest: Contest, texts: Sequence[str]) -> list[int]:
    numbers = []
    for text in texts:
        one = new_text(text)
        one.row.reference = ReferenceText.objects.create(
            contest=contest, title="", sha256=str(ReferenceText.objects.count())
        )
        numbers.append(one.save().pk)
    return numbers


def holders(text: str) -> dict[int, int]:
    """Give which texts share how many fingerprints with this one."""
    found = look_up(fingerprints(signs_of(text).codes)).texts.tolist()
    return {number: found.count(number) for number in sorted(set(found))}


def shared(one: str, other: str) -> int:
    a, b = (set(fingerprints(signs_of(text).codes).tolist()) for text in (one, other))
    return len(a & b)


def test_a_text_comes_back_as_it_was(contest: Contest) -> None:
    (number,) = added(contest, ["父\u200b亲，\ud800⽗"])
    kept = ComparedText.objects.get(pk=number)
    assert (kept.text, kept.length, kept.unseen, kept.look_alikes) == ("父\u200b亲，?⽗", 3, 1, 1)


def test_fresh_and_shelved_texts_are_found_alike(contest: Contest) -> None:
    numbers = added(contest, ESSAYS[:3])
    expected = {
        number: count for number, text in zip(numbers, ESSAYS, strict=False) if (count := shared(text, ESSAYS[0]))
    }
    assert holders(ESSAYS[0]) == expected
    assert shelve_fresh(at_least=1) == 3
    assert holders(ESSAYS[0]) == expected
    assert not FreshPrints.objects.exists()
    more = added(contest, ESSAYS[3:4] + ESSAYS[:1])
    expected[more[1]] = shared(ESSAYS[0], ESSAYS[0])
    if shared(ESSAYS[0], ESSAYS[3]):
        expected[more[0]] = shared(ESSAYS[0], ESSAYS[3])
    assert holders(ESSAYS[0]) == expected


def test_few_texts_are_left_fresh(contest: Contest) -> None:
    added(contest, ESSAYS[:3])
    assert shelve_fresh() == 0
    assert not Shelf.objects.exists()


def test_an_empty_text_is_shelved_too(contest: Contest) -> None:
    added(contest, [""])
    assert shelve_fresh(at_least=1) == 1
    assert shelve_fresh(at_least=1) == 0


@pytest.mark.django_db(transaction=True, reset_sequences=True)  # the newest number stands for how many there are
def test_shelves_are_divided_before_they_overflow(contest: Contest) -> None:
    first = added(contest, ESSAYS[:2])
    shelve_fresh(at_least=1)
    assert Shelving.objects.get().bits == 4
    lot = random.Random(3)
    letters = sorted(set("".join(ESSAYS)))
    added(contest, ["".join(lot.choices(letters, k=400)) for _ in range(40)])
    shelve_fresh(at_least=1)
    assert Shelving.objects.get().bits == 6
    assert set(Shelf.objects.values_list("bits", flat=True)) == {6}
    assert holders(ESSAYS[0])[first[0]] == shared(ESSAYS[0], ESSAYS[0])


def test_dividing_goes_on_where_it_was_cut_off(contest: Contest) -> None:
    (number,) = added(contest, ESSAYS[:1])
    shelve_fresh(at_least=1)
    Shelving.objects.update(next_bits=7)
    Shelf.objects.create(bits=7, number=0, pairs=b"")
    (more,) = added(contest, ESSAYS[1:2])
    shelve_fresh(at_least=1)
    assert (Shelving.objects.get().bits, Shelving.objects.get().next_bits) == (7, None)
    assert set(Shelf.objects.values_list("bits", flat=True)) == {7}
    assert holders(ESSAYS[0])[number] == shared(ESSAYS[0], ESSAYS[0])
    assert holders(ESSAYS[1])[more] == shared(ESSAYS[1], ESSAYS[1])


def test_shelving_cut_off_and_repeated_changes_nothing(contest: Contest) -> None:
    added(contest, ESSAYS[:2])
    shelve_fresh(at_least=1)
    before = list(Shelf.objects.order_by("number").values_list("number", "pairs"))
    for text, essay in zip(ComparedText.objects.order_by("pk"), ESSAYS, strict=False):
        FreshPrints.objects.create(text=text, prints=new_text(essay).prints)
    shelve_fresh(at_least=1)
    assert list(Shelf.objects.order_by("number").values_list("number", "pairs")) == before
