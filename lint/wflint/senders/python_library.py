"""What the standard library means that scripts use: `os`, `json`, `sys`, `re`, `datetime`, built-in functions.

Source: docs.python.org, "Library Reference".
"""

from __future__ import annotations

from wflint.senders.python_builtins import of_values
from wflint.senders.python_collections import of_collections
from wflint.senders.python_data import of_environment
from wflint.senders.python_environment import variable
from wflint.senders.python_exceptions import leave
from wflint.senders.python_files import printed, to_stdout, workspace_path
from wflint.senders.python_kinds import (
    NOTHING,
    Function,
    Named,
)
from wflint.senders.python_modules import load
from wflint.senders.python_site import Site
from wflint.senders.python_values import as_text
from wflint.values.value import (
    EMPTY,
    Array,
    Fresh,
    Unknown,
    Value,
)

_FRESH = frozenset(
    (
        "uuid.uuid4",
        "uuid.uuid1",
        "uuid.uuid7",
        "time.time",
        "time.time_ns",
        "secrets.token_hex",
        "secrets.token_urlsafe",
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.now",
        "random.randint",
        "random.random",
        "random.getrandbits",
        "os.urandom",
    )
)
_NOTHING = frozenset(("time.sleep", "asyncio.sleep", "dotenv.load_dotenv", "os.makedirs", "os.mkdir", "os.chmod", "os.remove"))
_ENDS = frozenset(("sys.exit", "exit", "quit", "os._exit", "os.abort"))


def of_library(site: Site, path: str) -> Value | None:
    """What a function of the standard library gives; `None` for any other."""
    if path in _FRESH:
        return Fresh(path)
    if path in _NOTHING:
        return NOTHING
    if path in _ENDS:
        leave(site.walk, site.get(0) or NOTHING, site.node, site.state)
        return NOTHING
    if path.startswith("os.environ."):
        return of_environment(site, path.removeprefix("os.environ."))
    return _of_process(site, path) or of_collections(site, path) or of_values(site, path)


def _of_process(site: Site, path: str) -> Value | None:
    """What is about the process, its modules and what it prints."""
    first = site.get(0)
    match path:
        case "os.getenv":
            name = site.known(0, "key")
            return variable(site.walk, name, site.get(1, "default") or NOTHING, site.state) if name else Unknown(site.written)
        case "os.putenv" if (name := site.known(0)) is not None:
            site.state.variables[f"${name}"] = site.data(1) or EMPTY
            return NOTHING
        case "print" | "click.echo" | "typer.echo" | "rich.print":
            return printed(site) if path == "print" or site.names.get("err") is None else NOTHING
        case "sys.stdout.write":
            to_stdout(site, as_text(site.data(0) or EMPTY))
            return NOTHING
        case "sys.path.append" | "sys.path.insert":
            folder = workspace_path(site, 0 if path.endswith("append") else 1)
            if folder is not None:
                site.walk.folders.insert(0, folder)
            return NOTHING
        case "importlib.import_module" | "__import__":
            name = site.known(0)
            return load(site.walk, name, 0, site.state) or Named(f"`{name}`", name) if name else Unknown(site.written)
        case "asyncio.run" | "anyio.run" | "asyncio.wait_for" | "asyncio.shield" | "asyncio.ensure_future" | "trio.run":
            return site.walk.call(first, site.node, site.given[1:], site.state) if isinstance(first, Function) else first
        case "asyncio.gather":
            return Array(site.given)
        case "atexit.register":
            if isinstance(first, Function):
                site.walk.at_exit.append((first, site.state.guard))
            return NOTHING
        case "input":
            return Unknown("what a person types")
        case "SystemExit":
            return site.walk.make("an exception", "SystemExit", {"code": first or NOTHING}, site.state)
        case _:
            return None
