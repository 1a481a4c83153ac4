"""Mails that tell again of urgent flags: nobody has noted anything, or a cover begins with some."""
