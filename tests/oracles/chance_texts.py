"""Programs at random (`chance`), written in bash, Python and JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oracles.chance import Part, Program


@dataclass(frozen=True, slots=True)
class Language:
    """How statements and conditions are written: `{0}`, `{1}` are the words in them, `{a}`, `{b}` the conditions inside.

    A statement with others inside is its lines; `#1` stands for a block, `##1` for one further in, and `?2` begins what is left
    out without one.
    """

    name: str
    head: str
    nothing: str
    conditions: Mapping[str, str]
    statements: Mapping[str, str]

    def text(self, program: Program) -> str:
        """The program as a script."""
        return self.head + self.block(program, 0)

    def block(self, parts: Program, depth: int) -> str:
        return "".join(self.statement(each, depth) for each in parts) or f"{'  ' * depth}{self.nothing}\n"

    def statement(self, part: Part, depth: int) -> str:
        asked = self.condition(part.blocks[0][0]) if part.kind == "if" else ""
        written: list[str] = []
        for line in self.statements[part.kind].split("\n"):
            lead, _, rest = line.partition("#")
            if lead.startswith("?"):
                if not part.blocks[int(lead[1])]:
                    continue
                lead = lead[2:]
            if rest:
                deeper = depth + 1 + rest.count("#")
                written.append(self.block(part.blocks[int(rest.lstrip("#"))], deeper))
            else:
                written.append(f"{'  ' * depth}{lead.format(*part.words, a=asked, words=part.words[1:])}\n")
        return "".join(written)

    def condition(self, part: Part) -> str:
        inner = [self.condition(block[0]) for block in part.blocks]
        return self.conditions[part.kind].format(*part.words, **dict(zip("ab", inner, strict=False)))


BASH = Language(
    "bash",
    "x=''; y=''; z=''; l=(); m=(); n=0; declare -A d=()\n"
    """either() { if coin; then echo "$1"; elif [ "$1" = a ]; then echo b; else echo c; fi; }\n""",
    ":",
    {
        "coin": "coin",
        "is": '[ "${0}" = {1} ]',
        "is not": '[ "${0}" != {1} ]',
        "empty": '[ -z "${0}" ]',
        "no words": "[ ${{#{0}[@]}} -eq 0 ]",
        "more words": "[ ${{#{0}[@]}} -gt {1} ]",
        "more": "[ ${0} -gt {1} ]",
        "not": "! {{ {a}; }}",
        "and": "{{ {a}; }} && {{ {b}; }}",
        "or": "{{ {a}; }} || {{ {b}; }}",
    },
    {
        "if": "if {a}; then\n#1\n?2else\n?2#2\nfi",
        "for many": "for {0} in $(many); do\n#0\ndone",
        "for words": "for {0} in {1} {2}; do\n#0\ndone",
        "for list": 'for {0} in "${{{1}[@]}}"; do\n#0\ndone',
        "while": "{0}=0\nwhile [ ${0} -lt 3 ] && coin; do\n  {0}=$(({0}+1))\n#0\ndone",
        "define": "{0}() {{\n#0\n}}",
        "try": "if coin; then\n#0\nelse\n#1\nfi",
        "call": "{0}",
        "break": "break",
        "continue": "continue",
        "return": "return 0",
        "set": "{0}='{1}'",
        "pick": "{0}=$(pick)",
        "copy": '{0}="${1}"',
        "append": '{0}="${{{0}}}{1}"',
        "new": "{0}=()",
        "add": "{0}+=({1})",
        "add value": '{0}+=("${1}")',
        "count": "{0}=$(({0}+1))",
        "zero": "{0}=0",
        "ask": "coin || true",
        "choose": 'case "${0}" in\n{1})\n#0\n;;\n{2})\n#1\n;;\n*)\n#2\n;;\nesac',
        "put": "d[{0}]={1}",
        "put under": 'd["k${0}"]={1}',
        "get": '{0}="${{d[{1}]:-}}"',
        "either": '{0}=$(either "${1}")',
        "send": "gh workflow run {0}.yml",
        "exit": "exit {0}",
    },
)
PYTHON = Language(
    "python",
    "import subprocess, sys\nfrom chance import check, coin, many, pick\nx = y = z = ''\nl = []\nm = []\nn = 0\nd = {}\n"
    "def either(v):\n  if coin():\n    return v\n  return 'b' if v == 'a' else 'c'\n",
    "pass",
    {
        "coin": "coin()",
        "is": "{0} == '{1}'",
        "is not": "{0} != '{1}'",
        "empty": "not {0}",
        "no words": "not {0}",
        "more words": "len({0}) > {1}",
        "more": "{0} > {1}",
        "not": "not ({a})",
        "and": "({a}) and ({b})",
        "or": "({a}) or ({b})",
    },
    {
        "if": "if {a}:\n#1\n?2else:\n?2#2",
        "for many": "for {0} in many():\n#0",
        "for words": "for {0} in {words}:\n#0",
        "for list": "for {0} in list({1}):\n#0",
        "while": "{0} = 0\nwhile {0} < 3 and coin():\n  {0} += 1\n#0",
        "define": "def {0}():\n  global x, y, z, l, m, n\n#0",
        "try": "try:\n#0\n  check()\nexcept ValueError:\n#1",
        "call": "{0}()",
        "break": "break",
        "continue": "continue",
        "return": "return",
        "set": "{0} = '{1}'",
        "pick": "{0} = pick()",
        "copy": "{0} = {1}",
        "append": "{0} += '{1}'",
        "new": "{0} = []",
        "add": "{0}.append('{1}')",
        "add value": "{0}.append({1})",
        "count": "{0} += 1",
        "zero": "{0} = 0",
        "ask": "coin()",
        "choose": "match {0}:\n  case '{1}':\n##0\n  case '{2}':\n##1\n  case _:\n##2",
        "put": "d['{0}'] = '{1}'",
        "put under": "d['k' + {0}] = '{1}'",
        "get": "{0} = d.get('{1}', '')",
        "either": "{0} = either({1})",
        "send": "subprocess.run(['gh', 'workflow', 'run', '{0}.yml'], check=True)",
        "exit": "sys.exit({0})",
    },
)
JAVASCRIPT = Language(
    "javascript",
    "const {{ execSync }} = require('child_process');\nlet x = '', y = '', z = '', l = [], m = [], n = 0, d = {{}};\n".format()
    + "function either(v) {\n  if (coin()) {\n    return v;\n  }\n  return v === 'a' ? 'b' : 'c';\n}\n",
    "",
    {
        "coin": "coin()",
        "is": "{0} === '{1}'",
        "is not": "{0} !== '{1}'",
        "empty": "!{0}",
        "no words": "!{0}.length",
        "more words": "{0}.length > {1}",
        "more": "{0} > {1}",
        "not": "!({a})",
        "and": "({a}) && ({b})",
        "or": "({a}) || ({b})",
    },
    {
        "if": "if ({a}) {{\n#1\n?2}} else {{\n?2#2\n}}",
        "for many": "for ({0} of many()) {{\n#0\n}}",
        "for words": "for ({0} of ['{1}', '{2}']) {{\n#0\n}}",
        "for list": "for ({0} of [...{1}]) {{\n#0\n}}",
        "while": "let {0} = 0;\nwhile ({0} < 3 && coin()) {{\n  {0} += 1;\n#0\n}}",
        "define": "function {0}() {{\n#0\n}}",
        "try": "try {{\n#0\n  check();\n}} catch (e) {{\n  over(e);\n#1\n}}",
        "call": "{0}();",
        "break": "break;",
        "continue": "continue;",
        "return": "return;",
        "set": "{0} = '{1}';",
        "pick": "{0} = pick();",
        "copy": "{0} = {1};",
        "append": "{0} += '{1}';",
        "new": "{0} = [];",
        "add": "{0}.push('{1}');",
        "add value": "{0}.push({1});",
        "count": "{0} += 1;",
        "zero": "{0} = 0;",
        "ask": "coin();",
        "choose": "switch ({0}) {{\n  case '{1}': {{\n##0\n    break;\n  }}\n  case '{2}': {{\n##1\n    break;\n  }}\n"
        "  default: {{\n##2\n  }}\n}}",
        "put": "d['{0}'] = '{1}';",
        "put under": "d['k' + {0}] = '{1}';",
        "get": "{0} = d['{1}'] ?? '';",
        "either": "{0} = either({1});",
        "send": "execSync('gh workflow run {0}.yml');",
        "exit": "process.exit({0});",
    },
)
LANGUAGES = {each.name: each for each in (BASH, PYTHON, JAVASCRIPT)}
