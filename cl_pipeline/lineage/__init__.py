"""From a number back to the cell it was typed in. Pure, and light: no table library is loaded.

Belongs here: finding a value in a vintage and wording its way back. Does not belong here: reading
vintages and observations from the store (``store``), and which value speaks (``consolidation``).
"""
