"""All that a person's console may do, without Qt: sign in, read, lease, draft, sign, submit, watch.

May import: `console.store`, `console.ledger`, `console.platforms`, `console.secrets`, `console.settings`,
`console.domain`, `console.errors`, `console.cancel`; never the registrar or the dispatcher: a workstation can only ask.
"""
