"""The walk as plain functions, one module per phase: what assets and the command line both call."""
