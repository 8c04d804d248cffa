"""Which channels are a community's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.errors import Conflict
from bot.services.communities.audit import record
from bot.services.communities.communities import Community
from bot.services.events import mirrors
from bot.services.upsert import insert_new
from bot.words import _
from storage.communities import Channel
from storage.engine import Tx
from storage.items import Item, Posting


@dataclass(frozen=True, slots=True)
class ChannelAddress:
    """A channel of a workspace; `name` is empty where it is not known."""

    platform: str
    workspace: str
    channel: str
    name: str = ""


async def map_channel(
    tx: Tx, now: datetime, actor: int, community: Community, channel: ChannelAddress
) -> bool:
    """Make a channel the community's; returns False where it is already.

    Raises `Conflict` where it is another's; the text does not say whose.
    """
    address = {
        "platform": channel.platform,
        "workspace": channel.workspace,
        "channel": channel.channel,
    }
    added = await insert_new(
        tx, Channel, same=tuple(address), **address, name=channel.name[:200], community_id=community.id
    )
    if added:
        await mirrors.look_in(tx, now, community.id)
        await record(tx, now, "channel.map", actor=actor, community=community.id, subject=channel.channel)
        return True
    owner = await tx.execute(select(Channel.community_id).filter_by(**address))
    if owner.scalar_one() != community.id:
        raise Conflict(_("This channel cannot be mapped: it is taken. Its facilitators can unmap it first."))
    return False


async def unmap_channel(
    tx: Tx, now: datetime, actor: int, community: Community, channel: ChannelAddress
) -> bool:
    """Take a channel from the community; returns False where it was not the community's.

    Cards of the community stay there as they are, and are kept up to date no more: the channel may soon be
    others'.
    """
    gone = await tx.execute(
        delete(Channel).where(
            Channel.platform == channel.platform,
            Channel.workspace == channel.workspace,
            Channel.channel == channel.channel,
            Channel.community_id == community.id,
        )
    )
    if gone.rowcount:
        theirs = select(Item.id).where(Item.community_id == community.id)
        await tx.execute(
            update(Posting)
            .where(
                Posting.item_id.in_(theirs),
                Posting.platform == channel.platform,
                Posting.workspace == channel.workspace,
                Posting.channel == channel.channel,
            )
            .values(gone=True)
        )
        await mirrors.look_in(tx, now, community.id)
        await record(tx, now, "channel.unmap", actor=actor, community=community.id, subject=channel.channel)
    return bool(gone.rowcount)


async def of_community(tx: Tx, community_id: int) -> list[ChannelAddress]:
    """The community's channels."""
    rows = await tx.execute(
        select(Channel.platform, Channel.workspace, Channel.channel, Channel.name)
        .where(Channel.community_id == community_id)
        .order_by(Channel.platform, Channel.name)
    )
    return [ChannelAddress(*row) for row in rows]
