"""Odd and hostile files, made by a script; `manifest.yaml` says how each is to be answered.

python -m tests.loaders.corpus FOLDER    writes them all
"""
