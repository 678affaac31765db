"""Template finalisation: form versions, their consultation, and sending the final ones out."""
