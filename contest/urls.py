"""Every address of the site, and beside it who may open it.

`open_to(rule, page)` finds the contest named in the address and lets nobody in whom the rule does not allow;
`own_entry`, `own_reading` and the like do the same for what lies below.
"""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path

from contest.awards import committee_views as committee
from contest.awards import correcting_views as correcting
from contest.awards import deciding_views as deciding
from contest.awards import notice_views as notices
from contest.awards import past_views as past_public
from contest.awards import public_views as public
from contest.awards import statistics_views as statistics
from contest.awards import views as awards
from contest.awards.certificates import views as certificates
from contest.awards.objections import views as objections
from contest.awards.publication import views as publication
from contest.awards.units import views as unit_prizes
from contest.entries import receipt_views as receipts
from contest.entries import views as entries
from contest.entries.bundles import views as bundles
from contest.entries.bundles.rules import may_bundle, may_see_bundles
from contest.entries.mailbox import views as mailbox
from contest.entries.register import views as register
from contest.entries.units import list_views as unit_lists
from contest.entries.units import views as units
from contest.exports import views as exports
from contest.exports.anthology import essay_views as essays
from contest.exports.anthology import views as anthology
from contest.exports.api import token_views as tokens
from contest.exports.api.site import api_urls
from contest.exports.archives import views as archives
from contest.exports.rules import (
    may_ask_for_archives,
    may_edit_anthology,
    may_keep_exports,
    may_see_anthology,
    may_take_archives,
    may_take_results,
)
from contest.exports.sealing import views as sealing
from contest.exports.selecting import views as selecting
from contest.judging import ballot_views as ballots
from contest.judging import board_steps
from contest.judging import board_views as board
from contest.judging import fairness_views as fairness
from contest.judging import reading_views as reading
from contest.judging import slip_views as slips
from contest.judging import views as judging
from contest.judging.packets import views as packets
from contest.ledger import views as ledger
from contest.notice import judge_list_views as judge_lists
from contest.notice import views as notice
from contest.notice.access import open_to
from contest.notice.rules import (
    may_decide,
    may_enter,
    may_judge,
    may_observe,
    may_open_manuscripts,
    may_organise,
    may_see_contest,
    may_see_desk,
)
from contest.outbox import views as outbox
from contest.people import views as people
from contest.screening import bulk_views as bulk
from contest.screening import queue_views as queue
from contest.screening import views as screening
from contest.screening.originality import views as originality
from contest.screening.past import views as past
from contest.screening.sealing import numbers_while_sealed
from contest.web import views as web

_contest: list[URLPattern | URLResolver] = [
    path("", open_to(may_see_contest, notice.home), name="contest-home"),
    path("results/", open_to(may_see_contest, public.results), name="results"),
    path("results/object/", open_to(may_see_contest, objections.new_objection), name="new-objection"),
    path(
        "results/objections/<str:token>/",
        open_to(may_see_contest, objections.objection_status),
        name="objection-status",
    ),
    path("results/statistics/", open_to(may_see_contest, statistics.statistics), name="statistics"),
    path("results/notice.docx", open_to(may_see_contest, notices.public_notice_file), name="public-notice-file"),
    path("results/essays/", open_to(may_see_contest, publication.public_essays), name="public-essays"),
    path("results/essays/<str:essay>/", open_to(may_see_contest, publication.public_essay), name="public-essay"),
    # Handing in
    path("hand-in/", open_to(may_enter, entries.hand_in_start), name="hand-in"),
    path("hand-in/name/", open_to(may_enter, entries.check_name), name="check-name"),
    # Bundles of a unit's manuscripts
    path("bundles/", open_to(may_see_bundles, bundles.bundles), name="bundles"),
    path("bundles/new/", open_to(may_bundle, bundles.new_bundle), name="new-bundle"),
    path("bundles/template.xlsx", open_to(may_see_bundles, bundles.template), name="bundle-template"),
    path("bundles/<str:bundle>/", open_to(may_see_bundles, bundles.bundle), name="bundle"),
    path("bundles/<str:bundle>/progress/", open_to(may_see_bundles, bundles.progress), name="bundle-progress"),
    path("bundles/<str:bundle>/add/", open_to(may_bundle, bundles.add_files), name="add-to-bundle"),
    path("bundles/<str:bundle>/rows/<int:position>/", open_to(may_bundle, bundles.row), name="bundle-row"),
    path("bundles/<str:bundle>/files/<int:file>/", open_to(may_see_bundles, bundles.file), name="bundle-file"),
    path("bundles/<str:bundle>/files/<int:file>/row/", open_to(may_bundle, bundles.add_row), name="add-bundle-row"),
    path("bundles/<str:bundle>/confirm/", open_to(may_bundle, bundles.confirm), name="confirm-bundle"),
    path("bundles/<str:bundle>/discard/", open_to(may_bundle, bundles.discard), name="discard-bundle"),
    path("bundles/<str:bundle>/receipts/", open_to(may_see_bundles, bundles.receipts), name="bundle-receipts"),
    path(
        "bundles/<str:bundle>/receipts.xlsx",
        open_to(may_see_bundles, bundles.receipts_workbook),
        name="bundle-receipts-workbook",
    ),
    # The office
    path("desk/", open_to(may_see_desk, judging.desk), name="desk"),
    path("desk/notice/", open_to(may_organise, notice.edit_notice), name="edit-notice"),
    path("desk/open/", open_to(may_organise, notice.open_contest), name="open-contest"),
    path("desk/show/", open_to(may_organise, notice.show_contest), name="show-contest"),
    path("desk/people/", open_to(may_organise, notice.appointments), name="appointments"),
    path("desk/people/<int:pk>/end/", open_to(may_organise, notice.end_appointment), name="end-appointment"),
    path("desk/people/list/", open_to(may_organise, judge_lists.judge_list), name="judge-list"),
    path("desk/people/list/take/", open_to(may_organise, judge_lists.take), name="take-judge-list"),
    path("desk/people/list/template.xlsx", open_to(may_organise, judge_lists.template), name="judge-list-template"),
    path("desk/people/link/", open_to(may_organise, notice.access_link), name="access-link"),
    path("desk/letters/", open_to(may_observe, outbox.letters), name="letters"),
    path("desk/letters/<slug:kind>/", open_to(may_observe, outbox.letter), name="letter"),
    path("desk/letters/<slug:kind>/preview/", open_to(may_organise, outbox.preview_letter), name="preview-letter"),
    path("desk/letters/<slug:kind>/save/", open_to(may_organise, outbox.save_letter), name="save-letter"),
    path("desk/letters/<slug:kind>/restore/", open_to(may_organise, outbox.restore_letter), name="restore-letter"),
    path("ledger/", open_to(may_observe, ledger.events), name="ledger"),
    path("results.xlsx", open_to(may_take_results, exports.workbook), name="workbook"),
    path("exports/", open_to(may_observe, numbers_while_sealed(selecting.exports)), name="exports"),
    path("exports/kept/<int:pk>/", open_to(may_take_results, selecting.kept_export), name="kept-export"),
    path(
        "exports/kept/<int:pk>/export.<str:form>",
        open_to(may_take_results, selecting.kept_file),
        name="kept-export-file",
    ),
    path("exports/kept/<int:pk>/forget/", open_to(may_organise, selecting.forget), name="forget-export"),
    path("exports/<slug:sheet>/", open_to(may_take_results, selecting.export), name="export"),
    path("exports/<slug:sheet>/sheet.<str:form>", open_to(may_take_results, selecting.export_file), name="export-file"),
    path("exports/<slug:sheet>/keep/", open_to(may_keep_exports, selecting.keep), name="keep-export"),
    path("sealed/", open_to(may_observe, sealing.sealed), name="sealed-results"),
    path("sealed/results.zip", open_to(may_observe, sealing.file), name="sealed-results-file"),
    path("archives/", open_to(may_observe, numbers_while_sealed(archives.archives)), name="archives"),
    path("archives/ask/", open_to(may_ask_for_archives, archives.ask), name="ask-archive"),
    path("archives/<str:archive>/progress/", open_to(may_take_archives, archives.progress), name="archive-progress"),
    path("archives/<str:archive>/archive.zip", open_to(may_take_archives, archives.file), name="archive-file"),
    # The anthology
    path("anthology/", open_to(may_observe, numbers_while_sealed(anthology.anthology)), name="anthology"),
    path("anthology/words/", open_to(may_edit_anthology, anthology.words), name="word-anthology"),
    path("anthology/ask/", open_to(may_edit_anthology, anthology.ask), name="ask-anthology"),
    path("anthology/essays/<str:token>/", open_to(may_see_anthology, essays.essay), name="anthology-essay"),
    path("anthology/essays/<str:token>/move/", open_to(may_edit_anthology, anthology.move), name="move-essay"),
    path("anthology/essays/<str:token>/leave/", open_to(may_edit_anthology, anthology.leave_out), name="leave-out"),
    path("anthology/essays/<str:token>/take/", open_to(may_edit_anthology, anthology.take_in), name="take-in"),
    path("anthology/essays/<str:token>/edit/", open_to(may_edit_anthology, essays.edit), name="edit-essay"),
    path(
        "anthology/essays/<str:token>/versions/<int:number>/",
        open_to(may_see_anthology, essays.compare),
        name="essay-version",
    ),
    path(
        "anthology/essays/<str:token>/versions/<int:number>/restore/",
        open_to(may_edit_anthology, essays.restore),
        name="restore-essay",
    ),
    path("anthology/books/<str:build>/progress/", open_to(may_see_anthology, anthology.progress), name="book-progress"),
    path("anthology/books/<str:build>/book.<str:form>", open_to(may_see_anthology, anthology.file), name="book-file"),
    # Units
    path("units/", open_to(may_see_desk, units.units), name="units"),
    path("units/list/", open_to(may_organise, unit_lists.unit_list), name="unit-list"),
    path("units/list/take/", open_to(may_organise, unit_lists.take), name="take-unit-list"),
    path("units/list/template.xlsx", open_to(may_organise, unit_lists.template), name="unit-list-template"),
    path("units/<int:pk>/", open_to(may_see_desk, units.unit), name="unit"),
    path("units/<int:pk>/act/", open_to(may_organise, units.act), name="act-on-unit"),
    # What came by mail
    path("mailbox/", open_to(may_see_desk, numbers_while_sealed(mailbox.queue)), name="mailbox"),
    path("mailbox/<str:token>/", open_to(may_open_manuscripts, mailbox.candidate), name="mailed"),
    path("mailbox/<str:token>/file/", open_to(may_open_manuscripts, mailbox.file), name="mailed-file"),
    path("mailbox/<str:token>/mail/", open_to(may_open_manuscripts, mailbox.original), name="mailed-original"),
    path("mailbox/<str:token>/settle/", open_to(may_decide, mailbox.settle), name="settle-mailed"),
    path("mailbox/<str:token>/aside/", open_to(may_decide, mailbox.set_aside), name="set-mailed-aside"),
    path("mailbox/<str:token>/again/", open_to(may_decide, mailbox.take_up), name="take-mailed-up"),
    # The register of entries, corrected in Excel
    path("register/", open_to(may_decide, register.register), name="register"),
    path("register/take/", open_to(may_decide, register.take), name="take-register"),
    path("register/register.xlsx", open_to(may_decide, exports.register), name="register-template"),
    # Screening
    path("screening/", open_to(may_see_desk, numbers_while_sealed(queue.queue)), name="screening"),
    path("screening/queue.xlsx", open_to(may_open_manuscripts, queue.workbook), name="queue-workbook"),
    path("screening/queue.<str:form>", open_to(may_open_manuscripts, queue.plain), name="queue-file"),
    path("screening/searches/", open_to(may_decide, queue.save), name="save-search"),
    path("screening/searches/<int:pk>/forget/", open_to(may_decide, queue.forget), name="forget-search"),
    path("screening/bulk/", open_to(may_decide, bulk.consider), name="bulk"),
    path("screening/bulk/decide/", open_to(may_decide, bulk.decide), name="bulk-decide"),
    path("screening/<str:token>/", open_to(may_open_manuscripts, screening.entry), name="screen-entry"),
    path("screening/<str:token>/decide/", open_to(may_decide, screening.decide), name="decide"),
    path("screening/<str:token>/undo/", open_to(may_decide, screening.undo), name="undo-decision"),
    path("screening/<str:token>/letters/", open_to(may_decide, screening.letters), name="screening-letters"),
    path("screening/<str:token>/looks/", open_to(may_decide, screening.looks), name="screening-looks"),
    path("screening/<str:token>/masks/", open_to(may_decide, screening.masks), name="choose-masks"),
    path(
        "screening/<str:token>/file/<int:version>/",
        open_to(may_open_manuscripts, screening.file),
        name="screening-file",
    ),
    path(
        "screening/<str:token>/file/<int:version>/blind/",
        open_to(may_open_manuscripts, screening.blind_file),
        name="screening-blind-file",
    ),
    path(
        "screening/<str:token>/likeness/<int:match>/",
        open_to(may_open_manuscripts, originality.likeness),
        name="likeness",
    ),
    path("originality/", open_to(may_open_manuscripts, originality.board), name="originality"),
    path("originality/references/", open_to(may_organise, originality.add_references), name="add-references"),
    path(
        "originality/references/<int:pk>/withdraw/",
        open_to(may_organise, originality.withdraw_reference),
        name="withdraw-reference",
    ),
    path("originality/common/", open_to(may_organise, originality.mark_common), name="mark-common"),
    path("originality/common/<int:pk>/revoke/", open_to(may_organise, originality.revoke_common), name="revoke-common"),
    # Past winners
    path("desk/past/", open_to(may_see_desk, past.winners), name="past-winners"),
    path("desk/past/past-winners.xlsx", open_to(may_see_desk, past.workbook), name="past-winners-file"),
    path("desk/past/list/", open_to(may_organise, past.winner_list), name="past-list"),
    path("desk/past/list/take/", open_to(may_organise, past.take), name="take-past-list"),
    path("desk/past/list/template.xlsx", open_to(may_organise, past.template), name="past-list-template"),
    path("desk/past/<int:pk>/withdraw/", open_to(may_organise, past.withdraw), name="withdraw-past-winner"),
    # Judging: the organiser's side
    path("rounds/", open_to(may_observe, board.rounds), name="rounds"),
    path("rounds/prepare/", open_to(may_organise, board.prepare), name="prepare-round"),
    path("rounds/<slug:key>/", open_to(may_observe, board.round_board), name="round"),
    path("rounds/<slug:key>/progress/", open_to(may_observe, board.round_progress), name="round-progress"),
    path("rounds/<slug:key>/act/", open_to(may_organise, board.act_on_round), name="act-on-round"),
    path("rounds/<slug:key>/slip/", open_to(may_organise, slips.judge_slip), name="judge-slip"),
    path("rounds/<slug:key>/more/", open_to(may_organise, board.read_more), name="read-more"),
    path("rounds/<slug:key>/judges/<int:pk>/", open_to(may_organise, board_steps.judge), name="round-judge"),
    path("rounds/<slug:key>/relations/", open_to(may_observe, board_steps.relations), name="relations"),
    path("rounds/<slug:key>/relations/add/", open_to(may_organise, board_steps.add_relation), name="add-relation"),
    path(
        "rounds/<slug:key>/relations/<int:pk>/end/",
        open_to(may_organise, board_steps.end_relation),
        name="end-relation",
    ),
    path("rounds/<slug:key>/method/", open_to(may_organise, board_steps.method), name="round-method"),
    path("rounds/<slug:key>/ranking/", open_to(may_observe, board.ranking), name="ranking"),
    path("rounds/<slug:key>/ranking.<str:form>", open_to(may_observe, exports.ranking), name="ranking-file"),
    path("rounds/<slug:key>/fairness/", open_to(may_observe, fairness.fairness_report), name="fairness"),
    path("rounds/<slug:key>/packets/<int:judge>/", open_to(may_organise, packets.judge_packet), name="judge-packet"),
    path(
        "rounds/<slug:key>/packets/<int:judge>/packet.zip",
        open_to(may_organise, packets.judge_packet_file),
        name="judge-packet-file",
    ),
    path(
        "rounds/<slug:key>/packets/<int:judge>/return/",
        open_to(may_organise, packets.return_judge_packet),
        name="return-judge-packet",
    ),
    # Judging: the judge's side
    path("reading/", open_to(may_judge, reading.reading_list), name="reading-list"),
    path("reading/ballot/<slug:key>/", open_to(may_judge, ballots.ballot), name="ballot"),
    path("reading/packet/<slug:key>/", open_to(may_judge, packets.packet), name="packet"),
    path("reading/packet/<slug:key>/packet.zip", open_to(may_judge, packets.packet_file), name="packet-file"),
    path("reading/packet/<slug:key>/return/", open_to(may_judge, packets.return_packet), name="return-packet"),
    path("reading/promise/", open_to(may_judge, reading.give_promise), name="promise"),
    path("reading/refuse/", open_to(may_judge, reading.refuse), name="refuse-round"),
    path("reading/compare/", open_to(may_judge, reading.compare), name="compare-readings"),
    path("reading/<str:token>/", open_to(may_judge, reading.reading), name="reading"),
    path("reading/<str:token>/file/", open_to(may_judge, reading.reading_file), name="reading-file"),
    path("reading/<str:token>/save/", open_to(may_judge, reading.save), name="save-reading"),
    path("reading/<str:token>/submit/", open_to(may_judge, reading.submit), name="submit-reading"),
    path("reading/<str:token>/reopen/", open_to(may_judge, reading.reopen), name="reopen-reading"),
    path("reading/<str:token>/relation/", open_to(may_judge, reading.step_back), name="declare-relation"),
    # Prizes
    path("prizes/", open_to(may_observe, awards.prizes), name="prizes"),
    path("prizes/prizes.<str:form>", open_to(may_observe, exports.prizes), name="prizes-file"),
    path("prizes/tie/<slug:tier>/", open_to(may_organise, deciding.decide_tie), name="decide-tie"),
    path("prizes/board/", open_to(may_observe, committee.committee), name="committee"),
    path("prizes/seats/", open_to(may_organise, deciding.decide_seats), name="decide-seats"),
    path("prizes/decisions/<int:pk>/revoke/", open_to(may_organise, deciding.revoke_decision), name="revoke-decision"),
    path("prizes/confirm/", open_to(may_organise, awards.confirm), name="confirm-prizes"),
    path("prizes/units/", open_to(may_observe, unit_prizes.unit_scores), name="unit-scores"),
    path("prizes/units/figures/", open_to(may_organise, unit_prizes.figures), name="unit-figures"),
    path("prizes/units/decide/", open_to(may_organise, unit_prizes.decide), name="decide-units"),
    path("prizes/units/override/", open_to(may_organise, unit_prizes.override), name="override-units"),
    path("prizes/units/revoke/<int:pk>/", open_to(may_organise, unit_prizes.revoke), name="revoke-units"),
    path("prizes/publish/", open_to(may_organise, awards.publish), name="publish-prizes"),
    path("prizes/finalise/", open_to(may_organise, awards.finalise), name="finalise-prizes"),
    path("prizes/correct/", open_to(may_organise, correcting.correct), name="correct-prizes-as-decided"),
    path("prizes/correct/<str:token>/", open_to(may_organise, correcting.correct), name="correct-prizes"),
    path("prizes/statistics/", open_to(may_observe, statistics.office_statistics), name="office-statistics"),
    path("prizes/notice.docx", open_to(may_observe, notices.notice_file), name="notice-file"),
    path("prizes/essays/", open_to(may_observe, publication.publication), name="publication"),
    path("prizes/essays/show/", open_to(may_organise, publication.show), name="show-essays"),
    path("prizes/essays/<str:token>/", open_to(may_observe, publication.preview), name="essay-preview"),
    path("prizes/essays/<str:token>/hold/", open_to(may_organise, publication.hold), name="hold-publication"),
    path("prizes/essays/<str:token>/lift/", open_to(may_organise, publication.lift), name="lift-publication"),
    path("prizes/objections/", open_to(may_observe, objections.objections), name="objections"),
    path("prizes/objections/<int:number>/", open_to(may_organise, objections.objection), name="objection"),
    path(
        "prizes/objections/<int:number>/files/<int:pk>/",
        open_to(may_organise, objections.objection_file),
        name="objection-file",
    ),
    # Certificates
    path("certificates/", open_to(may_observe, certificates.certificates), name="certificates"),
    path("certificates/issue/", open_to(may_organise, certificates.issue), name="issue-certificates"),
    path("certificates/design/", open_to(may_organise, certificates.design), name="certificate-design"),
    path("certificates/design/preview/", open_to(may_organise, certificates.preview_design), name="preview-design"),
    path("certificates/design/save/", open_to(may_organise, certificates.save_design), name="save-design"),
    path("certificates/print.pdf", open_to(may_observe, certificates.print_file), name="certificates-print-file"),
    path("certificates/all.zip", open_to(may_observe, certificates.zip_file), name="certificates-zip-file"),
    path(
        "certificates/<int:serial>/certificate.pdf",
        open_to(may_observe, certificates.certificate_file),
        name="certificate-file",
    ),
    path(
        "certificates/<int:serial>/withdraw/", open_to(may_organise, certificates.withdraw), name="withdraw-certificate"
    ),
    path("certificates/<int:serial>/again/", open_to(may_organise, certificates.again), name="issue-again"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", notice.front, name="home"),
    path("contests/", notice.contests, name="contests"),
    path("past/", past_public.past, name="past"),
    path("c/<slug:contest>/", include(_contest)),
    # An entrant's own things
    path("mine/", entries.mine, name="my-entries"),
    path("mine/messages/", entries.my_messages, name="my-messages"),
    path("mine/read/", entries.messages_read, name="messages-read"),
    path("receipt/", receipts.find_receipt, name="find-receipt"),
    path("receipt/claim/", receipts.claim, name="claim-entry"),
    path("entries/<str:token>/", entries.own_entry(entries.entry), name="entry"),
    path("entries/<str:token>/file/", entries.own_entry(entries.new_version), name="new-version"),
    path("entries/<str:token>/check/", entries.own_entry(entries.check_fields), name="check-fields"),
    path("entries/<str:token>/withdraw/", entries.own_entry(entries.withdraw), name="withdraw"),
    path("entries/<str:token>/receipt/", entries.own_entry(receipts.receipt), name="receipt"),
    path(
        "entries/<str:token>/receipt/<int:version>/",
        entries.own_entry(receipts.receipt_of_version),
        name="receipt-of-version",
    ),
    path("entries/<str:token>/outcome/", entries.own_entry(public.outcome), name="outcome"),
    path("entries/<str:token>/certificate.pdf", entries.own_entry(certificates.own_file), name="own-certificate-file"),
    path("entries/<str:token>/declare/", entries.own_entry(receipts.declare), name="declare"),
    path("entries/<str:token>/file/<int:version>/", entries.own_entry(entries.own_file), name="own-file"),
    path("entries/<str:token>/file/<int:version>/mended/", entries.own_entry(entries.mended_file), name="mended-file"),
    path(
        "entries/<str:token>/file/<int:version>/mended/use/", entries.own_entry(entries.use_mended), name="use-mended"
    ),
    path("entries/<str:token>/file/<int:version>/check/", entries.own_entry(entries.check_state), name="check-state"),
    # Accounts
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/set-password/<str:uid>/<str:token>/", people.set_password, name="set-password"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/tokens/", tokens.own_tokens, name="api-tokens"),
    path("accounts/tokens/revoke/", tokens.revoke, name="revoke-api-token"),
    # For programs: each operation names its rule where it begins
    path("api/v1/", include(api_urls(), namespace="api")),
    # The site
    path("verify/<str:token>/", certificates.verify, name="verify"),
    path("language/", include("django.conf.urls.i18n")),
    path("health/", web.health, name="health"),
    path("favicon.ico", web.favicon),
]

handler400 = "contest.web.views.bad_request"
handler403 = "contest.web.views.forbidden"
handler404 = "contest.web.views.not_found"
handler500 = "contest.web.views.server_error"
