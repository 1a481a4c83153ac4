"""Every scene by its exercise's code."""

from homecare.library.drawing.exercises.face_down import FACE_DOWN
from homecare.library.drawing.exercises.from_the_feet import FROM_THE_FEET
from homecare.library.drawing.exercises.kneeling import KNEELING_SCENES
from homecare.library.drawing.exercises.supine import SUPINE
from homecare.library.drawing.exercises.upright import UPRIGHT
from homecare.library.drawing.scene import Scene

SCENES: dict[str, Scene] = {
    **SUPINE,
    **FROM_THE_FEET,
    **FACE_DOWN,
    **KNEELING_SCENES,
    **UPRIGHT,
}
