"""What happens by itself: happenings, events, news, alerts, digests and prompts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("id", BigId, nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("host", sa.String(length=260), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=2000), nullable=False),
        sa.Column("etag", sa.String(length=500), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.Column("moved_from", sa.String(length=2000), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("url", name=op.f("uq_feed_url")),
    )
    op.create_index(op.f("ix_feed_lease_until"), "feed", ["lease_until"], unique=False)
    op.create_index(op.f("ix_feed_next_at"), "feed", ["next_at"], unique=False)
    op.create_table(
        "alert_preference",
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("community_id", BigId, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("frequency", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_alert_preference_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "community_id", "kind", name=op.f("pk_alert_preference")),
    )
    op.create_index(
        "ix_alert_preference_now", "alert_preference", ["frequency", "community_id", "kind"], unique=False
    )
    op.create_table(
        "alert_setting",
        sa.Column("person_id", BigId, autoincrement=False, nullable=False),
        sa.Column("by", sa.String(length=8), server_default="dm", nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("ceiling", sa.Integer(), server_default="10", nullable=False),
        sa.Column("digest_on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), server_default="0", nullable=False),
        sa.Column("digest_minute", sa.Integer(), server_default="480", nullable=False),
        sa.Column("digest_at", UtcDateTime(), nullable=True),
        sa.Column("daily_to", UtcDateTime(), nullable=True),
        sa.Column("weekly_to", UtcDateTime(), nullable=True),
        sa.Column("stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("zone_asked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_alert_setting_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_alert_setting")),
    )
    op.create_index(op.f("ix_alert_setting_digest_at"), "alert_setting", ["digest_at"], unique=False)
    op.create_table(
        "email_address",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_email_address_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_address")),
    )
    op.create_index(op.f("ix_email_address_person_id"), "email_address", ["person_id"], unique=False)
    op.create_table(
        "email_confirmation",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_email_confirmation_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_confirmation")),
    )
    op.create_index(op.f("ix_email_confirmation_address"), "email_confirmation", ["address"], unique=False)
    op.create_index(
        op.f("ix_email_confirmation_person_id"), "email_confirmation", ["person_id"], unique=False
    )
    op.create_index(op.f("ix_email_confirmation_sent_at"), "email_confirmation", ["sent_at"], unique=False)
    op.create_table(
        "feed_entry",
        sa.Column("id", BigId, nullable=False),
        sa.Column("feed_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("link_key", sa.String(length=32), nullable=False),
        sa.Column("title_key", sa.String(length=32), nullable=False),
        sa.Column("content_key", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=2000), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("first_seen", UtcDateTime(), nullable=False),
        sa.Column("forget_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_feed_entry_feed_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_entry")),
        sa.UniqueConstraint("feed_id", "key", name=op.f("uq_feed_entry_feed_id_key")),
    )
    op.create_index(op.f("ix_feed_entry_forget_at"), "feed_entry", ["forget_at"], unique=False)
    op.create_index("ix_feed_entry_link_key", "feed_entry", ["link_key", "feed_id"], unique=False)
    op.create_index("ix_feed_entry_title_key", "feed_entry", ["feed_id", "title_key"], unique=False)
    op.create_table(
        "follow",
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("community_id", BigId, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_follow_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "what", "community_id", "key", name=op.f("pk_follow")),
    )
    op.create_index("ix_follow_key", "follow", ["what", "key", "community_id"], unique=False)
    op.create_table(
        "feed_inquiry",
        sa.Column("id", BigId, nullable=False),
        sa.Column("wish", sa.String(length=4), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("community_id", BigId, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("include", sa.JSON(), nullable=False),
        sa.Column("exclude", sa.JSON(), nullable=False),
        sa.Column("most_per_hour", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_feed_inquiry_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_feed_inquiry_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_inquiry")),
    )
    op.create_index(op.f("ix_feed_inquiry_community_id"), "feed_inquiry", ["community_id"], unique=False)
    op.create_index(op.f("ix_feed_inquiry_person_id"), "feed_inquiry", ["person_id"], unique=False)
    op.create_table(
        "feed_subscription",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("feed_id", BigId, nullable=False),
        sa.Column("community_id", BigId, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("include", sa.JSON(), nullable=False),
        sa.Column("exclude", sa.JSON(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("most_per_hour", sa.Integer(), nullable=False),
        sa.Column("added_by", BigId, nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_feed_subscription_added_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_feed_subscription_community_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_feed_subscription_feed_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_subscription")),
        sa.UniqueConstraint(
            "feed_id", "community_id", name=op.f("uq_feed_subscription_feed_id_community_id")
        ),
    )
    op.create_index(op.f("ix_feed_subscription_added_by"), "feed_subscription", ["added_by"], unique=False)
    op.create_index(
        op.f("ix_feed_subscription_community_id"), "feed_subscription", ["community_id"], unique=False
    )
    op.create_table(
        "prompt",
        sa.Column("community_id", BigId, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("position", BigId, nullable=False),
        sa.Column("added_by", BigId, nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_prompt_added_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_prompt_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "key", name=op.f("pk_prompt")),
    )
    op.create_index(op.f("ix_prompt_added_by"), "prompt", ["added_by"], unique=False)
    op.create_table(
        "prompt_setting",
        sa.Column("community_id", BigId, autoincrement=False, nullable=False),
        sa.Column("again", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("told_empty", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("hinted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_prompt_setting_community_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_prompt_setting")),
    )
    op.create_table(
        "secret_link",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("community_id", BigId, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_secret_link_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_secret_link_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_link")),
    )
    op.create_index(op.f("ix_secret_link_community_id"), "secret_link", ["community_id"], unique=False)
    op.create_index("ix_secret_link_of", "secret_link", ["person_id", "kind", "community_id"], unique=False)
    op.create_table(
        "community_digest",
        sa.Column("community_id", BigId, autoincrement=False, nullable=False),
        sa.Column("every", sa.String(length=10), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("channel_id", BigId, nullable=True),
        sa.Column("told_to", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_community_digest_channel_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_community_digest_community_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_community_digest")),
    )
    op.create_index(op.f("ix_community_digest_channel_id"), "community_digest", ["channel_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("starts", sa.String(length=19), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=True),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("over_at", UtcDateTime(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("reminders", sa.JSON(), nullable=False),
        sa.Column("reminded_to", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_event_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_over_at"), "event", ["over_at"], unique=False)
    op.create_table(
        "feed_decision",
        sa.Column("id", BigId, nullable=False),
        sa.Column("subscription_id", BigId, nullable=False),
        sa.Column("entry_id", BigId, nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("word", sa.String(length=100), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["feed_entry.id"], name=op.f("fk_feed_decision_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["feed_subscription.id"],
            name=op.f("fk_feed_decision_subscription_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_decision")),
        sa.UniqueConstraint(
            "subscription_id", "entry_id", name=op.f("uq_feed_decision_subscription_id_entry_id")
        ),
    )
    op.create_index(op.f("ix_feed_decision_at"), "feed_decision", ["at"], unique=False)
    op.create_index(op.f("ix_feed_decision_entry_id"), "feed_decision", ["entry_id"], unique=False)
    op.create_index("ix_feed_decision_subscription", "feed_decision", ["subscription_id", "at"], unique=False)
    op.create_table(
        "mirror",
        sa.Column("id", BigId, nullable=False),
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("occurrence", sa.String(length=19), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("look_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_mirror_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirror")),
        sa.UniqueConstraint(
            "item_id", "platform", "workspace", name=op.f("uq_mirror_item_id_platform_workspace")
        ),
    )
    op.create_index(op.f("ix_mirror_look_at"), "mirror", ["look_at"], unique=False)
    op.create_index(
        "ix_mirror_standing",
        "mirror",
        ["item_id"],
        unique=False,
        sqlite_where=sa.text("entry != ''"),
        postgresql_where=sa.text("entry != ''"),
    )
    op.create_table(
        "prompt_round",
        sa.Column("item_id", BigId, autoincrement=False, nullable=False),
        sa.Column("community_id", BigId, nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_prompt_round_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_prompt_round_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_prompt_round")),
    )
    op.create_index(op.f("ix_prompt_round_community_id"), "prompt_round", ["community_id"], unique=False)
    op.create_table(
        "agenda_point",
        sa.Column("id", BigId, nullable=False),
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("occurrence", sa.String(length=19), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("author_id", BigId, nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_agenda_point_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["event.item_id"], name=op.f("fk_agenda_point_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_point")),
    )
    op.create_index(op.f("ix_agenda_point_author_id"), "agenda_point", ["author_id"], unique=False)
    op.create_index("ix_agenda_point_of", "agenda_point", ["item_id", "occurrence"], unique=False)
    op.create_table(
        "event_exception",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("occurrence", sa.String(length=19), nullable=False),
        sa.Column("moved_to", sa.String(length=19), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["event.item_id"], name=op.f("fk_event_exception_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "occurrence", name=op.f("pk_event_exception")),
    )
    op.create_table(
        "event_notes",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("occurrence", sa.String(length=19), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("page_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["event.item_id"], name=op.f("fk_event_notes_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["item.id"], name=op.f("fk_event_notes_page_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("item_id", "occurrence", name=op.f("pk_event_notes")),
    )
    op.create_index(op.f("ix_event_notes_page_id"), "event_notes", ["page_id"], unique=False)
    op.create_table(
        "happening",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("community_id", BigId, nullable=False),
        sa.Column("actor_id", BigId, nullable=True),
        sa.Column("comment_id", BigId, nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_happening_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_happening_comment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_happening_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_happening_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happening")),
    )
    op.create_index(op.f("ix_happening_actor_id"), "happening", ["actor_id"], unique=False)
    op.create_index(op.f("ix_happening_comment_id"), "happening", ["comment_id"], unique=False)
    op.create_index("ix_happening_community", "happening", ["community_id", "at"], unique=False)
    op.create_index("ix_happening_item", "happening", ["item_id", "at"], unique=False)
    op.create_index(
        "ix_happening_untold",
        "happening",
        ["id"],
        unique=False,
        sqlite_where=sa.text("told = 0"),
        postgresql_where=sa.text("NOT told"),
    )
    op.create_table(
        "rsvp",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("occurrence", sa.String(length=19), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("answer", sa.String(length=5), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["event.item_id"], name=op.f("fk_rsvp_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rsvp_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "occurrence", "person_id", name=op.f("pk_rsvp")),
    )
    op.create_index(op.f("ix_rsvp_person_id"), "rsvp", ["person_id"], unique=False)
    op.create_table(
        "agenda_vote",
        sa.Column("point_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_agenda_vote_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["agenda_point.id"], name=op.f("fk_agenda_vote_point_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("point_id", "person_id", name=op.f("pk_agenda_vote")),
    )
    op.create_index(op.f("ix_agenda_vote_person_id"), "agenda_vote", ["person_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("happening_id", BigId, nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("message", BigId, nullable=True),
        sa.Column("dropped", sa.String(length=12), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["happening_id"], ["happening.id"], name=op.f("fk_alert_happening_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_alert_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("person_id", "happening_id", name=op.f("uq_alert_person_id_happening_id")),
    )
    op.create_index(op.f("ix_alert_happening_id"), "alert", ["happening_id"], unique=False)
    op.create_index("ix_alert_sent", "alert", ["person_id", "sent_at"], unique=False)
    op.create_index(
        "ix_alert_waiting",
        "alert",
        ["due_at", "person_id"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL AND dropped = ''"),
        postgresql_where=sa.text("sent_at IS NULL AND dropped = ''"),
    )
    op.execute(
        "INSERT INTO follow (person_id, what, community_id, key, muted)"
        " SELECT person_id, 'tag', community_id, key, false FROM tag_follow"
    )
    op.drop_table("tag_follow")
    op.add_column("outbox", sa.Column("by", sa.String(length=5), server_default="dm", nullable=False))
    op.add_column("outbox", sa.Column("mirror_id", BigId, nullable=True))
    op.create_index(
        "ix_outbox_kept",
        "outbox",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("state = 'kept'"),
        postgresql_where=sa.text("state = 'kept'"),
    )
    op.add_column(
        "person", sa.Column("digest_planned", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(
        "ix_person_unplanned",
        "person",
        ["id"],
        unique=False,
        sqlite_where=sa.text("digest_planned = 0"),
        postgresql_where=sa.text("NOT digest_planned"),
    )
