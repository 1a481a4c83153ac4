"""Several questions to the database, asked as one statement."""
