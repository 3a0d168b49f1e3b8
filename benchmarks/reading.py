"""One process that reads one .docx, again and again, and says what it cost.

`python -m benchmarks.reading KIND FILE ROUNDS`, where KIND is `blind` (read, counted, its layout checked, made blind
as HTML), `inspection` (read, and asked all that an upload is asked), `python-docx` (the text of all paragraphs) or
`mammoth` (HTML). Printed as JSON: `cpu`, the seconds of CPU of every round after a first that doesn't count, and
`memory`, the most bytes the process held.
"""

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.memory import most_memory

CPU = time.process_time


def main(kind: str, source: Path, rounds: int) -> None:
    """Read, and print what it cost."""
    read, content = KINDS[kind](), source.read_bytes()
    seconds = []
    for _ in range(1 + rounds):
        start = CPU()
        read(content)
        seconds.append(CPU() - start)
    print(json.dumps({"cpu": seconds[1:], "memory": most_memory()}))


def _blind() -> Callable[[bytes], object]:
    from contest.documents.blind import make_blind
    from contest.documents.counting import count_words
    from contest.documents.identity import Identity
    from contest.documents.layout import check_layout
    from contest.documents.reader import read_docx

    identity = Identity(("欧阳修文",), ("江海市统计局",), ("13812345678",), ("xw@example.org",))

    def read(content: bytes) -> object:
        document = read_docx(content)
        return count_words(document), check_layout(document), make_blind(document, identity).html

    return read


def _inspection() -> Callable[[bytes], object]:
    from contest.documents.inspection import inspect

    return lambda content: inspect(io.BytesIO(content))


def _python_docx() -> Callable[[bytes], object]:
    from docx import Document

    return lambda content: [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def _mammoth() -> Callable[[bytes], object]:
    from mammoth import convert_to_html

    return lambda content: convert_to_html(io.BytesIO(content)).value


KINDS = {"blind": _blind, "inspection": _inspection, "python-docx": _python_docx, "mammoth": _mammoth}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
