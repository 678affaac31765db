"""From a number back to the cell it was typed in. Pure, and light: no table library is loaded."""
