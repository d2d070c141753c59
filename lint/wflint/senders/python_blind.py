"""Calls of Python that nobody outside of the script can see: they compute, look at something, or write to the workspace.

Source: docs.python.org, "Built-in Functions" and "Library Reference".
"""

from __future__ import annotations

import builtins

_MODULE_NAMES = """
abc argparse array ast asyncio atexit base64 bisect builtins calendar click codecs collections colorama concurrent
configparser contextlib copy csv dataclasses datetime dateutil decimal difflib dotenv enum filecmp fnmatch fractions functools
glob gzip hashlib heapq hmac html importlib inspect io ipaddress itertools jinja2 json locale logging logger loguru math
mimetypes numbers numpy operator os packaging pandas pathlib platform posixpath pprint pydantic pytz queue random re rich
ruamel secrets semver shlex shutil signal statistics string struct sys tabulate tarfile tempfile textwrap threading time tomli
tomli_w tomllib toml tqdm traceback types typer typing unicodedata unittest uuid warnings weakref xml yaml zipfile zlib
zoneinfo
"""
_MODULES = frozenset(_MODULE_NAMES.split())
"""Top-level names of libraries that reach nobody."""

_OBJECTS = frozenset(("answer", "dataclass", "file", "pathlib", "process", "super", "urllib request"))
"""Kinds of objects whose methods reach nobody."""

_LOOK_NAMES = """
get head options parse parse_args add_argument add_subparsers add_parser set_defaults match search group groups groupdict
findall finditer fullmatch sub split splitlines strip lstrip rstrip lower upper title format join replace startswith endswith
encode decode items keys values copy append extend insert remove pop clear sort reverse count index update setdefault add
discard union isoformat strftime timestamp total_seconds hexdigest digest read read_text readlines json exists is_file is_dir
iterdir glob rglob raise_for_status getresponse info debug warning error exception log critical isdigit isnumeric most_common
"""
_LOOKS = frozenset(_LOOK_NAMES.split())
"""Methods that look at what they belong to or change it, whatever that is."""

_RUNS_TEXT = ("eval", "exec")
_LOOKING = ("get_", "is_", "has_", "load_", "parse_", "format_")


def is_blind(name: str) -> bool:
    """Whether a call reaches nobody: by the name of the function with its library, or with the kind of the object before it."""
    owner, dot, last = name.rpartition(".")
    if last[:1].isupper() or last.startswith(_LOOKING):
        return True  # an object that is made does nothing yet
    if not dot:
        return hasattr(builtins, name) and name not in _RUNS_TEXT
    return name.partition(".")[0] in _MODULES or owner in _OBJECTS or owner == "urllib.parse" or last in _LOOKS


def is_of_blind_library(path: str) -> bool:
    """Whether a function, by its name with its library, is one of Python itself or of a library that reaches nobody."""
    first, dot, _ = path.partition(".")
    return first in _MODULES if dot else hasattr(builtins, path)
