# memory
def double(x):
    held = []
    while True:
        held.append(bytes(10**8))
