# processes timeout
import os

while True:
    try:
        os.fork()
    except OSError:
        pass


def double(x):
    return 2 * x
