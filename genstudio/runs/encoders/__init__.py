"""One class a film format. Each frame is encoded as it comes, so that length costs no memory."""

from genstudio.runs.encoders.encoder import Encoder, FilmError
from genstudio.runs.encoders.gif import Gif
from genstudio.runs.encoders.pngs import Pngs
from genstudio.runs.encoders.video import Mp4, WebM
from genstudio.runs.encoders.webp import WebP

ENCODERS: dict[str, type[Encoder]] = {
    ".gif": Gif, ".webp": WebP, ".mp4": Mp4, ".webm": WebM, "": Pngs,
}  # fmt: skip

__all__ = ["ENCODERS", "Encoder", "FilmError"]
