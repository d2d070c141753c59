"""Find the rules: those of wflint itself, of installed packages, and of files named on the command line.

Every module of a rule package that defines exactly one `Rule` is a rule; nothing registers itself.  Whatever keeps a rule from
being loaded stops the run, since a rule that is silently missing looks like a clean workflow.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from wflint import installed, witness
from wflint.ending import Terminated
from wflint.regex import regex
from wflint.rule import Rule

BUILT_IN = "wflint_rules"
_NAME = regex(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class PluginError(Exception):
    """A rule, or a package of rules, that can't be used; the message names the module."""


def load_rules(files: Iterable[str] = ()) -> tuple[Rule, ...]:
    """All rules in the order of family and name: built-in ones, those of the entry point `wflint.rules`, and of `files`."""
    packages = dict.fromkeys((BUILT_IN, *_installed()))
    found: dict[str, tuple[Rule, str]] = {}
    for module in (*(each for name in packages for each in _modules(name)), *map(_from_file, files)):
        for rule in _rules_in(module):
            if rule.name in found:
                raise PluginError(f"rule `{rule.name}` is defined twice: in {found[rule.name][1]} and in {module.__name__}")
            found[rule.name] = (rule, module.__name__)
    if not found:
        raise PluginError("no rules are installed")
    return tuple(sorted((rule for rule, _ in found.values()), key=lambda rule: (rule.family, rule.name)))


def _installed() -> Iterator[str]:
    """The rule packages that installed packages name, wflint aside."""
    if any(installed.others_with_rules()):
        from importlib.metadata import entry_points

        yield from (entry.value for entry in entry_points(group=installed.GROUP))


def _modules(package_name: str) -> Iterator[ModuleType]:
    package = _imported(package_name)
    count = 0
    for name in sorted(_below(package)):
        module = _imported(name)
        if not any(_rules_in(module)):
            raise PluginError(f"module {name} defines no rule")
        count += 1
        yield module
    if count == 0:
        raise PluginError(f"rule package {package_name} holds no rules")


def _below(package: ModuleType) -> Iterator[str]:
    """The names of all modules inside a package that aren't packages themselves."""
    for name, is_package in _inside(list(getattr(package, "__path__", ()))):
        whole = f"{package.__name__}.{name}"
        if is_package:
            yield from _below(_imported(whole))
        else:
            yield whole


def _inside(folders: list[str]) -> Iterator[tuple[str, bool]]:
    """The modules in the folders of a package, and whether each is a package."""
    if not all(map(witness.is_folder, folders)):
        import pkgutil  # late: it loads half a compiler

        yield from ((info.name, info.ispkg) for info in pkgutil.iter_modules(folders))
        return
    endings = importlib.machinery.all_suffixes()
    for folder in folders:
        for name, kind in witness.entries(folder):
            module = next((name.removesuffix(each) for each in endings if name.endswith(each)), "")
            if kind == "folder" and witness.is_file(os.path.join(folder, name, "__init__.py")):
                yield name, True
            elif kind != "folder" and module.isidentifier() and module != "__init__":
                yield module, False


def _imported(name: str) -> ModuleType:
    with _importing(name):
        return importlib.import_module(name)


@contextmanager
def _importing(name: str) -> Iterator[None]:
    """Whatever a module does while it is imported is its fault; one that leaves would look like a clean run."""
    try:
        yield
    except Terminated:
        raise
    except (Exception, SystemExit) as error:
        raise PluginError(f"{name} can't be imported: {type(error).__name__}: {error}") from error


def _from_file(file: str) -> ModuleType:
    path = Path(file)
    name = f"wflint_plugin.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not witness.is_file(path):
        raise PluginError(f"plugin {file} isn't a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    with _importing(f"plugin {file}"):
        spec.loader.exec_module(module)
    if not any(_rules_in(module)):
        raise PluginError(f"plugin {file} defines no rule")
    return module


def _rules_in(module: ModuleType) -> Iterator[Rule]:
    """The rules that a module defines itself."""
    for value in vars(module).values():
        if isinstance(value, Rule) and value.check.__module__ == module.__name__:
            if not _NAME.fullmatch(value.name):
                raise PluginError(f"rule `{value.name}` in {module.__name__} isn't named in kebab case")
            yield value
