"""The client's pages: importing a module registers its addresses on the blueprint."""

from homecare.today import (
    address_page,
    asked_pages,
    check_in_pages,
    day_pages,
    me_pages,
    phone_pages,
    progress_pages,
    red_flag_pages,
    sync_api,
)
from homecare.today.blueprint import blueprint

__all__ = [
    "address_page", "asked_pages", "blueprint", "check_in_pages", "day_pages", "me_pages",
    "phone_pages", "progress_pages", "red_flag_pages", "sync_api",
]  # fmt: skip
