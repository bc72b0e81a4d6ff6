# exited
import os

os.closerange(0, 1000)


def double(x):
    return 2 * x
