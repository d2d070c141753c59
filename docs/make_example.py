"""Write the output that README.md shows anew, as text and as docs/example.svg: `python docs/make_example.py`."""

import io
import os
from pathlib import Path

from rich.console import Console
from rich.text import Text

from wflint.catalogue import catalogue
from wflint.config import Config
from wflint.graph import System
from wflint.link import link
from wflint.pipeline import Report, run
from wflint.plugins import load_rules
from wflint.report import explain, proof, text
from wflint.soundness.verdicts import proofs
from wflint.sources import discover
from wflint.subject import EventSubject, subject

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BEGIN = "<!-- output of: wflint examples/broken-task-system --select callbacks (made by docs/make_example.py) -->\n```text\n"
TOLD = "<!-- output of: wflint explain agent:complete examples/task-system (made by docs/make_example.py) -->\n```text\n"
PROVED = "<!-- output of: wflint prove examples/task-system (made by docs/make_example.py) -->\n```text\n"
PICTURED = ("correlation-dropped", "unbounded-cycle")
"""The rules in the picture: two, so that it stays short."""
END = "```\n<!-- end of output -->"


def report(select: tuple[str, ...]) -> Report:
    """The report on the broken example, with paths as they are from the project's folder."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        repositories, _ = discover(["examples/broken-task-system"], {"examples/broken-task-system": "octo/tasks"})
        return run(repositories, Config(select=select), load_rules())
    finally:
        os.chdir(before)


def with_output(page: str) -> str:
    """The page with each output between its markers."""
    page = _with(page, BEGIN, text.render(report(("callbacks",))))
    page = _with(page, PROVED, proof.text(proofs(working())))
    return _with(page, TOLD, explained("agent:complete"))


def _with(page: str, begin: str, output: str) -> str:
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(END)
    return f"{head}{begin}{output}{END}{tail}"


def working() -> System:
    """The working example, with paths as they are from the project's folder."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        repositories, _ = discover(["examples/task-system"])
        return link(repositories, Config())
    finally:
        os.chdir(before)


def explained(word: str) -> str:
    """What `wflint explain` says of the working example."""
    system = working()
    entries = catalogue(system)
    about = subject(system, entries, word)
    assert isinstance(about, EventSubject)
    return explain.render(system, entries, about)


def picture() -> str:
    """The output as an SVG picture of a terminal."""
    console = Console(record=True, width=150, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "bold"), f"wflint examples/broken-task-system --select {','.join(PICTURED)}"))
    console.print(text.styled(report(PICTURED)))
    return console.export_svg(title="wflint", unique_id="wflint")


if __name__ == "__main__":
    README.write_text(with_output(README.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "example.svg").write_text(picture(), encoding="utf-8")
