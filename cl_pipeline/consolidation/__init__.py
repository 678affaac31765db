"""Consolidation of a round: current values, computed rates, baselines and coverage."""
