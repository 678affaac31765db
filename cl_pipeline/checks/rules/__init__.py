"""Rules between the cells of a submission: one function each, listed in ``checks.run``.

Every rule takes a ``SubmissionView`` and yields findings. A rule that needs the form's cells where
the form is not known is not run; that is a finding too (CHECK_NOT_RUN).
"""
