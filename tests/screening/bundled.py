"""An entry that a unit contact handed over."""

from contest.entries.bundles.tasks import work_on_bundles
from contest.entries.models import Entry
from contest.notice.models import Contest
from tests.entries.bundles.making import confirmed, contact_of, manuscript, read, sheet, zipped


def bundled(contest: Contest, *, title: str = "江岸", author: str = "孙七", phone: str = "") -> Entry:
    """Give the entry of a bundle that was confirmed and entered."""
    rows = [["作品题目", "作者姓名", "联系电话"], [title, author, phone]]
    bundle = read(
        contest, contact_of(contest), zip=zipped({f"{title}.docx": manuscript(title, author)}), sheet=sheet(rows)
    )
    confirmed(bundle)
    work_on_bundles()
    return Entry.objects.select_related("contest", "manuscript", "unit").get(bundle_row__bundle=bundle)
