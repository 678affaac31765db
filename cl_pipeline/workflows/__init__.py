"""Workflows: one package per phase; the only place where packages meet."""
