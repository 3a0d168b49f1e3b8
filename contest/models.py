"""Gathers the rooms' models, so that Django finds them under one app."""

from contest.awards.certificates.models import Certificate, CertificateTemplate
from contest.awards.models import Award, Correction, PrizeDecision, PrizeList, UnitAward
from contest.awards.objections.models import Objection, ObjectionFile, ObjectionNote
from contest.awards.publication.models import PublicationHold
from contest.awards.units.models import UnitDecision, UnitFigure
from contest.entries.bundles.models import Bundle, BundleFile, BundlePart, BundleRow, BundleSignOff
from contest.entries.mailbox.models import Candidate, FolderMark, ReceivedMail
from contest.entries.models import Declaration, Entry, EntryAuthor, EntryContact, Manuscript, ManuscriptCheck, Receipt
from contest.entries.units.models import Unit, UnitMerge, UnitSpelling
from contest.exports.anthology.models import Anthology, AnthologyBuild, AnthologyOmission, EssayVersion
from contest.exports.models import Archive, FileSum
from contest.exports.selecting.models import NamedExport
from contest.judging.models import Judge, Mark, Reading, Relation, Round, RoundCriterion, RoundEntry
from contest.ledger.models import Event, Head
from contest.notice.models import (
    Appointment,
    Consent,
    ContactPoint,
    Contest,
    Criterion,
    DisqualificationReason,
    RoundPlan,
    Tier,
    UnitTerm,
)
from contest.outbox.models import LetterWording, Mail, Message
from contest.people.models import ApiToken, User
from contest.screening.models import BlindText, Decision, Look, Masking, PointAnswer
from contest.screening.originality.models import (
    CommonText,
    ComparedText,
    FreshPrints,
    ReferenceText,
    Shelf,
    Shelving,
    TextMatch,
)
from contest.screening.past.models import PastAuthor, PastWinner
from contest.screening.searching.models import SavedSearch
from contest.work.models import Beat

__all__ = [
    "Anthology",
    "AnthologyBuild",
    "AnthologyOmission",
    "ApiToken",
    "Appointment",
    "Archive",
    "Award",
    "Beat",
    "BlindText",
    "Bundle",
    "BundleFile",
    "BundlePart",
    "BundleRow",
    "BundleSignOff",
    "Candidate",
    "Certificate",
    "CertificateTemplate",
    "CommonText",
    "ComparedText",
    "Consent",
    "ContactPoint",
    "Contest",
    "Correction",
    "Criterion",
    "Decision",
    "Declaration",
    "DisqualificationReason",
    "Entry",
    "EntryAuthor",
    "EntryContact",
    "EssayVersion",
    "Event",
    "FileSum",
    "FolderMark",
    "FreshPrints",
    "Head",
    "Judge",
    "LetterWording",
    "Look",
    "Mail",
    "Manuscript",
    "ManuscriptCheck",
    "Mark",
    "Masking",
    "Message",
    "NamedExport",
    "Objection",
    "ObjectionFile",
    "ObjectionNote",
    "PastAuthor",
    "PastWinner",
    "PointAnswer",
    "PrizeDecision",
    "PrizeList",
    "PublicationHold",
    "Reading",
    "Receipt",
    "ReceivedMail",
    "ReferenceText",
    "Relation",
    "Round",
    "RoundCriterion",
    "RoundEntry",
    "RoundPlan",
    "SavedSearch",
    "Shelf",
    "Shelving",
    "TextMatch",
    "Tier",
    "Unit",
    "UnitAward",
    "UnitDecision",
    "UnitFigure",
    "UnitMerge",
    "UnitSpelling",
    "UnitTerm",
    "User",
]
