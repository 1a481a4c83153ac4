"""Every exercise's picture as a scene, by where the body lies, kneels, sits or stands."""
