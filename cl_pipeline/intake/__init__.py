"""From the shared drive to the archive: nothing is opened before its bytes are kept."""
