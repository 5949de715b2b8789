"""Orders and readings through the connector, for the tests on a real Synapse."""

from __future__ import annotations

import secrets
from typing import Any

from console.cancel import NEVER
from console.domain.actions import Action
from console.platforms.contract import Answer, Order, SavedState
from console.platforms.reading import ReportedItem
from console.platforms.synapse.connector import SynapseConnector
from console.platforms.synapse.settings import SynapseSettings
from tests.support.synapse_server import Person, SynapseServer


def connect(server: SynapseServer, **choices: Any) -> SynapseConnector:
    """A connector to the server, with the given choices of settings."""
    settings = SynapseSettings(base_url=server.base_url, server_name=server.server_name, **choices)
    return SynapseConnector(settings, server.admin.token, visitor_token=server.visitor.token)


def an_order(person: Person, action: Action, *content: str, **fields: Any) -> Order:
    """An order on this person's account with a fresh effect id."""
    return Order(
        effect_id=secrets.token_hex(16), action=action, account_id=person.user_id, content_ids=content, **fields
    )


def carry_out(connector: SynapseConnector, order: Order) -> tuple[SavedState, Answer]:
    """Save and apply."""
    saved = connector.save(order, NEVER)
    return saved, connector.apply(order, saved, NEVER)


def everything(connector: SynapseConnector, cursor: str | None = None, limit: int = 1000) -> list[ReportedItem]:
    """Every report from ``cursor`` on."""
    items: list[ReportedItem] = []
    while True:
        page = connector.fetch_reports(cursor, limit, NEVER)
        items += page.items
        cursor = page.cursor
        if not page.more:
            return items
