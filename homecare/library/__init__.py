"""What a practice can assign: exercises and their pictures, advice, programme templates."""
