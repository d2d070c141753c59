"""JSON, dictionaries, lists and what goes through them, as the standard library of Python makes them.

Source: docs.python.org, "Built-in Functions", "json", "collections", "itertools".
"""

from __future__ import annotations

from wflint.senders.python_comprehensions import elements
from wflint.senders.python_conditions import is_true
from wflint.senders.python_data import as_pairs
from wflint.senders.python_environment import whole
from wflint.senders.python_files import decoded_file, write_to
from wflint.senders.python_kinds import NOTHING, Instance, Named, Some
from wflint.senders.python_memory import look, member_key, members_of, settle
from wflint.senders.python_site import Site
from wflint.senders.python_values import decoded, merged
from wflint.values.condition import ALWAYS, NEVER
from wflint.values.value import Array, Choice, Const, Encoded, Field, Object, Unknown, Value, one_of

_SEQUENCES = frozenset(("list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "collections.deque"))


def of_collections(site: Site, path: str) -> Value | None:
    """What a function about data gives; `None` for any other."""
    first = site.get(0)
    match path:
        case "json.dumps" | "orjson.dumps" | "ujson.dumps" | "simplejson.dumps" if first is not None:
            return Encoded(site.data(0) or NOTHING)
        case "json.loads" | "orjson.loads" | "ujson.loads" | "simplejson.loads" | "ast.literal_eval" if first is not None:
            return decoded(first, site.written)
        case "yaml.safe_load" | "yaml.load" if first is not None and isinstance(first, Encoded):
            return first.of
        case "json.load" | "ujson.load" if first is not None:
            return decoded_file(site, first)
        case "json.dump" if isinstance(file := site.get(1, "fp"), Instance):
            place = site.state.variables.get(member_key(file.at, "path"), Unknown("a file"))
            write_to(site.walk, place, Encoded(site.data(0) or NOTHING), site.node, site.state)
            return NOTHING
        case "dict" | "collections.OrderedDict" | "types.SimpleNamespace":
            return _dictionary(site)
        case "collections.defaultdict" | "collections.Counter":
            return site.walk.hold(Object((), "members that a dictionary makes when they are asked for"), site.state)
        case "copy.copy" | "copy.deepcopy" if first is not None:
            held = settle(first, site.state)
            return site.walk.hold(held, site.state) if isinstance(held, Object | Array) else first
        case "vars" | "dataclasses.asdict" | "attr.asdict" | "attrs.asdict" if isinstance(first, Instance):
            members = members_of(first.at, site.state).items()
            return site.walk.hold(Object(tuple(Field(name, value) for name, value in members)), site.state)
        case _ if path in _SEQUENCES:
            return _sequence(site, path)
        case "len" if first is not None:
            return _length(site, look(first, site.state))
        case "range":
            return _range(site)
        case "enumerate" if first is not None:
            over = elements(site.walk, first, site.state)
            start = site.get(1, "start")
            offset = start.value if isinstance(start, Const) and isinstance(start.value, int) else 0
            if isinstance(over, Array):
                return Array(tuple(Array((Const(at + offset), each)) for at, each in enumerate(over.items)))
            if over is None:
                return Unknown(site.written)
            return Some(site.written, tuple(Array((Unknown("a place in a list"), each)) for each in over.items))
        case "zip" | "itertools.product":
            return _together(site, path == "zip")
        case "itertools.chain":
            found = [elements(site.walk, each, site.state) for each in site.given]
            if all(isinstance(each, Array) for each in found):
                return Array(tuple(item for each in found if each is not None for item in each.items))
            return Unknown(site.written)
        case "random.choice" if isinstance(held := look(first or NOTHING, site.state), Array) and held.items:
            return one_of(held.items)
        case "map" | "filter" if len(site.given) > 1:
            return _mapped(site, path == "map")
        case _:
            return None


def _dictionary(site: Site) -> Value:
    first = site.get(0)
    given = Object(tuple(Field(name, value, site.place(-1, name)) for name, value in site.names.items()))
    if first is None:
        return site.walk.hold(given, site.state)
    is_environment = isinstance(first, Named) and first.path == "os.environ"
    held = whole(site.walk, site.state) if is_environment else as_pairs(look(first, site.state)) or first
    made = merged(held, given)
    return site.walk.hold(made, site.state) if isinstance(made, Object) else made


def _sequence(site: Site, path: str) -> Value:
    first = site.get(0)
    if first is None:
        return site.walk.hold(Array(()), site.state) if path != "tuple" else Array(())
    over = elements(site.walk, first, site.state)
    if over is None:
        return Unknown(site.written)
    if isinstance(over, Some):
        return over
    items = over.items
    if path == "reversed":
        items = tuple(reversed(items))
    elif path in ("set", "frozenset"):
        items = tuple(dict.fromkeys(items))
    elif path == "sorted":
        known = [each.value for each in items if isinstance(each, Const) and isinstance(each.value, str)]
        if len(known) != len(items) or site.names:
            return Some(site.written, items) if len(items) > 1 else over
        items = tuple(Const(each) for each in sorted(known))
    return site.walk.hold(Array(items), site.state) if path in ("list", "set", "sorted") else Array(items)


def _length(site: Site, held: Value) -> Value:
    match held:
        case Array(items) if not any(type(each) is Unknown for each in items):
            return Const(len(items))
        case Object(_, None):
            return Const(len(held.names()))
        case Const(str() as content):
            return Const(len(content))
        case Choice(condition, then, otherwise):
            return Choice(condition, _length(site, then), _length(site, otherwise))
        case _:
            return Unknown(site.written)


def _range(site: Site) -> Value:
    bounds = [each.value for each in site.given if isinstance(each, Const) and isinstance(each.value, int)]
    if len(bounds) != len(site.given) or not 0 < len(bounds) <= 3 or 0 in bounds[2:]:
        return Unknown(site.written)
    over = range(*bounds)
    if len(over) > 200:
        return Some(site.written, (Unknown("a number that counts"),))
    return Array(tuple(map(Const, over)))


def _together(site: Site, is_zip: bool) -> Value:
    lists = [elements(site.walk, each, site.state) for each in site.given]
    known = [each.items for each in lists if isinstance(each, Array)]
    if len(known) != len(lists) or not lists:
        return Unknown(site.written)
    if is_zip:
        return Array(tuple(Array(each) for each in zip(*known, strict=False)))
    found: list[tuple[Value, ...]] = [()]
    for items in known:
        found = [(*each, item) for each in found for item in items]
        if len(found) > 100:
            return Unknown(site.written)
    return Array(tuple(map(Array, found)))


def _mapped(site: Site, is_map: bool) -> Value:
    """`map(function, list)`, `filter(None, list)`."""
    function = site.given[0]
    over = elements(site.walk, site.given[1], site.state)
    if over is None or len(over.items) > 50 or not isinstance(over, Array):
        return Unknown(site.written)
    if is_map:
        return Array(tuple(site.walk.call(function, site.node, (each,), site.state) for each in over.items))
    kept: list[Value] = []
    for each in over.items:
        asked = each if function == NOTHING else site.walk.call(function, site.node, (each,), site.state)
        holds = is_true(site.walk, asked, site.written, site.state)
        if holds not in (ALWAYS, NEVER):
            return Some(site.written, over.items)
        kept += [each] if holds == ALWAYS else []
    return Array(tuple(kept))
