"""Methods of the objects of libraries: files, parsers, sessions, answers, processes, templates, clients of GitHub."""

from __future__ import annotations

from wflint.senders.python_files import file_method
from wflint.senders.python_github import client_method
from wflint.senders.python_kinds import NOTHING, Instance
from wflint.senders.python_memory import member_key, members_of, settle
from wflint.senders.python_options import parser_method
from wflint.senders.python_programs import process_method
from wflint.senders.python_requests import session_method
from wflint.senders.python_site import Site
from wflint.senders.python_text import substituted
from wflint.values.value import Encoded, Field, Object, Unknown, Value

_MODEL = frozenset(("model_dump", "dict", "_asdict", "asdict", "to_dict"))


def of_object(site: Site, owner: Instance, name: str) -> Value | None:
    """What a method of an object of a library gives; `None` for any other."""
    match owner.kind:
        case "file":
            return file_method(site, owner, name)
        case "answer":
            return _of_answer(site, owner, name)
        case "process":
            return process_method(site, owner, name)
        case "session" | "urllib request" | "http connection":
            return session_method(site, owner, name)
        case "string.Template" if name in ("substitute", "safe_substitute"):
            template = site.state.variables.get(member_key(owner.at, "template"), Unknown(site.written))
            return substituted(template, {key: settle(value, site.state) for key, value in site.names.items()})
        case "dataclass" if name in _MODEL:
            return Object(tuple(Field(key, value) for key, value in members_of(owner.at, site.state).items()))
        case "dataclass" if name in ("model_dump_json", "json"):
            return Encoded(settle(owner, site.state))
        case "super" if name in ("__init__", "__init_subclass__", "setUp"):
            return NOTHING
        case "super":
            return session_method(site, owner, name)
        case "pathlib":
            return None
        case _:
            return parser_method(site, owner, name) or client_method(site, owner, name)


def _of_answer(site: Site, owner: Instance, name: str) -> Value | None:
    match name:
        case "json" | "read" | "text":
            return Unknown(site.written)
        case "raise_for_status":
            return owner
        case "__enter__" | "__aenter__":
            return owner
        case "close" | "release":
            return NOTHING
        case _:
            return None
