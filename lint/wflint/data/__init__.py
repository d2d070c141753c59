"""Tables of facts about GitHub, and the schemas of what wflint reads and writes."""
