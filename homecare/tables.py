"""Every model, imported together, so that `Base.metadata` is whole for migrations and tests."""

from homecare.accounts import models as accounts
from homecare.clients import models as clients
from homecare.database import Base
from homecare.diary import models as diary
from homecare.flags import models as flags
from homecare.library import models as library
from homecare.mail import models as mail
from homecare.programmes import models as programmes
from homecare.referrals import models as referrals
from homecare.scheduling import models as scheduling

FEATURES = (accounts, clients, diary, flags, library, mail, programmes, referrals, scheduling)

metadata = Base.metadata
