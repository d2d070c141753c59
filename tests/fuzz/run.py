"""Fuzz one front end: `python -m fuzz.run TARGET SECONDS [CORPUS]` in the folder `tests`; it needs `pip install atheris`.

TARGET is one of `expressions`, `workflows`, `scripts`.  What is found lies in the folder given by CORPUS (default: a new
temporary one), below `finds`; a find that is mended belongs into `tests/fuzz/found/TARGET`.
An input may take sixty seconds and two gigabytes, not more.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def main(arguments: list[str]) -> None:
    import atheris  # type: ignore[import-untyped]

    target, seconds = arguments[0], int(arguments[1])
    folder = Path(arguments[2]) if len(arguments) > 2 else Path(tempfile.mkdtemp(prefix=f"fuzz-{target}-"))
    folder.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["wflint", "wflint_rules"]):
        from fuzz.seeds import seeds
        from fuzz.targets import TARGETS
    for name, content in seeds(target).items():
        (folder / name).write_bytes(content)
    finds = folder / "finds"
    finds.mkdir(exist_ok=True)
    options = [
        f"-max_total_time={seconds}", "-timeout=60", "-rss_limit_mb=2048", "-max_len=4096",
        f"-artifact_prefix={finds}/", f"-dict={HERE / 'words.dict'}",
    ]  # fmt: skip
    print(f"what is found lies in {finds}")
    atheris.Setup([sys.argv[0], *options, str(folder)], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
