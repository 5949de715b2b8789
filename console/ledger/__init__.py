"""Signed bytes: canonical form, documents, signatures, roster, entries, Merkle tree, checkpoints and verification.

May import: `console.domain`, `console.errors`, `console.cancel`, and PyNaCl. Read first: `canonical.py`.
"""
