"""`python -m wflint`."""

import sys

from wflint.cli import main

sys.exit(main())
