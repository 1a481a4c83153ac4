"""The builder of a programme, and the sheet to print."""
