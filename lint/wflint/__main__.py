"""`python -m wflint`."""

import sys

from wflint.start import main

sys.exit(main())
