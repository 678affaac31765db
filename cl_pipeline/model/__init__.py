"""The nouns of the project: frozen dataclasses on the standard library alone.

Belongs here: what a thing is and which states it can be in. Does not belong here: how it is
read, stored, checked or shown; that is a step's work (see ``cl_pipeline``'s own docstring).
"""
