# error
def double(x):
    with open("/usr/mine", "w") as opened:
        opened.write("mine")
    return 2 * x
