"""What leaves the computer: workbooks, pictures and plain tables. Shows, and decides nothing."""
