# left_behind
import subprocess
import sys

child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])


def double(x):
    return 2 * x
