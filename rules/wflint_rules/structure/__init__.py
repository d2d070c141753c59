"""Structure: one workflow has one job to do."""
