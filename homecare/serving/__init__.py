"""Starting homecare: web and clock as processes, the web server, a look at the database first."""
