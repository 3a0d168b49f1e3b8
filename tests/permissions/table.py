"""Who may open what: the one table that the walk is held against.

A page's line says who is let in, and what those get for reading (GET) and writing (POST). Everybody else gets what
an address that leads nowhere gets; nobody in particular is asked to sign in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.awards.making import tie_shown
from tests.making import docx_bytes
from tests.permissions.site import VISITORS, Site

Sent = Callable[[Site], Mapping[str, Any]]

EVERYBODY = frozenset(VISITORS)
SIGNED_IN = EVERYBODY - {"nobody"}
DESK = frozenset({"screener", "organiser", "observer"})
SCREENING = frozenset({"screener", "organiser"})
OVERSIGHT = frozenset({"organiser", "observer"})
ORGANISER = frozenset({"organiser"})
JUDGES = frozenset({"judge", "other judge"})
READER = frozenset({"judge"})
ENTRANT = frozenset({"entrant"})
CONTACT = frozenset({"unit contact"})


@dataclass(frozen=True, slots=True)
class Page:
    """One line: who is let in, what they get for GET and for POST, what the POST carries, which value is where.

    `contest` is the contest of the site that the page is walked in: the one in full course unless told otherwise.
    `room` are visitors who are let into the room, though not to this one thing in it: they get what a wrong token
    there gets. `nobody_reads` is what nobody in particular gets for GET where that is not the way to the sign-in page.
    """

    who: frozenset[str]
    get: int | str
    post: int
    sent: Sent = lambda site: {}
    places: Mapping[str, str] = field(default_factory=dict)
    room: frozenset[str] = frozenset()
    nobody_reads: str | int = "sign in"
    contest: str = "contest"


def _a_file(site: Site) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("改.docx", docx_bytes("改"))}


def _a_sign_off(site: Site) -> Mapping[str, Any]:
    return {"rows": 1, "name": "郑主任", "post": "政治处主任", "date": "2025-08-01", "pledged": "on"}


def _the_marks(site: Site) -> Mapping[str, Any]:
    return {"mark-theme": 30, "mark-language": 40}


BACK = "back"
"""For GET: the address of a form, opened by itself, leads back to the page that the form is on."""
READING = {"token": "reading"}
PACKET = {"key": "open round", "judge": "seat"}
MAILED = {"token": "mailed"}
CERTIFIED = {"token": "certified"}
DECIDED = "decided"
PUBLIC = "public"
AWARDED = "awarded"

# fmt: off
PAGES: Mapping[str, Page] = {
    # The contest, for the public
    "contest-home":     Page(EVERYBODY, 200, 200),
    "results":          Page(EVERYBODY, 404, 404, contest=DECIDED),  # nothing is published yet
    "statistics":       Page(EVERYBODY, 200, 200, contest=PUBLIC),
    "public-notice-file": Page(EVERYBODY, 200, 200, contest=PUBLIC),
    "public-essays":    Page(EVERYBODY, 200, 200, contest=AWARDED),
    "public-essay":     Page(EVERYBODY, 200, 200, places={"essay": "public essay"}, contest=AWARDED),
    # Handing in
    "hand-in":          Page(SIGNED_IN, 200, 422),
    "check-name":       Page(SIGNED_IN, BACK, 200),
    # Bundles of a unit's manuscripts
    "bundles":          Page(CONTACT | OVERSIGHT, 200, 200),
    "new-bundle":       Page(CONTACT,   200, 422),
    "bundle-template":  Page(CONTACT | OVERSIGHT, 200, 200),
    "bundle":           Page(CONTACT | OVERSIGHT, 200, 200),
    "bundle-progress":  Page(CONTACT | OVERSIGHT, 200, 200),
    "add-to-bundle":    Page(CONTACT,   BACK, 302),
    "bundle-row":       Page(CONTACT,   200, 302, lambda site: {"title": "灯火", "author": "林晓"}),
    "bundle-file":      Page(CONTACT | OVERSIGHT, 200, 200),
    "add-bundle-row":   Page(CONTACT,   BACK, 302),
    "confirm-bundle":   Page(CONTACT,   BACK, 302, _a_sign_off),
    "discard-bundle":   Page(CONTACT,   BACK, 302),
    "bundle-receipts":  Page(CONTACT | OVERSIGHT, 200, 200),
    "bundle-receipts-workbook": Page(CONTACT | OVERSIGHT, 200, 200),
    # The office
    "desk":             Page(DESK,      200, 200),
    "edit-notice":      Page(ORGANISER, 200, 200),
    "open-contest":     Page(ORGANISER, BACK, 302),
    "show-contest":     Page(ORGANISER, BACK, 302),
    "appointments":     Page(ORGANISER, 200, 302, lambda site: {
                            "login": "new@example.org", "name": "新人", "office": "observer"}),
    "end-appointment":  Page(ORGANISER, BACK, 302),
    "judge-list":       Page(ORGANISER, 200, 422),  # no file comes along
    "take-judge-list":  Page(ORGANISER, BACK, 422),  # nothing was shown before
    "judge-list-template": Page(ORGANISER, 200, 200),
    "access-link":      Page(ORGANISER, BACK, 200, lambda site: {"login": "entrant@example.org"}),
    "letters":          Page(OVERSIGHT, 200, 200),
    "letter":           Page(OVERSIGHT, 200, 200),
    "preview-letter":   Page(ORGANISER, BACK, 200, lambda site: {"subject": "来信", "body": "{{reason}} {{until}}"}),
    "save-letter":      Page(ORGANISER, BACK, 302, lambda site: {"subject": "来信", "body": "{{reason}} {{until}}"}),
    "restore-letter":   Page(ORGANISER, BACK, 302),
    "ledger":           Page(OVERSIGHT, 200, 200),
    "workbook":         Page(OVERSIGHT, 200, 200),
    "exports":          Page(OVERSIGHT, 200, 200),
    "export":           Page(OVERSIGHT, 200, 200),
    "export-file":      Page(OVERSIGHT, 200, 200),
    "kept-export":      Page(OVERSIGHT, 200, 200, places={"pk": "kept export"}),
    "kept-export-file": Page(OVERSIGHT, 200, 200, places={"pk": "kept export"}),
    "keep-export":      Page(ORGANISER, BACK, 302, lambda site: {"name": "名册", "asked": "in=zh-hans"}),
    "forget-export":    Page(ORGANISER, BACK, 302, places={"pk": "kept export"}),
    "archives":         Page(OVERSIGHT, 200, 200),
    "ask-archive":      Page(ORGANISER, BACK, 302, lambda site: {"grouping": "unit", "states": ["received"]}),
    "archive-progress": Page(OVERSIGHT, 200, 200),
    "archive-file":     Page(OVERSIGHT, 200, 200),
    "sealed-results":   Page(OVERSIGHT, 200, 200),
    "sealed-results-file": Page(OVERSIGHT, 200, 200, contest=AWARDED),
    # The anthology
    "anthology":        Page(OVERSIGHT, 200, 200, contest=AWARDED),
    "word-anthology":   Page(ORGANISER, BACK, 302, lambda site: {"title": "暮色集", "revision": 0}, contest=AWARDED),
    "ask-anthology":    Page(ORGANISER, BACK, 302, contest=AWARDED),
    "anthology-essay":  Page(OVERSIGHT, 200, 200, places=CERTIFIED, contest=AWARDED),
    "move-essay":       Page(ORGANISER, BACK, 302, lambda site: {"to": "up"}, CERTIFIED, contest=AWARDED),
    "leave-out":        Page(ORGANISER, BACK, 302, lambda site: {"reason": "另发。"}, CERTIFIED, contest=AWARDED),
    "take-in":          Page(ORGANISER, BACK, 302, places=CERTIFIED, contest=AWARDED),  # it was not left out
    "edit-essay":       Page(ORGANISER, 200, 302, lambda site: {
                            "text": "江上有灯。", "reason": "删节。", "base": 2}, CERTIFIED, contest=AWARDED),
    "essay-version":    Page(OVERSIGHT, 200, 200, places=CERTIFIED | {"number": "essay version"}, contest=AWARDED),
    "restore-essay":    Page(ORGANISER, BACK, 302, lambda site: {"reason": "还是原来的好。"},
                            CERTIFIED | {"number": "essay version"}, contest=AWARDED),
    "book-progress":    Page(OVERSIGHT, 200, 200, contest=AWARDED),
    "book-file":        Page(OVERSIGHT, 200, 200, places={"form": "book form"}, contest=AWARDED),
    # Units
    "units":            Page(DESK,      200, 200),
    "unit-list":        Page(ORGANISER, 200, 422),  # no file comes along
    "take-unit-list":   Page(ORGANISER, BACK, 422),  # nothing was shown before
    "unit-list-template": Page(ORGANISER, 200, 200),
    # The register of entries, corrected in Excel
    "register":         Page(SCREENING, 200, 422),  # no file comes along
    "take-register":    Page(SCREENING, BACK, 422),  # nothing was shown before
    "register-template": Page(SCREENING, 200, 200),
    "unit":             Page(DESK,      200, 200, places={"pk": "unit"}),
    "act-on-unit":      Page(ORGANISER, BACK, 302, lambda site: {"act": "settle"}, {"pk": "unit"}),
    # What came by mail
    "mailbox":          Page(DESK,      200, 200),
    "mailed":           Page(DESK,      200, 200, places=MAILED),
    "mailed-file":      Page(DESK,      200, 200, places=MAILED),
    "mailed-original":  Page(DESK,      200, 200, places=MAILED),
    "settle-mailed":    Page(SCREENING, BACK, 302, lambda site: {
                            "unit": "潮声纪念馆", "title": "江岸", "author": "林晓"}, MAILED),
    "set-mailed-aside": Page(SCREENING, BACK, 302, lambda site: {"aside-reason": "不是稿件。"}, MAILED),
    "take-mailed-up":   Page(SCREENING, BACK, 302, places=MAILED),
    # Screening
    "screening":        Page(DESK,      200, 200),
    "queue-workbook":   Page(DESK,      200, 200),
    "queue-file":       Page(DESK,      200, 200),
    "save-search":      Page(SCREENING, BACK, 302, lambda site: {"name": "待审的", "q": "状态:待审"}),
    "forget-search":    Page(SCREENING, BACK, 302, places={"pk": "search"}),
    "bulk":             Page(SCREENING, BACK, 200, lambda site: {
                            "outcome": "pass", "entry": f"{site.entry.token}:1"}),
    "bulk-decide":      Page(SCREENING, BACK, 200, lambda site: {
                            "outcome": "pass", "entry": f"{site.entry.token}:1"}),
    "screen-entry":     Page(DESK,      200, 200),
    "decide":           Page(SCREENING, BACK, 302, lambda site: {"outcome": "pass", "version": 1}),
    "undo-decision":    Page(SCREENING, BACK, 422),  # nothing is decided yet
    "screening-letters": Page(SCREENING, BACK, 200, lambda site: {"note": "删去署名。"}),
    "screening-looks":  Page(SCREENING, BACK, 200),
    "choose-masks":     Page(SCREENING, BACK, 302, lambda site: {"version": 1, "choice": "add", "text": "堤岸"}),
    "screening-file":   Page(DESK,      200, 200),
    "screening-blind-file": Page(DESK,  200, 200),
    "likeness":         Page(DESK,      200, 200),
    "originality":      Page(DESK,      200, 200),
    "add-references":   Page(ORGANISER, BACK, 302, lambda site: {
                            "title": "旧作", "text": "江上的灯火年年照着归来的人，堤岸上的柳树又绿了一回。"}),
    "withdraw-reference": Page(ORGANISER, BACK, 302, places={"pk": "reference"}),
    "mark-common":      Page(ORGANISER, BACK, 302, lambda site: {"text": "沿着堤岸慢慢走回去", "note": "常见的话"}),
    "revoke-common":    Page(ORGANISER, BACK, 302, places={"pk": "common"}),
    # Past winners
    "past-winners":     Page(DESK,      200, 200),
    "past-winners-file": Page(DESK,     200, 200),
    "past-list":        Page(ORGANISER, 200, 422),  # no file comes along
    "take-past-list":   Page(ORGANISER, BACK, 422),  # nothing was shown before
    "past-list-template": Page(ORGANISER, 200, 200),
    "withdraw-past-winner": Page(ORGANISER, 200, 302, lambda site: {"reason": "名单有误。"}, {"pk": "past winner"}),
    # Judging, the organiser's side
    "rounds":           Page(OVERSIGHT, 200, 200),
    "prepare-round":    Page(ORGANISER, BACK, 302, lambda site: {"key": "final"}),
    "round":            Page(OVERSIGHT, 200, 200),
    "act-on-round":     Page(ORGANISER, BACK, 302, lambda site: {"act": "close"}, {"key": "open round"}),
    "judge-slip":       Page(ORGANISER, BACK, 200, lambda site: {"judge": site.reading.judge_id},
                            {"key": "open round"}),
    "round-progress":   Page(OVERSIGHT, 200, 200),
    "read-more":        Page(ORGANISER, BACK, 422, lambda site: {"reason": "相差大"}, {"key": "open round"}),
    "round-judge":      Page(ORGANISER, 200, 302, lambda site: {"act": "leave", "leave-reason": "出差"},
                            {"key": "open round", "pk": "seat"}),
    "relations":        Page(OVERSIGHT, 200, 200),
    "add-relation":     Page(ORGANISER, BACK, 422, lambda site: {"q": "灯火"}),
    "end-relation":     Page(ORGANISER, BACK, 302, lambda site: {"reason": "记错了"}, {"pk": "relation"}),
    "round-method":     Page(ORGANISER, 200, 422, places={"key": "open round"}),
    "ranking":          Page(OVERSIGHT, 200, 200),
    "ranking-file":     Page(OVERSIGHT, 200, 200),
    "fairness":         Page(OVERSIGHT, 200, 200),
    "judge-packet":     Page(ORGANISER, 200, 422, places=PACKET),  # no file comes along
    "judge-packet-file": Page(ORGANISER, 200, 200, places=PACKET),
    "return-judge-packet": Page(ORGANISER, BACK, 422, places=PACKET),  # nothing was shown before
    # Judging, the judge's side
    "reading-list":     Page(JUDGES,    200, 200),
    "ballot":           Page(JUDGES,    404, 404, places={"key": "open round"}),  # that round is decided by marks
    "packet":           Page(READER,    200, 422, places=PACKET, room=JUDGES),
    "packet-file":      Page(READER,    200, 200, places=PACKET, room=JUDGES),
    "return-packet":    Page(READER,    BACK, 422, places=PACKET, room=JUDGES),
    "reading":          Page(READER,    200, 200, places=READING, room=JUDGES),
    "reading-file":     Page(READER,    200, 200, places=READING, room=JUDGES),
    "save-reading":     Page(READER,    BACK, 302, _the_marks, READING, JUDGES),
    "submit-reading":   Page(READER,    BACK, 302, _the_marks, READING, JUDGES),
    "reopen-reading":   Page(READER,    BACK, 302, places=READING, room=JUDGES),
    "declare-relation": Page(READER,    BACK, 302, lambda site: {"relation": "师生"}, READING, JUDGES),
    "promise":          Page(READER,    BACK, 302, lambda site: {"round": "final"}, room=JUDGES),
    "refuse-round":     Page(READER,    BACK, 302, lambda site: {"round": "final"}, room=JUDGES),
    "compare-readings": Page(JUDGES,    BACK, 302),  # two must be picked
    # Prizes
    "prizes":           Page(OVERSIGHT, 200, 200, contest=DECIDED),
    "prizes-file":      Page(OVERSIGHT, 200, 200, contest=DECIDED),
    "decide-tie":       Page(ORGANISER, BACK, 302, lambda site: {
                            "tied": tie_shown(site.decided), "admitted": [], "manner": "neither", "reason": "空缺。"},
                             contest=DECIDED),
    "committee":        Page(OVERSIGHT, 200, 200, contest=DECIDED),
    "decide-seats":     Page(ORGANISER, BACK, 302, lambda site: {
                            "tier": "first/", "seats": "1", "reason": "照旧。"}, contest=DECIDED),
    "revoke-decision":  Page(ORGANISER, BACK, 302, lambda site: {"reason": "重来。"}, {"pk": "decision"},
                            contest=DECIDED),
    "confirm-prizes":   Page(ORGANISER, BACK, 422, lambda site: {"inputs_hash": "x" * 64, "fewer": "on"},
                            contest=DECIDED),
    "publish-prizes":   Page(ORGANISER, BACK, 302, contest=DECIDED),
    "finalise-prizes":  Page(ORGANISER, BACK, 302, contest=DECIDED),
    "correct-prizes-as-decided": Page(ORGANISER, 200, 422, contest=PUBLIC),
    "correct-prizes":   Page(ORGANISER, 200, 422, places={"token": "public token"}, contest=PUBLIC),
    "office-statistics": Page(OVERSIGHT, 200, 200, contest=DECIDED),
    "notice-file":      Page(OVERSIGHT, 200, 200, contest=PUBLIC),
    "publication":      Page(OVERSIGHT, 200, 200, contest=AWARDED),
    "show-essays":      Page(ORGANISER, BACK, 302, lambda site: {"shown": "no"}, contest=AWARDED),
    "essay-preview":    Page(OVERSIGHT, 200, 200, places={"token": "certified"}, contest=AWARDED),
    "hold-publication": Page(ORGANISER, BACK, 302, lambda site: {"reason": "作者来电。"}, {"token": "certified"},
                            contest=AWARDED),
    "lift-publication": Page(ORGANISER, BACK, 302, lambda site: {"reason": "作者来电。"}, {"token": "certified"},
                            contest=AWARDED),  # nothing holds it back: the page says so
    "objections":       Page(OVERSIGHT, 200, 200, contest=PUBLIC),
    "objection":        Page(ORGANISER, 200, 302, lambda site: {"act": "note", "text": "核查中。"},
                            {"number": "objection"}, contest=PUBLIC),
    "objection-file":   Page(ORGANISER, 200, 200, places={"number": "objection", "pk": "objection file"},
                            contest=PUBLIC),
    "new-objection":    Page(EVERYBODY, 200, 422, contest=PUBLIC),
    "objection-status": Page(EVERYBODY, 200, 200, places={"token": "objection token"}, contest=PUBLIC),
    # Certificates
    "certificates":     Page(OVERSIGHT, 200, 200, contest=AWARDED),
    "issue-certificates": Page(ORGANISER, BACK, 302, contest=AWARDED),
    "certificate-design": Page(ORGANISER, 200, 200, contest=AWARDED),
    "preview-design":   Page(ORGANISER, BACK, 200, contest=AWARDED),
    "save-design":      Page(ORGANISER, BACK, 422, contest=AWARDED),
    "certificates-print-file": Page(OVERSIGHT, 200, 200, contest=AWARDED),
    "certificates-zip-file": Page(OVERSIGHT, 200, 200, contest=AWARDED),
    "certificate-file": Page(OVERSIGHT, 200, 200, contest=AWARDED),
    "withdraw-certificate": Page(ORGANISER, BACK, 302, lambda site: {"reason": "有误。"}, contest=AWARDED),
    "issue-again":      Page(ORGANISER, BACK, 302, places={"serial": "withdrawn serial"}, contest=AWARDED),
    "unit-scores":      Page(OVERSIGHT, 200, 200, contest=DECIDED),
    "unit-figures":     Page(ORGANISER, 200, 302, lambda site: {
                            "form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0}, contest=DECIDED),
    "decide-units":     Page(ORGANISER, BACK, 302, contest=DECIDED),  # no tie waits
    "override-units":   Page(ORGANISER, BACK, 422, lambda site: {"reason": "另有贡献。"}, contest=DECIDED),
    "revoke-units":     Page(ORGANISER, BACK, 302, lambda site: {"reason": "重来。"}, {"pk": "unit decision"},
                            contest=DECIDED),
    # An entrant's own things
    "my-entries":       Page(SIGNED_IN, 200, 200),
    "my-messages":      Page(SIGNED_IN, 200, 200),
    "messages-read":    Page(SIGNED_IN, BACK, 302, nobody_reads=BACK),
    "claim-entry":      Page(SIGNED_IN, BACK, 422, nobody_reads=BACK),
    "entry":            Page(ENTRANT,   200, 302, lambda site: {
                            "unit": "潮声纪念馆", "title": "灯火", "author": "林晓", "consent-original": "on"}),
    "new-version":      Page(ENTRANT,   BACK, 302, _a_file),
    "check-fields":     Page(ENTRANT,   BACK, 200),
    "withdraw":         Page(ENTRANT,   BACK, 302),
    "receipt":          Page(ENTRANT,   200, 200),
    "receipt-of-version": Page(ENTRANT, 200, 200),
    "outcome":          Page(ENTRANT,   200, 200, places={"token": "certified"}),
    "own-certificate-file": Page(ENTRANT, 200, 200, places={"token": "certified"}),
    "declare":          Page(ENTRANT,   BACK, 302),  # it was asked when the entry was handed in
    "own-file":         Page(ENTRANT,   200, 200),
    "mended-file":      Page(ENTRANT,   200, 200),
    "use-mended":       Page(ENTRANT,   BACK, 302),
    "check-state":      Page(ENTRANT,   200, 200),
}
# fmt: on

FOR_THE_PUBLIC: Mapping[str, tuple[int, int]] = {
    "home": (200, 200),
    "contests": (200, 200),
    "past": (200, 200),
    "find-receipt": (200, 422),
    "verify": (404, 404),  # of a certificate that nobody issued
    "health": (200, 200),
    "favicon.ico": (301, 301),
    "account_signup": (200, 200),
    "account_login": (200, 200),
    "account_inactive": (200, 405),
    "set_language": (302, 302),
    "api:api-root": (200, 405),
    "api:openapi-json": (200, 405),
    "api:openapi-view": (200, 405),
    "set-password": (404, 404),  # without a link that was made for somebody
}
"""Pages that belong to no contest: what nobody in particular gets for GET and POST."""

FOR_AN_ACCOUNT = frozenset(
    {
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
        "api-tokens",
        "revoke-api-token",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
"""Pages about the visitor's own account: nobody in particular is sent away (302), writing and reading alike."""
