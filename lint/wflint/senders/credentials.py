"""The token in an `Authorization` header or in a user name and password."""

from __future__ import annotations

import re

from wflint.regex import regex
from wflint.senders.holed import each_option, holed
from wflint.values.value import Value

_HEADER = regex(r"\s*authorization\s*:\s*(?P<value>.*?)\s*", re.IGNORECASE | re.DOTALL)
_SCHEME = regex(r"(?:bearer|token)[\s:]+", re.IGNORECASE)


def bearer(header: Value | None) -> Value | None:
    """The token in a header line `Authorization: Bearer …`, `None` in any other line."""
    value = header_value(header)
    return token_in(value) if value is not None else None


def header_value(header: Value | None) -> Value | None:
    """What stands behind `Authorization:`, `None` in any other header."""
    if header is None:
        return None
    found = holed(header)
    match = _HEADER.fullmatch(found.shape)
    return found.restore(match["value"]) if match else None


def token_in(authorization: Value) -> Value:
    """The token without `Bearer` or `token` before it."""

    def strip(value: Value) -> Value:
        found = holed(value)
        return found.restore(_SCHEME.sub("", found.shape.strip(), count=1))

    return each_option(authorization, strip)


def password_in(user: Value) -> Value:
    """The token in `user:token`; where there is no `:` it is the user name."""
    found = holed(user)
    name, colon, password = found.shape.partition(":")
    return found.restore(password if colon and password else name)
