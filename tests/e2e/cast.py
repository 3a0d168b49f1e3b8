"""Who walks the road, and what they wrote."""

from dataclasses import dataclass

from tests.making import docx_bytes


@dataclass(frozen=True, slots=True)
class Essay:
    """An essay with what its author says of it and what every judge gives it."""

    title: str
    unit: str
    author: str
    marks: tuple[str, str]

    @property
    def canonical_name(self) -> str:
        """Its name as the rule spells it."""
        return f"70周年-{self.unit}-{self.title}-{self.author}.docx"

    def docx(self, last_words: str = "灯又亮了。") -> bytes:
        """Its file."""
        return docx_bytes(self.title, self.author, self.unit, ("夜里，江上的灯一盏一盏亮起来。", last_words))


LIGHTS = Essay("江上灯火", "潮声纪念馆", "林晓帆", ("38", "55"))
DYKE = Essay("守堤的人", "浦岸中学", "周远山", ("35", "50"))
FERRY = Essay("末班渡船", "浦岸中学", "周远山", ("34", "51"))
COPIED = Essay("别人的故事", "浦岸中学", "周远山", ("0", "0"))
ESSAYS = (LIGHTS, DYKE, FERRY, COPIED)
JUDGES = (("judge-a", "陈评", ""), ("judge-b", "何评", ""), ("judge-c", "许评", LIGHTS.unit))
DESK = (("screener", "沈审", "审稿员"), ("observer", "简督", "监督员"))
TELEPHONE = {"organiser": "13900000001", "by-telephone": "13812345678"}
