"""Feedback to the sender of a submission: page, workbook, marked copy and mail."""
