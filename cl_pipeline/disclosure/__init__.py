"""Who may see what: hidden figures, and reviews and feedback without them."""
