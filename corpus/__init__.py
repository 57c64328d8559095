"""What was published: articles from files and pages, cleaned, split and kept."""
