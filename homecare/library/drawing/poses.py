"""Every picture by its exercise's code."""

from homecare.library.drawing.poses_floor import FLOOR_POSES
from homecare.library.drawing.poses_lying import LYING_POSES
from homecare.library.drawing.poses_upright import UPRIGHT_POSES
from homecare.library.drawing.posing import Pose

POSES: dict[str, Pose] = {**LYING_POSES, **FLOOR_POSES, **UPRIGHT_POSES}
