"""wflint checks systems of GitHub Actions workflows that talk by events."""

__version__ = "0.1.0"
