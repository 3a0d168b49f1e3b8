"""The worker process that reads one PDF: `python -m contest.documents.worker`, the file on stdin, JSON on stdout.

It limits itself before it looks at the file, so that what hangs or swells ends here.
"""

import json
import resource
import sys
from typing import Final

SECONDS: Final = 16
MEMORY: Final = 1_000_000_000
LARGEST_ANSWER: Final = 20_000_000


def main() -> None:
    """Answer with the paragraphs of the PDF and its origin, or with the refusal's code and sentence."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_ANSWER, LARGEST_ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    from contest.documents.errors import Refused
    from contest.documents.pdf_pages import open_pdf
    from contest.documents.pdf_paragraphs import join_lines

    try:
        pdf = open_pdf(sys.stdin.buffer.read())
    except Refused as refused:
        json.dump({"refused": [refused.code, refused.phrase.template]}, sys.stdout)
        return
    paragraphs = [
        [paragraph.alignment, [[piece.text, piece.font, piece.size, piece.bold] for piece in paragraph.pieces]]
        for paragraph in join_lines(pdf.lines)
    ]
    json.dump({"paragraphs": paragraphs, "author": pdf.author, "title": pdf.title}, sys.stdout)


if __name__ == "__main__":
    main()
