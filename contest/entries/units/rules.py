"""Who may do what with a unit. All contests of a site share them, so one contest's office is not always enough.

Looking, settling and adding a spelling take nothing from anybody: an organiser may do it with any unit that has
entries in their contest. Renaming, placing, merging and parting change what is said of every entry of the unit: that
takes an organiser of every contest that has entries of it. Into which unit another is merged is open to all units
that are offered in the contest: those with entries there, and those that somebody has settled.
"""

from collections.abc import Collection

from contest.people.rules import ALLOWED, Verdict, refused


def may_change_unit(organised: Collection[int], used_in: Collection[int]) -> Verdict:
    """Who changes a unit organises (`organised`) every contest that has entries of it (`used_in`)."""
    if set(used_in) <= set(organised):
        return ALLOWED
    return refused("other contests have entries of the unit")
