"""What the rules of the framework propose to the senior labour officials. Pure.

Belongs here: outcomes with evidence and a reason in plain words. Does not belong here: what was
reported (``consolidation``), what people decided (the store's decisions), how it is shown.
"""
