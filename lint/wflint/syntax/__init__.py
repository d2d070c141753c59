"""Syntax: text to typed nodes with exact places.  Judging syntax is left to actionlint; here it is read."""
