# error
import os


def double(x):
    return os.listdir(os.path.expanduser("~root")) and 2 * x
