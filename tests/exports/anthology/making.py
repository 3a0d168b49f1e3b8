"""Anthologies on their way: texts edited, books asked for and made, and what is read in them."""

from django.core.files.storage import default_storage

from contest.entries.models import Entry
from contest.exports.anthology.building import ask_for_book
from contest.exports.anthology.models import AnthologyBuild, EssayVersion
from contest.exports.anthology.operations import edit_essay
from contest.exports.anthology.queries import anthology_of, standing, tiers_of
from contest.exports.tasks import make_anthologies
from contest.notice.models import Contest
from contest.people.models import User
from tests.documents.books import texts_in
from tests.typeset.making import texts


def edited(entry: Entry, *versions: str, actor: User) -> EssayVersion:
    """Save versions of an essay's text, one after the other, and give the last."""
    base = EssayVersion.objects.filter(manuscript=entry.manuscript_id or 0).count()
    made = [
        edit_essay(entry=entry, base=base + number, text=text, reason="润色。", actor=actor)
        for number, text in enumerate(versions)
    ]
    return made[-1]


def work_through() -> None:
    """Let the background do all that it has to do."""
    while make_anthologies():
        pass


def book_of(contest: Contest, actor: User) -> AnthologyBuild:
    """Ask for a book, and let the background make it."""
    build = ask_for_book(contest=contest, actor=actor)
    work_through()
    build.refresh_from_db()
    return build


def docx_of(build: AnthologyBuild) -> list[str]:
    """Give the paragraphs of a book's .docx."""
    with default_storage.open(build.docx_name) as content:
        return texts_in(content.read())


def pdf_of(build: AnthologyBuild) -> list[str]:
    """Give the pages of a book's PDF."""
    with default_storage.open(build.pdf_name) as content:
        return texts(content.read())


def titles(contest: Contest) -> list[str]:
    """Give the titles that would stand in a book made now, in its order."""
    return [one.title for one in standing(tiers_of(contest, anthology_of(contest).order))]
