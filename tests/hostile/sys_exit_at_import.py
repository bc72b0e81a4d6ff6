# exited
import sys

sys.exit()
