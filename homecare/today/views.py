"""The client's pages: importing a module registers its addresses on the blueprint."""

from homecare.today import (
    day_pages,
    me_pages,
    phone_pages,
    progress_pages,
    red_flag_pages,
    sync_api,
)
from homecare.today.blueprint import blueprint

__all__ = [
    "blueprint", "day_pages", "me_pages", "phone_pages", "progress_pages", "red_flag_pages",
    "sync_api",
]  # fmt: skip
