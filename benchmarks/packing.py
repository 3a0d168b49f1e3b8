"""One process that writes one archive and says what it cost: `python -m benchmarks.packing FILE TOKEN`.

Printed as JSON: `seconds`, how long it took, and `memory`, the most bytes the process held.
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.memory import most_memory


def main(out: Path, token: str) -> None:
    """Write, and print what it cost."""
    import django

    django.setup()
    from contest.exports.archives.streaming import archive_part
    from contest.exports.models import Archive

    archive = Archive.objects.get(token=token)
    out.unlink(missing_ok=True)
    start = time.perf_counter()
    with out.open("wb") as file:
        for block in archive_part(archive, 0, archive.length or 0):
            file.write(block)
    print(json.dumps({"seconds": time.perf_counter() - start, "memory": most_memory()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
