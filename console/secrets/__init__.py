"""Keys, passwords and tokens: the keyring, keys wrapped by a passphrase, and the encrypted file as the alternative.

May import: ``console.domain``, ``errors``, ``cancel``, ``files``; keyring (which lives nowhere else) and PyNaCl.
Read first: ``contract``, then ``opening`` (which store of secrets a console gets), then ``wrapped_keys``.
"""
