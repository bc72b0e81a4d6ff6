# timeout memory error failed
import itertools


def double(x):
    return (n for n in itertools.count())
