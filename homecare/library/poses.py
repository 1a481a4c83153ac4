"""Every picture by its exercise's code."""

from homecare.library.poses_floor import FLOOR_POSES
from homecare.library.poses_lying import LYING_POSES
from homecare.library.poses_upright import UPRIGHT_POSES
from homecare.library.posing import Pose

POSES: dict[str, Pose] = {**LYING_POSES, **FLOOR_POSES, **UPRIGHT_POSES}
