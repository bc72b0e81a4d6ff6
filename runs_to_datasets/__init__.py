"""From the CSVs of model runs to fine-tuning datasets: the Python around sql/ and templates/."""

__version__ = "0.2.0"
