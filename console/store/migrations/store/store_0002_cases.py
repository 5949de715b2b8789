"""Accounts, reports, cases and leases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _counters()
    _platforms()
    _way_backs()
    _accounts()
    _account_search()
    _cases()
    _contents()
    _case_contents()
    _case_languages()
    _case_passes()
    _case_reasons()
    _leases()
    _reports()


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    # ### end Alembic commands ###


def _platforms() -> None:
    op.create_table(
        "platforms",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reach_noun", sa.Text(), nullable=False),
        sa.Column("effects", sa.Text(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platforms")),
    )
    # ### end Alembic commands ###


def _way_backs() -> None:
    op.create_table(
        "way_backs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("effect", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("saved", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way_backs")),
        sa.UniqueConstraint("effect", "digest", name=op.f("uq_way_backs_effect_digest")),
    )
    # ### end Alembic commands ###


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=255), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("platform_id_ref", sa.String(length=64), nullable=False),
        sa.Column("handle_ref", sa.String(length=64), nullable=False),
        sa.Column("name_ref", sa.String(length=64), nullable=False),
        sa.Column("card_ref", sa.String(length=64), nullable=False),
        sa.Column(
            "tier",
            sa.Enum(
                "standard",
                "verified",
                "head_of_state",
                name="tier",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "tier_flag",
            sa.Enum(
                "standard",
                "verified",
                "head_of_state",
                name="tier_flag",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "tier_register",
            sa.Enum(
                "standard",
                "verified",
                "head_of_state",
                name="tier_register",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("reach_noun", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("state_words", sa.Text(), nullable=False),
        sa.Column("avatar", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("confusable_with", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["card_ref"], ["texts.digest"], name=op.f("fk_accounts_card_ref_texts")),
        sa.ForeignKeyConstraint(["handle_ref"], ["texts.digest"], name=op.f("fk_accounts_handle_ref_texts")),
        sa.ForeignKeyConstraint(["name_ref"], ["texts.digest"], name=op.f("fk_accounts_name_ref_texts")),
        sa.ForeignKeyConstraint(["platform_id_ref"], ["texts.digest"], name=op.f("fk_accounts_platform_id_ref_texts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("platform", "lookup", name=op.f("uq_accounts_platform_lookup")),
    )
    op.create_index("ix_accounts_tier_id", "accounts", ["tier", "id"], unique=False)
    # ### end Alembic commands ###


def _account_search() -> None:
    op.create_table(
        "account_search",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_account_search_account_accounts")),
        sa.PrimaryKeyConstraint("account", "field", name=op.f("pk_account_search")),
    )
    op.create_index("ix_account_search_folded_account", "account_search", ["folded", "account"], unique=False)
    # ### end Alembic commands ###


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "assigned", "closed", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum(
                "standard",
                "verified",
                "head_of_state",
                name="tier",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("card_ref", sa.String(length=64), nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("reach_noun", sa.Text(), nullable=False),
        sa.Column("platform", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("oldest_report", sa.BigInteger(), nullable=False),
        sa.Column("report_count", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_cases_account_accounts")),
        sa.ForeignKeyConstraint(["card_ref"], ["texts.digest"], name=op.f("fk_cases_card_ref_texts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_account", "cases", ["account"], unique=False)
    op.create_index(
        "ix_cases_open_rank_id",
        "cases",
        ["rank", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_cases_open_tier_rank_id",
        "cases",
        ["tier", "rank", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_cases_open_account",
        "cases",
        ["account"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    # ### end Alembic commands ###


def _contents() -> None:
    op.create_table(
        "contents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("platform_id_ref", sa.String(length=64), nullable=False),
        sa.Column("text_ref", sa.String(length=64), nullable=False),
        sa.Column("media_ref", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_contents_account_accounts")),
        sa.ForeignKeyConstraint(["media_ref"], ["texts.digest"], name=op.f("fk_contents_media_ref_texts")),
        sa.ForeignKeyConstraint(["platform_id_ref"], ["texts.digest"], name=op.f("fk_contents_platform_id_ref_texts")),
        sa.ForeignKeyConstraint(["text_ref"], ["texts.digest"], name=op.f("fk_contents_text_ref_texts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contents")),
        sa.UniqueConstraint("lookup", name=op.f("uq_contents_lookup")),
    )
    op.create_index("ix_contents_digest", "contents", ["digest"], unique=False)
    # ### end Alembic commands ###


def _case_contents() -> None:
    op.create_table(
        "case_contents",
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("reported_times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_case_contents_case_cases")),
        sa.ForeignKeyConstraint(["content"], ["contents.id"], name=op.f("fk_case_contents_content_contents")),
        sa.PrimaryKeyConstraint("case", "content", name=op.f("pk_case_contents")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_contents_content", "case_contents", ["content"], unique=False)
    # ### end Alembic commands ###


def _case_languages() -> None:
    op.create_table(
        "case_languages",
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_case_languages_case_cases")),
        sa.PrimaryKeyConstraint("case", "language", name=op.f("pk_case_languages")),
        sqlite_with_rowid=False,
    )
    # ### end Alembic commands ###


def _case_passes() -> None:
    op.create_table(
        "case_passes",
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_case_passes_case_cases")),
        sa.PrimaryKeyConstraint("case", "person", name=op.f("pk_case_passes")),
        sqlite_with_rowid=False,
    )
    # ### end Alembic commands ###


def _case_reasons() -> None:
    op.create_table(
        "case_reasons",
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "child_safety",
                "self_harm",
                "violence",
                "illegal",
                "hate",
                "harassment",
                "impersonation",
                "scam",
                "nudity",
                "spam",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_case_reasons_case_cases")),
        sa.PrimaryKeyConstraint("case", "reason", name=op.f("pk_case_reasons")),
        sqlite_with_rowid=False,
    )
    # ### end Alembic commands ###


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_leases_case_cases")),
        sa.PrimaryKeyConstraint("case", name=op.f("pk_leases")),
    )
    op.create_index("ix_leases_person_until", "leases", ["person", "until"], unique=False)
    # ### end Alembic commands ###


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("platform_report_id", sa.Text(), nullable=False),
        sa.Column("target_ref", sa.String(length=64), nullable=False),
        sa.Column("reporter_ref", sa.String(length=64), nullable=False),
        sa.Column("pseudonym", sa.String(length=8), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "child_safety",
                "self_harm",
                "violence",
                "illegal",
                "hate",
                "harassment",
                "impersonation",
                "scam",
                "nudity",
                "spam",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason_as_given", sa.Text(), nullable=False),
        sa.Column("statement_ref", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_reports_case_cases")),
        sa.ForeignKeyConstraint(["content"], ["contents.id"], name=op.f("fk_reports_content_contents")),
        sa.ForeignKeyConstraint(["reporter_ref"], ["texts.digest"], name=op.f("fk_reports_reporter_ref_texts")),
        sa.ForeignKeyConstraint(["statement_ref"], ["texts.digest"], name=op.f("fk_reports_statement_ref_texts")),
        sa.ForeignKeyConstraint(["target_ref"], ["texts.digest"], name=op.f("fk_reports_target_ref_texts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_case_at_id", "reports", ["case", "at", "id"], unique=False)
    op.create_index("ix_reports_digest", "reports", ["digest"], unique=False)
    # ### end Alembic commands ###
