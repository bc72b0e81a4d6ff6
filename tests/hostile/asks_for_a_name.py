# error
import socket


def double(x):
    socket.gethostbyname("example.org")
    return 2 * x
