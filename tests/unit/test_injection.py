"""Names that try to get out: whatever a workflow is called, no output can be turned against its reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from wflint.cli import main
from wflint.visible import visible

ESCAPES = "\x1b[2J\x9b31m\x07\x7f\u202e\u2066\u2028"
COMMANDS = "##[error]owned ::error::owned"
MARKUP = "[red]owned[/red] <img src=x onerror=owned> ![owned](http://owned) | `owned` ``` </code> *owned*"
PICTURES = '"]; owned [label="owned"] %%{init: {}}%% #quot; n0 --> owned \\" \\'
NAMES = (
    ESCAPES,
    COMMANDS,
    f"::warning::owned\n::error::owned\n{COMMANDS}",
    MARKUP,
    PICTURES,
    f"x{ESCAPES}{COMMANDS}{MARKUP}{PICTURES}",
)


def _system(root: Path, name: str) -> None:
    """A system with the name in every place that a name is taken from, and with faults of many kinds."""
    folder = root / ".github" / "workflows"
    folder.mkdir(parents=True)
    word = json.dumps(name, ensure_ascii=True).replace("\\/", "/")
    script = json.dumps(
        "\n".join(
            (
                f"gh api repos/o/r/dispatches -f event_type={_quoted(name)} -F {_quoted(f'client_payload[{name}]=1')}",
                f"gh workflow run {_quoted(name)} -f {_quoted(name)}={_quoted(name)}",
                "gh api repos/o/r/dispatches -f event_type=known -f 'client_payload[a]='\"$A\"",
                "gh workflow run other.yml -f task_id=1",
            )
        )
    )
    job = f"""
  {word}:
    name: {word}
    runs-on: {word}
    timeout-minutes: 0
    if: {json.dumps(f"github.event.client_payload.x == {_single(name)}")}
    env: {{{word}: {word}, MAX_RETRIES: 3, A: {json.dumps(f"${{{{ github.event.client_payload[{_single(name)}] }}}}")}}}
    outputs: {{{word}: {json.dumps(f"${{{{ steps.x.outputs[{_single(name)}] }}}}")}}}
    concurrency: {word}
    steps:
      - {{name: {word}, id: {word}, uses: {word}, with: {{{word}: {word}}}}}
      - {{name: {word}, run: {script}}}
      - {{uses: {json.dumps("./" + name)}}}
"""
    (folder / "hub.yml").write_text(
        f"name: {word}\nrun-name: {word}\non:\n  push: {{branches: [{word}]}}\n"
        f"  repository_dispatch: {{types: [{word}, known, lonely]}}\n"
        f"  workflow_dispatch: {{inputs: {{{word}: {{description: {word}, required: true}}}}}}\n"
        f"  workflow_run: {{workflows: [{word}]}}\njobs:{job}",
        encoding="utf-8",
    )
    (folder / "other.yml").write_text(
        f"name: {word}\non: {{workflow_dispatch: {{inputs: {{task_id: {{}}, {word}: {{required: true}}}}}}}}\n"
        "env: {GH_TOKEN: x}\n"
        f"jobs: {{a: {{runs-on: x, steps: [{{run: {script}}}]}}}} # wflint: ignore[{name.splitlines()[0][:40]}]\n",
        encoding="utf-8",
        errors="replace",
    )
    (folder / "broken.yml").write_text(f"on: push\n{word}: 1\n{word}: 2\njobs: {{}}\n", encoding="utf-8")
    for odd in (name.replace("/", "∕")[:80], "a.yml"):
        (folder / f"{odd}.yml").write_text("on: [\n", encoding="utf-8")
    events = root / ".github" / "events"
    events.mkdir()
    (events / "known.schema.json").write_text(
        json.dumps({"title": name, "description": name, "properties": {name: {"type": name}}, "required": [name]})
    )


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "'\\''") + "'"


def _single(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


OUTPUTS = [
    *(["check", "--profile", "strict", "--format", form] for form in ("text", "concise", "json", "sarif", "github")),
    ["check", "--diff"],
    ["check", "--color", "always"],
    *(["graph", "--format", form] for form in ("text", "mermaid", "dot", "json")),
    *(["events", "--format", form] for form in ("text", "markdown", "json")),
    *(["prove", "--format", form] for form in ("text", "markdown", "json")),
    *(["trace", "known", "--format", form] for form in ("text", "json")),
    ["explain", "known"],
    ["contracts"],
    ["contracts", "--format", "json"],
    ["contracts", "--asyncapi"],
    ["facts"],
]
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _taken_for_commands(said: str) -> Iterator[str]:
    """The lines that the runner would take for commands (actions/runner, `ActionCommandManager.cs` and `ActionCommand.cs`)."""
    stopped = ""
    for line in said.splitlines():
        match = re.match(r"\s*::([\w-]+)(?: .*?)?::(.*)", line)
        if stopped:
            stopped = "" if match and match[1] == stopped else stopped
        elif match and match[1] == "stop-commands":
            stopped = match[2]
        elif match or "##[" in line:
            yield line


@pytest.mark.parametrize("name", NAMES, ids=["escapes", "commands", "lines", "markup", "pictures", "all"])
def test_no_output_can_be_turned_against_its_reader(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "repository"
    _system(root, name)
    monkeypatch.chdir(root)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    shown = 0
    for words in OUTPUTS:
        status = main([words[0], "--isolated", *words[1:]] if words[0] != "contracts" else [*words, "--isolated"])
        out, err = capsys.readouterr()
        assert status in (0, 1), (words, err)
        plain = COLOUR.sub("", out) if "always" in words else out
        assert not HARMFUL.search(plain + err), (words, HARMFUL.search(plain + err))
        taken = [*_taken_for_commands(plain), *_taken_for_commands(err)]
        if words[-1] == "github":
            assert all(re.match(r"::(error|warning|notice)( file=[^\n]*,title=[a-z-]+)?::", line) for line in taken)
        else:
            assert taken == [], words
        if words[-1] in _CHECKS:
            _CHECKS[words[-1]](out)
        shown += "owned" in out
    assert shown >= 15 or "owned" not in name


def _is_json(out: str) -> None:
    json.loads(out)


def _has_inside_uris(out: str) -> None:
    def uris(content: Any) -> Iterator[str]:
        for each in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
            yield from uris(each)
        if isinstance(content, dict) and "artifactLocation" in content:
            yield content["artifactLocation"]["uri"]

    found = list(uris(json.loads(out)))
    assert found
    for uri in found:
        parts = urlsplit(uri)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert unquote(uri).startswith(".github/")
        assert ".." not in unquote(uri).split("/")


def _is_harmless_markdown(out: str) -> None:
    for token in MarkdownIt("commonmark").enable("table").parse(out):
        for each in (token, *(token.children or ())):
            assert each.type not in ("html_block", "link_open", "image", "em_open", "strong_open"), each
            assert each.type != "html_inline" or each.content in ("<code>", "</code>"), each
        if token.type == "tr_open":
            continue
        assert token.type != "heading_open" or token.tag in ("h1", "h2", "h3")


_NODE = re.compile(r'  n\d+(\["|\(\["|\[\[")[^"`<>%&]*("\]|"\]\)|"\]\])(:::odd)?')
_ARROW = re.compile(r'  n\d+ (-->|==>|-\.->)(\|"[^"`<>%&|]*"\|)? n\d+')


def _is_harmless_mermaid(out: str) -> None:
    first, *lines, last = out.splitlines()
    assert (first, last) == ("flowchart LR", "  classDef odd stroke:#c00,stroke-width:2px")
    assert all(_NODE.fullmatch(line) or _ARROW.fullmatch(line) for line in lines), lines


_TEXT = r'"(?:[^"\\]|\\["\\])*"'
_DOT = re.compile(rf"  n\d+( -> n\d+)? \[(?:\w+=(?:{_TEXT}|\w+)(?:, )?)+\];")


def _is_harmless_dot(out: str) -> None:
    lines = out.splitlines()
    assert (lines[:2], lines[-1]) == (["digraph events {", "  rankdir=LR;"], "}")
    assert all(_DOT.fullmatch(line) for line in lines[2:-1]), lines


_CHECKS = {
    "json": _is_json,
    "sarif": _has_inside_uris,
    "markdown": _is_harmless_markdown,
    "mermaid": _is_harmless_mermaid,
    "dot": _is_harmless_dot,
    "--asyncapi": _is_json,
}


def test_uris_are_inside_wherever_wflint_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also those of files that couldn't be read, from below, from above, and from elsewhere."""
    root = tmp_path / "repository"
    _system(root, "x")
    (root / ".git").mkdir()
    (root / ".github" / "workflows" / "binary.yml").write_bytes(b"\xff\x00")
    for here, given in ((root, "."), (tmp_path, "repository"), (root / ".github", ".."), (Path("/"), str(root))):
        monkeypatch.chdir(here)
        assert main(["--isolated", "--format", "sarif", given]) == 1
        out = capsys.readouterr().out
        _has_inside_uris(out)
        assert '"uri": ".github/workflows/binary.yml"' in out


def test_a_runner_sees_no_command_in_what_is_made_visible() -> None:
    assert visible("a##[error]b ###[x] ##[[") == "a# #[error]b ## #[x] # #[["
