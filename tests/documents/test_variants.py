from contest.documents.identity import Finder, Identity
from contest.documents.variants import ONE_FORM


def test_traditional_characters_and_radicals_have_one_form() -> None:
    assert "楊浦區消防救援支隊 陳國強 ⻰⻱".translate(ONE_FORM) == "杨浦区消防救援支队 陈国强 龙龟"


def test_no_simplified_character_changes() -> None:
    changed = [
        chr(code) for code in ONE_FORM if "\u4e00" <= chr(code) <= "\u9fff" and chr(code).encode("gb2312", "ignore")
    ]
    assert changed == []


def test_names_are_found_in_traditional_characters_and_the_other_way_round() -> None:
    text = "陳國強在上海市楊浦區消防救援支隊，又作陈国强。"
    simplified = Finder(Identity(("陈国强",), ("上海市杨浦区消防救援支队",)))
    assert [text[one.start : one.end] for one in simplified.find(text)] == [
        "陳國強",
        "上海市楊浦區消防救援支隊",
        "楊浦區消防救援支隊",
        "陈国强",
    ]
    assert [text[one.start : one.end] for one in Finder(Identity(("陳國強",))).find(text)] == ["陳國強", "陈国强"]
