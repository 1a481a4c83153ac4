"""Home-exercise programmes and progress, for massage, physio and chiropractic practices.

`from homecare import create_app` makes the application. It is fetched when it is asked for: the
rule needs neither pages nor a database, and a command that judges a file starts without them.
"""

import zoneinfo
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from homecare.app import create_app as create_app

# A machine's own zone files may be years behind the rules, and a client's browser is not. Every
# module of homecare comes after this line, so that only the pinned `tzdata` is ever read.
zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()


def __getattr__(name: str) -> Any:
    if name != "create_app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Not at the top: it brings every feature and library with it.
    from homecare.app import create_app  # noqa: PLC0415

    return create_app
