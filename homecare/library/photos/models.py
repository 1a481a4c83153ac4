"""A photo as it is kept; what it shows in words stands with the exercise."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from homecare.database import Base, OfPractice


class Photo(Base, OfPractice):
    """A photo of our own drawing, in two sizes, both JPEG. It never changes: exercises name it
    by its id, their copies too, and programme versions name those. What no exercise names goes."""

    __tablename__ = "photo"
    large: Mapped[bytes]
    small: Mapped[bytes]
    made_at: Mapped[datetime]
