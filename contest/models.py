"""Gathers the rooms' models, so that Django finds them under one app."""

from contest.awards.models import Award, BoundaryDecision, PrizeList, UnitAward
from contest.entries.models import Declaration, Entry, Manuscript, ManuscriptCheck, Receipt, Unit
from contest.judging.models import Judge, Mark, Reading, Round, RoundCriterion, RoundEntry
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
)
from contest.outbox.models import Message
from contest.people.models import User
from contest.screening.models import BlindText, Decision, Masking

__all__ = [
    "Appointment",
    "Award",
    "BlindText",
    "BoundaryDecision",
    "Consent",
    "ContactPoint",
    "Contest",
    "Criterion",
    "Decision",
    "Declaration",
    "DisqualificationReason",
    "Entry",
    "Event",
    "Head",
    "Judge",
    "Manuscript",
    "ManuscriptCheck",
    "Mark",
    "Masking",
    "Message",
    "PrizeList",
    "Reading",
    "Receipt",
    "Round",
    "RoundCriterion",
    "RoundEntry",
    "RoundPlan",
    "Tier",
    "Unit",
    "UnitAward",
    "User",
]
