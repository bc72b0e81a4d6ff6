# timeout
import sys


def double(x):
    while True:
        print("x" * 1000, file=sys.stderr)
