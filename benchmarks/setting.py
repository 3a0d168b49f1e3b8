"""One process that sets certificates in type and says what it cost.

`python -m benchmarks.setting print COUNT` sets them in files to print, as the office takes them;
`python -m benchmarks.setting single COUNT` sets each as a file of its own;
`python -m benchmarks.setting bare COUNT` has typst alone set the same texts, line below line, in one file.
Printed as JSON: `cpu` and `wall`, the seconds it took, `memory`, the most bytes the process held, `bytes` written.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence

import typst

from benchmarks.memory import most_memory
from contest.awards.certificates.parts import A_PART
from contest.typeset.certificates import Design, Sheet, Words, pdf_of
from contest.typeset.fonts import Fonts, fonts_in

_BARE = b"""
#set page(paper: "a4", flipped: true)
#set text(font: "Noto Serif SC", lang: "zh", size: 20pt)
#for (number, lines) in json(bytes(sys.inputs.pages)).enumerate() {
  if number > 0 { pagebreak() }
  for line in lines [#line #parbreak()]
}
"""


def main(kind: str, count: int) -> None:
    """Set so many, and print what it cost."""
    sheets = [_sheet(number) for number in range(1, count + 1)]
    fonts = fonts_in(())
    way: Callable[[Sequence[Sheet], Fonts], int] = {"print": _print, "single": _single, "bare": _bare}[kind]
    cpu, wall = time.process_time(), time.perf_counter()
    written = way(sheets, fonts)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": most_memory(), "bytes": written}))


def _print(sheets: Sequence[Sheet], fonts: Fonts) -> int:
    return sum(len(pdf_of(sheets[first : first + A_PART], fonts)) for first in range(0, len(sheets), A_PART))


def _single(sheets: Sequence[Sheet], fonts: Fonts) -> int:
    return sum(len(pdf_of([sheet], fonts)) for sheet in sheets)


def _bare(sheets: Sequence[Sheet], fonts: Fonts) -> int:
    pages = json.dumps([_lines(sheet.words) for sheet in sheets])
    compiler = typst.Compiler(input=_BARE, font_paths=fonts.loaded, ignore_system_fonts=True)
    made = compiler.compile(sys_inputs={"pages": pages}, format="pdf", pdf_tags=False)
    assert isinstance(made, bytes)
    return len(made)


def _lines(words: Words) -> list[str]:
    return [
        f"编号：{words.number}",
        words.occasion,
        "获奖证书",
        f"{words.honoree}：",
        f"您的作品《{words.title}》在{words.occasion}{words.contest}中荣获",
        words.tier,
        "特发此证，以资鼓励。",
        *words.hosts,
        words.date,
    ]


def _sheet(number: int) -> Sheet:
    """Give a certificate like no other; every fifth has a long title."""
    words = Words(
        kind="person",
        honoree=f"作者{number}",
        unit=f"单位{number % 97}",
        title=f"第{number}篇" + "江上的灯火年年照着归来的人" * (4 if number % 5 == 0 else 1),
        tier=("一等奖", "二等奖", "三等奖", "优秀奖")[number % 4],
        contest="“薪火相传 奋进一流”主题征文",
        occasion="上海警备区成立70周年",
        hosts=("上海警备区政治工作局", "上海市双拥办", "上海市拥军优属基金会"),
        date="二〇二六年九月一日",
        number=f"70周年证字第{number:04}号",
        verify=f"https://contest.example.org/verify/{number:022}/",
    )
    return Sheet(words, Design())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
