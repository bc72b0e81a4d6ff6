"""The same steps on Apache Spark."""
