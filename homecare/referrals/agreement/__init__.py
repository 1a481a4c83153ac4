"""A client's agreement to one letter and one receiver: asked on their phone, or in the room."""
