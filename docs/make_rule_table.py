"""Write the rule table of README.md anew: `python docs/make_rule_table.py`."""

from pathlib import Path

from wflint.plugins import load_rules

README = Path(__file__).parents[1] / "README.md"
BEGIN = "<!-- rules: made by docs/make_rule_table.py -->\n"
END = "<!-- end of rules -->"


def table() -> str:
    """One row for each rule, in the order of families and names."""
    rows = [
        f"| [`{rule.name}`](rules/wflint_rules/{rule.family}/{rule.name.replace('-', '_')}.py) | {rule.family} "
        f"| {rule.level.word}{' (strict)' if rule.strict else ''} | {rule.summary} |"
        for rule in load_rules()
    ]
    return "\n".join(["| rule | family | level | reports |", "|---|---|---|---|", *rows]) + "\n"


def with_table(text: str) -> str:
    """The page with the table between its markers."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}{table()}{END}{tail}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
