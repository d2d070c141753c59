"""Own: what wflint could not do, and how its ignores are used."""
