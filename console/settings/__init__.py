"""User settings, site file and machine policy, each with a version and upgrades.

May import: ``console.domain``, ``errors``, ``cancel``, ``files``.
Read first: ``toml_file`` (how all three are read), then ``user``, ``site``, ``machine``, ``paths``.
"""
