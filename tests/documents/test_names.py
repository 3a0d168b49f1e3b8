from lxml import etree

from contest.documents.names import branch

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
KNOWN = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


class Counting(etree.ElementBase):
    """An element that counts how often its namespaces are gathered."""

    gathered = 0

    @property
    def nsmap(self) -> dict[str | None, str]:
        Counting.gathered += 1
        return super().nsmap


def chosen(requires: str) -> str | None:
    parser = etree.XMLParser()
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=Counting))
    alternate = etree.fromstring(
        f'<mc:AlternateContent xmlns:mc="{MC}" xmlns:a="{KNOWN}" xmlns:b="{KNOWN}" xmlns:odd="urn:odd">'
        f'<mc:Choice Requires="{requires}"/><mc:Fallback/></mc:AlternateContent>',
        parser,
    )
    found = branch(alternate)
    return None if found is None else etree.QName(found).localname


def test_the_first_choice_that_is_understood_is_read() -> None:
    assert [chosen(requires) for requires in ("a", "a b", "odd", "a odd", "unknown", "")] == [
        "Choice",
        "Choice",
        "Fallback",
        "Fallback",
        "Fallback",
        "Fallback",
    ]


def test_namespaces_are_gathered_once_for_a_choice_and_never_for_countless_demands() -> None:
    Counting.gathered = 0
    assert chosen("a b " * 10) == "Choice"
    assert Counting.gathered == 1
    assert chosen("a " * 21) == "Fallback"
    assert Counting.gathered == 1
