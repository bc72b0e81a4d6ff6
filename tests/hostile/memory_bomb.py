# memory
def double(x):
    held = []
    while True:
        held.append(bytearray(10**8))
