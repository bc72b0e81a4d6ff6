# memory
def double(x):
    return [0] * 10**12
