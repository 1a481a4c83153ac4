"""A week from the printed sheet, entered in one grid."""
