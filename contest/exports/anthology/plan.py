"""What a book prints of an essay, as it is fixed before the book is made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planned:
    """An essay by the keys of its entry and manuscript, the version of its text, and what stands over it."""

    entry: int
    manuscript: int
    version: int
    tier: str
    title: str
    author: str
    unit: str

    def is_covered_by(self, now: "Planned | None") -> bool:
        """What may be printed `now` allows this: the same names, and an edited text only where one still may be."""
        if now is None or (self.tier, self.title, self.author, self.unit) != (
            now.tier,
            now.title,
            now.author,
            now.unit,
        ):
            return False
        return self.version == 0 or now.version > 0
