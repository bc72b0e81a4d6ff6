# memory processes timeout
import os
import time


def double(x):
    for _ in range(30):
        if os.fork() == 0:
            held = bytearray(b"x" * (200 << 20))
            time.sleep(60)
    time.sleep(60)
