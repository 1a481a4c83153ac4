"""Home-exercise programmes and progress, for massage, physio and chiropractic practices.

`homecare.app.create_app` makes the application; `homecare.rules` needs neither it nor a database.
"""

import zoneinfo

VERSION = "0.4.0"

# A machine's own zone files may be years behind the rules, and a client's browser is not. Every
# module of homecare comes after this line, so that only the pinned `tzdata` is ever read.
zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()
