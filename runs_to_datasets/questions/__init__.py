"""What people ask of a build that is published."""
