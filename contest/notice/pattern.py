"""The naming rule as the notice states it."""

from contest.entries.naming import NameRule as NameRule
from contest.entries.naming import parse_rule as parse_rule
