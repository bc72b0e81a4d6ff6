# error
import threading


def double(x):
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    return 2 * x
