# timeout
import threading

lock = threading.Lock()


def double(x):
    lock.acquire()
    lock.acquire()
    return 2 * x
