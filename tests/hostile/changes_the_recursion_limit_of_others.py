# passed
import sys

sys.setrecursionlimit(50000)


def double(x):
    return 2 * x
