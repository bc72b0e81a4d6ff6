#!/usr/bin/env python3
"""Runs the package from a checkout: the same as the installed command runs-to-datasets."""

from runs_to_datasets.__main__ import start

if __name__ == "__main__":
    raise SystemExit(start())
