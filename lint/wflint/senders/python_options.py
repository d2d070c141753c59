"""The command line of a Python script: argparse, click and typer, read with the words with which a step runs the script.

Source: docs.python.org, "argparse"; click.palletsprojects.com; typer.tiangolo.com.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from wflint.lean import replace
from wflint.senders.bash_state import State
from wflint.senders.python_conditions import is_true
from wflint.senders.python_environment import variable
from wflint.senders.python_exceptions import leave
from wflint.senders.python_kinds import NOTHING, Function, Instance, Named, Partial, named
from wflint.senders.python_memory import member_key
from wflint.senders.python_parsers import Line, Option, Parser, missing, option_of, read_line
from wflint.senders.python_site import Site
from wflint.senders.python_values import as_condition, decoded, number
from wflint.senders.python_walk import Walk
from wflint.values.value import Array, Const, OneOf, Unknown, Value, constant, one_of

_SAME_PARSER = frozenset(("add_argument_group", "add_mutually_exclusive_group"))
_READS = frozenset(("parse_args", "parse_known_args", "parse_intermixed_args"))
_DEEPEST = 4


def of_options(site: Site, path: str) -> Value | None:
    """What builds a command line; `None` for any other call."""
    match path:
        case "argparse.ArgumentParser" | "configargparse.ArgumentParser":
            return _parser(site, "argparse")
        case "click.option" | "click.argument":
            option = option_of(site.given, site.names, "click")
            made = _parser(site, path)
            if option is not None:
                site.walk.parsers[made.at].options.append(option)
            return made
        case "click.command" | "click.group" | "click.pass_context":
            return _parser(site, path)
        case "typer.Typer":
            return _parser(site, "typer")
        case "typer.run" if isinstance(function := site.get(0), Function):
            return site.walk.call(typed(site.walk, function, site.state), site.node, (), site.state)
        case "typer.Option" | "typer.Argument" | "click.Path" | "click.Choice":
            return site.walk.make("an option", path, {"default": site.get(0, "default") or NOTHING}, site.state)
        case _:
            return None


def _parser(site: Site, kind: str) -> Instance:
    made = site.walk.make("a reader of the command line", kind, {}, site.state)
    site.walk.parsers[made.at] = Parser()
    return made


def parser_method(site: Site, owner: Instance, name: str) -> Value | None:
    """A method of a parser of argparse, or of an application of typer."""
    parser = site.walk.parsers.get(owner.at)
    if parser is None:
        return None
    match name:
        case "add_argument":
            option = option_of(site.given, site.names)
            if option is not None:
                parser.options.append(option)
            return NOTHING
        case _ if name in _SAME_PARSER:
            return owner
        case "set_defaults":
            parser.defaults.update(site.names)
            return NOTHING
        case "add_subparsers":
            parser.command_name = site.known(-1, "dest")
            return owner
        case "add_parser" if (word := site.known(0, "name")) is not None:
            made = _parser(site, "argparse")
            others = site.data(-1, "aliases")
            names = [constant(each) for each in others.items] if isinstance(others, Array) else []
            parser.commands.update({name: made.at for name in (word, *names) if name is not None})
            return made
        case "command" if owner.kind == "typer":
            command = _parser(site, "typer.command")
            word = site.known(0, "name") or ""
            members: dict[str, Value] = {"app": owner, "name": Const(word)}
            for key, value in members.items():
                site.state.variables[member_key(command.at, key)] = value
            return command
        case "error" | "exit":
            leave(site.walk, Const(2) if name == "error" else site.get(0) or NOTHING, site.node, site.state)
            return NOTHING
        case _ if name in _READS:
            found = _arguments(site, owner.at, _words(site), 0)
            made = site.walk.make("the arguments", "arguments", found, site.state)
            return made if name != "parse_known_args" else Array((made, Unknown("the other arguments")))
        case _:
            return None


def _words(site: Site) -> Value:
    given = site.data(0, "args")
    if given is not None and given != NOTHING:
        return given
    script = site.walk.script
    return Array(tuple(script.arguments))


def _arguments(site: Site, at: int, words: Value, depth: int) -> dict[str, Value]:
    """The value of every option of a parser, for the words of a command line."""
    parser = site.walk.parsers[at]
    alone = site.walk.script.alone or not isinstance(words, Array)
    line = read_line(parser, words.items if isinstance(words, Array) else ())
    found: dict[str, Value] = dict(parser.defaults)
    for option in parser.options:
        found[option.name] = _value(site, option, line, alone)
    if parser.commands and depth < _DEEPEST:
        found |= _of_commands(site, parser, line, alone, depth)
    return found


def _of_commands(site: Site, parser: Parser, line: Line, alone: bool, depth: int) -> dict[str, Value]:
    """What the command gives that is asked for, or each of them where that isn't known."""
    asked = constant(line.command) if line.command is not None else None
    found: dict[str, Value] = {}
    if asked is not None:
        inner = parser.commands.get(asked)
        if isinstance(inner, int):
            found = _arguments(site, inner, Array(line.rest), depth + 1)
        else:
            reason = f"command `{asked}`, which is declared out of sight"
            found = {name: Unknown(reason) for each in _all_of(site, parser, NOTHING, depth) for name in each}
    elif alone or line.command is not None:
        for each in _all_of(site, parser, Array(line.rest) if not alone else NOTHING, depth):
            for name, value in each.items():
                found[name] = one_of((found[name], value)) if name in found else value
    if parser.command_name is not None:
        unknown = Unknown("the command of a script that nothing in sight runs") if alone else NOTHING
        found[parser.command_name] = line.command if line.command is not None else unknown
    return found


def _all_of(site: Site, parser: Parser, words: Value, depth: int) -> Iterator[dict[str, Value]]:
    """What each of the commands of a parser gives."""
    inner = dict.fromkeys(each for each in parser.commands.values() if isinstance(each, int))
    return (_arguments(site, each, words, depth + 1) for each in inner)


def _value(site: Site, option: Option, line: Line, alone: bool) -> Value:
    given = line.given.get(option.name)
    if given is None and option.variable is not None:
        return variable(site.walk, option.variable, missing(option, alone), site.state)
    if given is None:
        return missing(option, alone)
    if isinstance(given, Array):
        items = tuple(_converted(site, option.kind, each) for each in given.items)
        return site.walk.hold(Array(items), site.state)
    return _converted(site, option.kind, given)


def _converted(site: Site, kind: Value | None, given: Value) -> Value:
    """The value as the type that an option asks for."""
    match kind:
        case Named(path="int" | "float" | "click.INT"):
            return number(given, site.written)
        case Named(path="json.loads"):
            return decoded(given, site.written)
        case Named(path="bool"):
            return as_condition(is_true(site.walk, given, site.written, site.state))
        case Function() | Partial():
            return site.walk.call(kind, site.node, (given,), site.state)
        case _:
            return given


def decorated(walk: Walk, decorator: Value, function: Value, state: State) -> Value:
    """What a decorator of click or typer makes of a function."""
    if not isinstance(function, Function):
        return function
    if isinstance(decorator, Named):
        return _with_parser(walk, function) if decorator.path in ("click.command", "click.group") else function
    if not isinstance(decorator, Instance):
        return function
    match decorator.kind:
        case "click.option" | "click.argument":
            made = _with_parser(walk, function)
            options = walk.parsers[made.options or 0].options
            options[:0] = walk.parsers[decorator.at].options
            return made
        case "click.command" | "click.group":
            return _with_parser(walk, function)
        case "click.subcommand" | "typer.command":
            made = typed(walk, function, state) if decorator.kind == "typer.command" else _with_parser(walk, function)
            owner = state.variables.get(member_key(decorator.at, "app"))
            word = constant(state.variables.get(member_key(decorator.at, "name"), Const(""))) or ""
            at = owner.at if isinstance(owner, Instance) else owner.options if isinstance(owner, Function) else None
            default = getattr(function.node, "name", "").replace("_", "-")
            if at is not None and at in walk.parsers:
                walk.parsers[at].commands[word or default] = made
            return made
        case _:
            return function


def _with_parser(walk: Walk, function: Function) -> Function:
    if function.options is not None:
        return function
    at = walk.number()
    walk.parsers[at] = Parser()
    return replace(function, options=at)


def typed(walk: Walk, function: Function, state: State) -> Function:
    """A function whose parameters are options: with a default it is a flag, without one it stands at a place."""
    made = _with_parser(walk, function)
    parser = walk.parsers[made.options or 0]
    arguments = function.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = dict(zip([each.arg for each in reversed(positional)], reversed(arguments.defaults), strict=False))
    defaults |= {each.arg: one for each, one in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if one is not None}
    for each in [*positional, *arguments.kwonlyargs]:
        node = defaults.get(each.arg)
        kind = named(each.annotation.id) if isinstance(each.annotation, ast.Name) else None
        flag = (f"--{each.arg.replace('_', '-')}",)
        if isinstance(node, ast.Call):
            parser.options.append(_from_call(walk, node, each.arg, flag, kind, state))
        elif node is not None:
            default = walk.value(node, state)
            action = "boolean" if kind == named("bool") else "store"
            parser.options.append(Option(each.arg, flag, default, action, kind=kind))
        else:
            parser.options.append(Option(each.arg, kind=kind))
    return made


def _from_call(walk: Walk, node: ast.Call, name: str, flag: tuple[str, ...], kind: Value | None, state: State) -> Option:
    """`name: str = typer.Option(default, "--flag", envvar="X")`."""
    given = [walk.value(each, state) for each in node.args]
    names = {each.arg: walk.value(each.value, state) for each in node.keywords if each.arg is not None}
    is_argument = isinstance(node.func, ast.Attribute) and node.func.attr == "Argument"
    default = given[0] if given else names.get("default")
    flags = tuple(known for each in given[1:] if (known := constant(each)) and known.startswith("-"))
    variable_name = constant(names["envvar"]) if "envvar" in names else None
    usable = default if default is not None and not isinstance(default, Unknown) and default != Const(None) else None
    return Option(name, () if is_argument else flags or flag, usable, kind=kind, variable=variable_name)


def parsed_by(site: Site, at: int) -> dict[str, Value]:
    """The arguments of a function whose parameters are options, for the command line of the script."""
    found = _arguments(site, at, Array(tuple(site.walk.script.arguments)), _DEEPEST)
    return {name: value for name, value in found.items() if not isinstance(value, OneOf) or value.options}


def run_command(site: Site, at: int) -> Value:
    """Run the command of an application that the command line asks for, with the words behind it."""
    parser = site.walk.parsers.get(at)
    if parser is None or not parser.commands:
        return NOTHING
    line = read_line(Parser(parser.options, parser.commands), site.walk.script.arguments)
    asked = constant(line.command) if line.command is not None else None
    single = len(parser.commands) == 1 and asked not in parser.commands
    chosen = next(iter(parser.commands.values())) if single else parser.commands.get(asked or "")
    words = site.walk.script.arguments if single else line.rest
    if not isinstance(chosen, Function) or chosen.options is None:
        return NOTHING
    given = _arguments(site, chosen.options, Array(tuple(words)), _DEEPEST)
    return site.walk.call(replace(chosen, options=None), site.node, (), site.state, given)
