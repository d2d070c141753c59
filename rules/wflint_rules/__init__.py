"""Rules of wflint, one file each, found by being here."""
