"""Scripts of bash and sh, walked symbolically."""

from wflint.senders.shell.reader import read

__all__ = ["read"]
