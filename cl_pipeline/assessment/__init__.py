"""The B list: what Member States wrote, described and grouped, never graded."""
