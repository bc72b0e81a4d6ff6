# error
import runs_to_datasets.commands


def double(x):
    return runs_to_datasets.commands and 2 * x
