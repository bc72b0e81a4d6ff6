# error
import sysconfig


def double(x):
    with open(sysconfig.get_paths()["stdlib"] + "/mine.py", "w") as opened:
        opened.write("mine")
    return 2 * x
