"""Runs the cases of the named modules; each result is {name, error, seconds}, whatever becomes of the others."""

import importlib

import harness

for module in harness.INPUT["modules"]:
    importlib.import_module(module)
harness.run_cases()
