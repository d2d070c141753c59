"""The second engine: what can be said of a system without playing its stories, to be compared with what the stories say.

Runs are walked once with all faults together, counters are left open, and loops are cut: the work grows with the text of the
system and not with the bounds that are written in it.  What the two engines share is how a condition is decided and what a step
sends; which faults there are, in which order things happen and what follows from what each of them works out for itself.
"""
