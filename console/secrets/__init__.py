"""Keys, passwords and tokens: the keyring, keys wrapped by a passphrase, and the encrypted file as the alternative.

May import: `console.domain`, `console.errors`, `console.cancel`, and keyring (which lives nowhere else) and PyNaCl.
"""
