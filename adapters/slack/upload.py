"""Files: pictures that blocks show, and files that people take away.

A picture is uploaded and belongs to no channel; the block that shows it shares
it. The same picture is uploaded once (a live card is drawn again and again), as
long as it is among the latest few hundred.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.replies import Attachment, Picture

_REMEMBERED = 256


class Uploads:
    """Uploads by content."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: OrderedDict[bytes, str] = OrderedDict()

    async def pictures(self, pictures: Sequence[Picture]) -> dict[int, str]:
        """The file id of each picture, by its number; raises what the library raises."""
        return {
            number: await self._picture(picture) for number, picture in enumerate(pictures) if picture.png
        }

    async def _picture(self, picture: Picture) -> str:
        digest = hashlib.sha256(picture.png).digest()
        if digest not in self._known:
            done = await self._client.files_upload_v2(
                filename=picture.name,
                content=picture.png,
                title=picture.name,
                alt_txt=str(picture.alt)[:1000],
            )
            self._known[digest] = str(done["files"][0]["id"])
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return self._known[digest]

    def forget(self, pictures: Sequence[Picture]) -> None:
        """Upload these anew the next time: Slack does not show them."""
        for picture in pictures:
            self._known.pop(hashlib.sha256(picture.png).digest(), None)

    async def share(self, attachments: Sequence[Attachment], channel: str) -> None:
        """Put the files into a channel, together."""
        if not attachments:
            return
        uploads = [{"filename": each.name, "content": each.data, "title": each.name} for each in attachments]
        await self._client.files_upload_v2(file_uploads=uploads, channel=channel)
