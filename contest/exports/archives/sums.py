"""Lines that `sha256sum -c` reads."""


def sum_line(sha256: str, path: str) -> str:
    """Give the line of one file; a name with a backslash or a new line is escaped as coreutils escapes it."""
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n")
    mark = "" if escaped == path else "\\"
    return f"{mark}{sha256}  {escaped}\n"
