"""Write the output that README.md shows anew, as text and as docs/example.svg: `python docs/make_example.py`."""

import io
import os
from pathlib import Path

from rich.console import Console
from rich.text import Text

from wflint.config import Config
from wflint.pipeline import Report, run
from wflint.plugins import load_rules
from wflint.report import text
from wflint.sources import discover

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BEGIN = "<!-- output of: wflint examples/broken-task-system --select callbacks (made by docs/make_example.py) -->\n```text\n"
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
    """The page with the output between its markers."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}{text.render(report(('callbacks',)))}{END}{tail}"


def picture() -> str:
    """The output as an SVG picture of a terminal."""
    console = Console(record=True, width=150, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "bold"), "wflint examples/broken-task-system --select cycles,correlation"))
    console.print(text.styled(report(("cycles", "correlation"))))
    return console.export_svg(title="wflint", unique_id="wflint")


if __name__ == "__main__":
    README.write_text(with_output(README.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "example.svg").write_text(picture(), encoding="utf-8")
