"""The line hashes equal those of github/codeql-action.

The expected values were recorded by running `hash` of its `src/fingerprints.ts` (commit read in 2026-06) under node on these
texts; another 300 random texts agreed as well.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.report.fingerprint import line_hashes

END = "c129715d7a2bc9a3:1"
"""The empty line behind the last line end."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [END], id="nothing"),
        pytest.param(
            "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n",
            ["f1983f56c2dbb459:1", "d935ce2866e2a408:1", "7ea960794cac3bb6:1", "d37ac2b41d9283ae:1", END],
            id="lines",
        ),
        pytest.param(
            "on: push\r\njobs:\r\n  build:\r\n    runs-on: ubuntu-latest\r\n",
            ["f1983f56c2dbb459:1", "d935ce2866e2a408:1", "7ea960794cac3bb6:1", "d37ac2b41d9283ae:1", END],
            id="crlf",
        ),
        pytest.param(
            "a\rb\r\rc\r",
            ["77a50b96b14e5049:1", "ca025105991a4cc2:1", "f2078d1c7c7b87e:1", "3791504be0bd17cc:1", END],
            id="cr-alone",
        ),
        pytest.param(
            "\n\n\nx\n\n",
            ["f55f5315c1fda1ed:1", "7ea6dc1f0a87d4d7:1", "55fdaa76868130a9:1", "75897d1b718b7603:1", "3c5bef55b72b93c9:1", END],
            id="empty-lines",
        ),
        pytest.param("a: 1\nb: 2", ["4252bb1e9b1a3153:1", "a2e0b3ce8782bc7d:1"], id="no-line-end"),
        pytest.param(
            "a:\t1\n\t\n  b:  \t2\n", ["58cbbeb3a424f2b7:1", "93a8da794662ba1:1", "5d56533273a3bbdb:1", END], id="tabs-and-blanks"
        ),
        pytest.param(
            "name: 发送任务\nemoji: 🚀🚀\n# café\n",
            ["86a75e2d5036a258:1", "4d8623a570053a59:1", "bfb8fe3445b359a7:1", END],
            id="outside-ascii",
        ),
        pytest.param(
            "x: " + "a" * 150 + "\ny: " + "b" * 99 + "\nz: " + "c" * 100 + "\n" + "d" * 101 + "\n",
            ["bc1982149fdc71c8:1", "e46d3fe50f2024eb:1", "cc0fdb57e63d80e:1", "ef972701aa6c9a70:1", END],
            id="long-lines",
        ),
        pytest.param(
            "- run: echo\n" * 12 + "end\n",
            [
                *("33191996aed8893a:1", "33191996aed8893a:2", "33191996aed8893a:3", "3332ea694739a78d:1", "65ae23d749289dc8:1"),
                *("b1d095346ad4e7eb:1", "1d618ed839ade8b6:1", "79b6eebe3d425ce9:1", "7875bb427d3e0b44:1", "3842af023055f487:1"),
                *("a7f684b148cf0372:1", "4f530ec9b4eb3cc5:1", "fe2be582c6296f40:1", END),
            ],
            id="equal-lines-are-counted",
        ),
    ],
)
def test_hash_of_each_line(text: str, expected: list[str]) -> None:
    assert line_hashes(text) == dict(enumerate(expected, 1))


@given(st.text(alphabet="ab \t\n\r:é🚀", max_size=300))
def test_every_line_has_one_hash_whatever_its_line_ends(text: str) -> None:
    hashes = line_hashes(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert len(set(hashes.values())) == len(hashes)
    assert set(hashes) == set(range(1, len(lines) + 1))
