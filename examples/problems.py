"""The problems that the example runs answer: prompts, tests, right programs and wrong ones.

All of it is written for this folder; only the manner of the prompts is MBPP's. The ids lie where
MBPP's splits lie, so that the holdout has something to hold out: 601-974 train, the rest not.
make_runs.py executes every program here: a right one must pass and a wrong one must fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Problem:
    """A problem and the programs that models may answer with.

    solved_by: how many of the twelve runs get it right, which is what makes it easy or hard.
    """

    mbpp_id: int
    name: str
    solved_by: int
    prompt: str
    tests: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def problem(
    mbpp_id: int,
    name: str,
    solved_by: int,
    prompt: str,
    tests: str,
    right: str,
    wrong: Sequence[str | tuple[str, str]],
) -> Problem:
    """A Problem from its shorthand.

    tests: one expression a line. right: programs with a line `---` between them.
    wrong: a whole program, or (old, new): a slip in the first right program that has `old`.
    """
    programs = [program.strip() + "\n" for program in right.split("\n---\n")]
    slips = []
    for slip in wrong:
        if isinstance(slip, str):
            slips.append(slip.strip() + "\n")
        else:
            origin = next(program for program in programs if slip[0] in program)
            slips.append(origin.replace(*slip))
    return Problem(
        mbpp_id,
        name,
        solved_by,
        f"Write a function to {prompt}",
        tuple(f"assert {line}" for line in tests.strip().splitlines()),
        tuple(programs),
        tuple(slips),
    )


EASY = [
    problem(
        603,
        "sum_of_even",
        12,
        "add up the even numbers of a given list.",
        """
sum_of_even([1, 2, 3, 4]) == 6
sum_of_even([]) == 0
sum_of_even([-2, 7, 10]) == 8
""",
        """
def sum_of_even(items):
    return sum(x for x in items if x % 2 == 0)
---
def sum_of_even(items):
    total = 0
    for x in items:
        if x % 2 == 0:
            total += x
    return total
---
sum_of_even = lambda items: sum(filter(lambda x: x % 2 == 0, items))
---
def sum_of_even(items):
    evens = []
    for i in range(len(items)):
        if not items[i] & 1:
            evens.append(items[i])
    return sum(evens)
""",
        [("total += x", "total = x"), ("def sum_of_even(", "def even_sum(")],
    ),
    problem(
        609,
        "last_word",
        11,
        "return the last word of a sentence without its punctuation mark.",
        """
last_word('The cat sat.') == 'sat'
last_word('hello') == 'hello'
last_word('Who is there?') == 'there'
last_word('Stop it now!') == 'now'
""",
        """
def last_word(text):
    return text.split()[-1].strip('.,;:!?')
---
import re


def last_word(text):
    return re.findall(r'[A-Za-z]+', text)[-1]
---
def last_word(text):
    words = text.split(' ')
    word = words[len(words) - 1]
    while not word[-1].isalpha():
        word = word[:-1]
    return word
---
last_word = lambda text: ''.join(c for c in text.split()[-1] if c.isalnum())
""",
        [(".strip('.,;:!?')", ""), (".strip('.,;:!?')", ".strip('.')")],
    ),
    problem(
        615,
        "count_vowels",
        12,
        "count how many vowels, small or capital, are in a given text.",
        """
count_vowels('Area') == 3
count_vowels('rhythm') == 0
count_vowels('') == 0
count_vowels('An OX') == 2
""",
        """
def count_vowels(text):
    return sum(c in 'aeiou' for c in text.lower())
---
def count_vowels(text):
    count = 0
    for c in text:
        if c in 'aeiouAEIOU':
            count += 1
    return count
---
def count_vowels(text):
    text = text.lower()
    return sum(text.count(c) for c in 'aeiou')
---
count_vowels = lambda text: len([c for c in text if c.lower() in set('aeiou')])
---
import re


def count_vowels(text):
    return len(re.findall('[aeiou]', text, re.IGNORECASE))
""",
        [("in 'aeiouAEIOU'", "in 'aeiou'"), ("text.lower()", "text")],
    ),
    problem(
        622,
        "to_minutes",
        11,
        "turn a clock time such as 07:30 into the minutes since midnight.",
        """
to_minutes('07:30') == 450
to_minutes('00:05') == 5
to_minutes('23:59') == 1439
""",
        """
def to_minutes(text):
    hours, minutes = text.split(':')
    return int(hours) * 60 + int(minutes)
---
def to_minutes(text):
    return int(text[:2]) * 60 + int(text[3:])
---
from datetime import datetime


def to_minutes(text):
    moment = datetime.strptime(text, '%H:%M')
    return moment.hour * 60 + moment.minute
---
def to_minutes(text):
    total = 0
    for part in text.split(':'):
        total = total * 60 + int(part)
    return total
""",
        [("* 60 + int(minutes)", "* 60"), ("text[:2]) * 60", "text[:2]) * 100")],
    ),
    problem(
        631,
        "is_leap",
        10,
        "tell whether a given year has a 29th of February.",
        """
is_leap(2024) is True
is_leap(1900) is False
is_leap(2000) is True
is_leap(2023) is False
""",
        """
def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
---
import calendar


def is_leap(year):
    return calendar.isleap(year)
---
def is_leap(year):
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0
---
is_leap = lambda year: not year % (400 if year % 100 == 0 else 4)
""",
        ["def is_leap(year):\n    return year % 4 == 0", (" or year % 400 == 0", "")],
    ),
    problem(
        638,
        "remove_blanks",
        12,
        "remove every blank from a given text.",
        """
remove_blanks('a b c') == 'abc'
remove_blanks('  x ') == 'x'
remove_blanks('none') == 'none'
""",
        """
def remove_blanks(text):
    return text.replace(' ', '')
---
def remove_blanks(text):
    return ''.join(text.split(' '))
---
def remove_blanks(text):
    result = ''
    for c in text:
        if c != ' ':
            result += c
    return result
---
remove_blanks = lambda text: ''.join(c for c in text if c != ' ')
""",
        ["def remove_blanks(text):\n    return text.strip()"],
    ),
    problem(
        644,
        "longest_word",
        10,
        "find the longest word of a list, the first one where several are as long.",
        """
longest_word(['sun', 'planet', 'moon']) == 'planet'
longest_word(['ab', 'cd']) == 'ab'
longest_word(['x']) == 'x'
""",
        """
def longest_word(words):
    return max(words, key=len)
---
def longest_word(words):
    best = words[0]
    for word in words[1:]:
        if len(word) > len(best):
            best = word
    return best
---
def longest_word(words):
    return sorted(words, key=lambda word: -len(word))[0]
---
def longest_word(words):
    sizes = [len(word) for word in words]
    return words[sizes.index(max(sizes))]
""",
        [
            ("len(word) > len(best)", "len(word) >= len(best)"),
            "def longest_word(words):\n    return max(words)",
        ],
    ),
    problem(
        652,
        "every_third",
        11,
        "keep every third element of a list, starting with the first.",
        """
every_third([1, 2, 3, 4, 5, 6, 7]) == [1, 4, 7]
every_third([]) == []
every_third(['a', 'b']) == ['a']
""",
        """
def every_third(items):
    return items[::3]
---
def every_third(items):
    return [x for i, x in enumerate(items) if i % 3 == 0]
---
def every_third(items):
    result = []
    i = 0
    while i < len(items):
        result.append(items[i])
        i += 3
    return result
---
every_third = lambda items: [items[i] for i in range(0, len(items), 3)]
""",
        [("items[::3]", "items[2::3]"), ("def every_third(items):", "def every_third(items)")],
    ),
    problem(
        659,
        "neighbour_sums",
        11,
        "build the list of the sums of each element and the one after it.",
        """
neighbour_sums([1, 2, 3]) == [3, 5]
neighbour_sums([4]) == []
neighbour_sums([0, -1, 1, 5]) == [-1, 0, 6]
""",
        """
def neighbour_sums(items):
    return [x + y for x, y in zip(items, items[1:])]
---
def neighbour_sums(items):
    result = []
    for i in range(len(items) - 1):
        result.append(items[i] + items[i + 1])
    return result
---
from operator import add


def neighbour_sums(items):
    return list(map(add, items, items[1:]))
---
from itertools import pairwise


def neighbour_sums(items):
    return [sum(pair) for pair in pairwise(items)]
""",
        [("range(len(items) - 1)", "range(len(items) - 2)"), ("len(items) - 1)", "len(items))")],
    ),
    problem(
        667,
        "swap_ends",
        10,
        "exchange the first and the last element of a list.",
        """
swap_ends([1, 2, 3]) == [3, 2, 1]
swap_ends(['a', 'b', 'c', 'd']) == ['d', 'b', 'c', 'a']
swap_ends([5]) == [5]
""",
        """
def swap_ends(items):
    items[0], items[-1] = items[-1], items[0]
    return items
---
def swap_ends(items):
    if len(items) < 2:
        return items
    return [items[-1]] + items[1:-1] + [items[0]]
---
def swap_ends(items):
    result = list(items)
    temp = result[0]
    result[0] = result[len(result) - 1]
    result[len(result) - 1] = temp
    return result
---
def swap_ends(items):
    if len(items) > 1:
        first, *middle, last = items
        items = [last, *middle, first]
    return items
""",
        [("    if len(items) < 2:\n        return items\n", "")],
    ),
    problem(
        675,
        "fence_length",
        11,
        "find the length of a fence around a rectangular garden that leaves a gate open.",
        """
fence_length(4, 3, 1) == 13
fence_length(10, 10, 0) == 40
fence_length(2, 5, 2) == 12
""",
        """
def fence_length(width, height, gate):
    return 2 * (width + height) - gate
---
def fence_length(width, height, gate):
    sides = [width, height, width, height]
    return sum(sides) - gate
---
fence_length = lambda width, height, gate: 2 * width + 2 * height - gate
---
def fence_length(width, height, gate):
    total = width
    total += height
    total *= 2
    return total - gate
""",
        [("2 * (width + height) - gate", "width + height - gate"), (") - gate", ") + gate")],
    ),
    problem(
        690,
        "initials",
        12,
        "give the capital initials of a person's full name.",
        """
initials('ada byron king') == 'ABK'
initials('Grace Hopper') == 'GH'
initials('plato') == 'P'
""",
        """
def initials(text):
    return ''.join(word[0].upper() for word in text.split())
---
def initials(text):
    result = ''
    for word in text.split():
        result += word[0]
    return result.upper()
---
def initials(text):
    return ''.join(c for c in text.title() if c.isupper())
---
initials = lambda text: ''.join(map(lambda word: word[:1], text.upper().split()))
""",
        [("word[0].upper()", "word[0]")],
    ),
    problem(
        703,
        "above_average",
        10,
        "count the numbers of a list that are greater than its average.",
        """
above_average([1, 2, 3, 10]) == 1
above_average([5, 5]) == 0
above_average([]) == 0
above_average([1, 2, 4, 5]) == 2
""",
        """
def above_average(items):
    if not items:
        return 0
    average = sum(items) / len(items)
    return sum(1 for x in items if x > average)
---
from statistics import mean


def above_average(items):
    return len([x for x in items if x > mean(items)])
---
def above_average(items):
    total, n, count = sum(items), len(items), 0
    for x in items:
        if x * n > total:
            count += 1
    return count
""",
        [("if x > average", "if x >= average"), ("    if not items:\n        return 0\n", "")],
    ),
    problem(
        716,
        "repeat_each",
        11,
        "repeat each element of a list a given number of times, side by side.",
        """
repeat_each([1, 2], 2) == [1, 1, 2, 2]
repeat_each(['a'], 3) == ['a', 'a', 'a']
repeat_each([1, 2], 0) == []
""",
        """
def repeat_each(items, n):
    return [x for x in items for _ in range(n)]
---
def repeat_each(items, n):
    result = []
    for x in items:
        result += [x] * n
    return result
---
def repeat_each(items, n):
    return sum(([x] * n for x in items), [])
---
from itertools import chain, repeat

repeat_each = lambda items, n: list(chain.from_iterable(repeat(x, n) for x in items))
""",
        ["def repeat_each(items, n):\n    return items * n"],
    ),
    problem(
        728,
        "digit_sum",
        12,
        "add the digits of a whole number, whatever its sign.",
        """
digit_sum(1234) == 10
digit_sum(-56) == 11
digit_sum(0) == 0
""",
        """
def digit_sum(n):
    return sum(int(c) for c in str(abs(n)))
---
def digit_sum(n):
    n = abs(n)
    total = 0
    while n > 0:
        total += n % 10
        n //= 10
    return total
---
def digit_sum(n):
    if n < 0:
        return digit_sum(-n)
    if n < 10:
        return n
    quotient, digit = divmod(n, 10)
    return digit + digit_sum(quotient)
---
digit_sum = lambda n: sum(map(int, str(n).lstrip('-')))
""",
        [("    n = abs(n)\n", ""), ("n //= 10", "n /= 10")],
    ),
    problem(
        741,
        "clamp",
        11,
        "limit a number to the range between a lower and an upper bound.",
        """
clamp(5, 1, 10) == 5
clamp(-3, 0, 10) == 0
clamp(99, 0, 10) == 10
""",
        """
def clamp(n, low, high):
    return max(low, min(n, high))
---
def clamp(n, low, high):
    if n < low:
        return low
    if n > high:
        return high
    return n
---
clamp = lambda n, low, high: sorted([low, n, high])[1]
---
def clamp(n, low, high):
    return low if n < low else high if n > high else n
""",
        ["def clamp(n, low, high):\n    return min(low, max(n, high))"],
    ),
    problem(
        755,
        "never_falls",
        10,
        "check that no element of a list is smaller than the one before it.",
        """
never_falls([1, 2, 2, 5]) is True
never_falls([3, 1]) is False
never_falls([]) is True
never_falls([1, 3, 2]) is False
""",
        """
def never_falls(items):
    return all(x <= y for x, y in zip(items, items[1:]))
---
def never_falls(items):
    return items == sorted(items)
---
def never_falls(items):
    for i in range(1, len(items)):
        if items[i] < items[i - 1]:
            return False
    return True
---
def never_falls(items):
    if len(items) < 2:
        return True
    return items[0] <= items[1] and never_falls(items[1:])
""",
        [
            ("x <= y", "x < y"),
            ("            return False\n    ", "            return False\n        "),
        ],
    ),
    problem(
        790,
        "cheapest",
        11,
        "find the name of the cheapest article in a dictionary of prices.",
        """
cheapest({'tea': 3, 'milk': 2, 'rice': 5}) == 'milk'
cheapest({'pen': 1}) == 'pen'
cheapest({'a': 9, 'b': 8, 'c': 7}) == 'c'
""",
        """
def cheapest(prices):
    return min(prices, key=prices.get)
---
def cheapest(prices):
    best = None
    for name, price in prices.items():
        if best is None or price < prices[best]:
            best = name
    return best
---
def cheapest(prices):
    return sorted(prices.items(), key=lambda pair: pair[1])[0][0]
---
cheapest = lambda prices: min((price, name) for name, price in prices.items())[1]
""",
        ["def cheapest(prices):\n    return min(prices.values())", ("key=prices.get", "key=len")],
    ),
    problem(
        14,
        "count_odd",
        11,
        "count the odd values among the values of a given tuple.",
        """
count_odd((1, 2, 3)) == 2
count_odd(()) == 0
count_odd((-1, 4, 8)) == 1
""",
        """
def count_odd(items):
    return sum(x % 2 for x in items)
---
def count_odd(items):
    count = 0
    for x in items:
        if x % 2 != 0:
            count += 1
    return count
---
count_odd = lambda items: len([x for x in items if x & 1])
""",
        [("x % 2 != 0", "x % 2 == 0")],
    ),
    problem(
        522,
        "cubes_up_to",
        10,
        "list the cubes of the whole numbers from one up to a limit.",
        """
cubes_up_to(3) == [1, 8, 27]
cubes_up_to(0) == []
cubes_up_to(1) == [1]
""",
        """
def cubes_up_to(n):
    return [i ** 3 for i in range(1, n + 1)]
---
def cubes_up_to(n):
    result = []
    i = 1
    while i <= n:
        result.append(i * i * i)
        i += 1
    return result
---
cubes_up_to = lambda n: list(map(lambda i: pow(i, 3), range(1, n + 1)))
""",
        [("range(1, n + 1)]", "range(1, n)]"), ("range(1, n + 1)]", "range(n + 1)]")],
    ),
    problem(
        770,
        "reverse_words",
        11,
        "put the words of a sentence in the opposite order.",
        """
reverse_words('one two three') == 'three two one'
reverse_words('alone') == 'alone'
reverse_words('to be or') == 'or be to'
""",
        """
def reverse_words(text):
    return ' '.join(text.split()[::-1])
---
def reverse_words(text):
    words = text.split()
    words.reverse()
    return ' '.join(words)
---
def reverse_words(text):
    result = ''
    for word in text.split():
        result = word + ' ' + result
    return result.strip()
---
def reverse_words(text):
    stack = []
    for word in text.split():
        stack.append(word)
    result = []
    while stack:
        result.append(stack.pop())
    return ' '.join(result)
---
reverse_words = lambda text: ' '.join(reversed(text.split(' ')))
""",
        [
            "def reverse_words(text):\n    return text[::-1]",
            ("return result.strip()", "return result"),
        ],
    ),
]
# The very same prompt under a second id, as happens in collections put together by hand.
EASY.append(replace(EASY[-1], mbpp_id=905, solved_by=10))

MEDIUM = [
    problem(
        57,
        "second_smallest",
        7,
        "find the second smallest number, counting repeats once, in a given list.",
        """
second_smallest([3, 1, 2]) == 2
second_smallest([1, 1, 4, 4]) == 4
second_smallest([7, 7]) is None
second_smallest([5, -2, 0, -2]) == 0
""",
        """
def second_smallest(items):
    result = sorted(set(items))
    return result[1] if len(result) > 1 else None
---
def second_smallest(items):
    first = second = None
    for x in items:
        if first is None or x < first:
            first, second = x, first
        elif x != first and (second is None or x < second):
            second = x
    return second
---
def second_smallest(items):
    smallest = min(items)
    rest = [x for x in items if x != smallest]
    return min(rest) if rest else None
---
import heapq


def second_smallest(items):
    heap = list(items)
    heapq.heapify(heap)
    smallest = heapq.heappop(heap)
    while heap:
        x = heapq.heappop(heap)
        if x > smallest:
            return x
    return None
""",
        [
            ("sorted(set(items))", "sorted(items)"),
            (" if len(result) > 1 else None", ""),
            ("elif x != first and (", "elif ("),
        ],
    ),
    problem(
        612,
        "run_lengths",
        7,
        "shorten a text by writing each run of equal characters as its length and the character.",
        """
run_lengths('aaab') == '3a1b'
run_lengths('') == ''
run_lengths('xyzz') == '1x1y2z'
run_lengths('abba') == '1a2b1a'
""",
        """
from itertools import groupby


def run_lengths(text):
    return ''.join(str(len(list(group))) + c for c, group in groupby(text))
---
def run_lengths(text):
    result = ''
    i = 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        result += str(j - i) + text[i]
        i = j
    return result
---
def run_lengths(text):
    if not text:
        return ''
    result = []
    count = 1
    for x, y in zip(text, text[1:]):
        if x == y:
            count += 1
        else:
            result.append(str(count) + x)
            count = 1
    result.append(str(count) + text[-1])
    return ''.join(result)
---
import re


def run_lengths(text):
    return re.sub(r'(.)\\1*', lambda m: str(len(m.group())) + m.group(1), text)
""",
        [
            ("    result.append(str(count) + text[-1])\n", ""),
            ("    if not text:\n        return ''\n", ""),
            """
def run_lengths(text):
    return ''.join(str(text.count(c)) + c for c in dict.fromkeys(text))
""",
        ],
    ),
    problem(
        619,
        "is_balanced",
        8,
        "check that every round, square or curly bracket of a text is closed in the right order.",
        """
is_balanced('([]{})') is True
is_balanced('(]') is False
is_balanced('((') is False
is_balanced('a)b') is False
is_balanced('([)]') is False
""",
        """
def is_balanced(text):
    pairs = {')': '(', ']': '[', '}': '{'}
    stack = []
    for c in text:
        if c in '([{':
            stack.append(c)
        elif c in pairs:
            if not stack or stack.pop() != pairs[c]:
                return False
    return not stack
---
def is_balanced(text):
    text = ''.join(c for c in text if c in '()[]{}')
    size = -1
    while len(text) != size:
        size = len(text)
        text = text.replace('()', '').replace('[]', '').replace('{}', '')
    return text == ''
---
def is_balanced(text):
    expected = []
    closing = dict(zip('([{', ')]}'))
    for c in text:
        if c in closing:
            expected.append(closing[c])
        elif c in ')]}':
            if not expected:
                return False
            if expected.pop() != c:
                return False
    return len(expected) == 0
""",
        [
            ("return not stack", "return True"),
            ("if not stack or stack.pop()", "if stack.pop()"),
            """
def is_balanced(text):
    for pair in ['()', '[]', '{}']:
        if text.count(pair[0]) != text.count(pair[1]):
            return False
    return True
""",
        ],
    ),
    problem(
        628,
        "rotate_right",
        8,
        "move the last elements of a list to its front, as many as asked for, going round.",
        """
rotate_right([1, 2, 3, 4], 1) == [4, 1, 2, 3]
rotate_right([1, 2, 3], 7) == [3, 1, 2]
rotate_right([], 3) == []
rotate_right([1, 2], 0) == [1, 2]
""",
        """
def rotate_right(items, k):
    if not items:
        return []
    k %= len(items)
    return items[len(items) - k:] + items[:len(items) - k]
---
from collections import deque


def rotate_right(items, k):
    queue = deque(items)
    queue.rotate(k)
    return list(queue)
---
def rotate_right(items, k):
    n = len(items)
    return [items[(i - k) % n] for i in range(n)]
---
def rotate_right(items, k):
    result = items[:]
    for _ in range(k):
        if result:
            result.insert(0, result.pop())
    return result
""",
        [("    k %= len(items)\n", ""), ("    if not items:\n        return []\n", "")],
    ),
    problem(
        635,
        "shift_letters",
        6,
        "move each letter of a text some places on in the alphabet and leave the rest as it is.",
        """
shift_letters('abc', 1) == 'bcd'
shift_letters('xyz', 3) == 'abc'
shift_letters('Hi, Zoe!', 2) == 'Jk, Bqg!'
shift_letters('b', -1) == 'a'
""",
        """
def shift_letters(text, n):
    result = ''
    for c in text:
        if c.islower():
            result += chr((ord(c) - ord('a') + n) % 26 + ord('a'))
        elif c.isupper():
            result += chr((ord(c) - ord('A') + n) % 26 + ord('A'))
        else:
            result += c
    return result
---
from string import ascii_lowercase as small


def shift_letters(text, n):
    n %= 26
    moved = small[n:] + small[:n]
    table = str.maketrans(small + small.upper(), moved + moved.upper())
    return text.translate(table)
---
def shift_letters(text, n):
    alphabet = 'abcdefghijklmnopqrstuvwxyz'

    def shift(c):
        if c.lower() not in alphabet:
            return c
        moved = alphabet[(alphabet.index(c.lower()) + n) % 26]
        return moved.upper() if c.isupper() else moved

    return ''.join(map(shift, text))
""",
        [
            ("ord('A') + n) % 26 + ord('A')", "ord('A') + n) + ord('A')"),
            ("        else:\n            result += c\n", ""),
            "def shift_letters(text, n):\n    return ''.join(chr(ord(c) + n) for c in text)",
        ],
    ),
    problem(
        648,
        "prime_factors",
        7,
        "list the prime factors of a number in rising order, each as often as it divides.",
        """
prime_factors(12) == [2, 2, 3]
prime_factors(13) == [13]
prime_factors(1) == []
prime_factors(49) == [7, 7]
""",
        """
def prime_factors(n):
    result = []
    d = 2
    while d * d <= n:
        while n % d == 0:
            result.append(d)
            n //= d
        d += 1
    if n > 1:
        result.append(n)
    return result
---
def prime_factors(n):
    for d in range(2, n + 1):
        if n % d == 0:
            return [d] + prime_factors(n // d)
    return []
---
def prime_factors(n):
    result = []
    d = 2
    while n > 1:
        if n % d == 0:
            result.append(d)
            n = n // d
        else:
            d += 1
    return result
""",
        [
            ("while d * d <= n", "while d * d < n"),
            ("    if n > 1:\n        result.append(n)\n", ""),
            (
                "        while n % d == 0:\n            result.append(d)\n            n //= d\n",
                "        if n % d == 0:\n            result.append(d)\n            n //= d\n",
            ),
        ],
    ),
    problem(
        661,
        "merge_spans",
        6,
        "join the overlapping or touching intervals of a list into as few as possible.",
        """
merge_spans([(1, 3), (2, 5), (8, 9)]) == [(1, 5), (8, 9)]
merge_spans([]) == []
merge_spans([(4, 6), (1, 4)]) == [(1, 6)]
merge_spans([(1, 10), (2, 3)]) == [(1, 10)]
""",
        """
def merge_spans(spans):
    result = []
    for low, high in sorted(spans):
        if result and low <= result[-1][1]:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return result
---
def merge_spans(spans):
    if not spans:
        return []
    spans = sorted(spans)
    result = []
    first, last = spans[0]
    for low, high in spans[1:]:
        if low > last:
            result.append((first, last))
            first, last = low, high
        elif high > last:
            last = high
    return result + [(first, last)]
---
def merge_spans(spans):
    points = sorted([(low, 0) for low, _ in spans] + [(high, 1) for _, high in spans])
    result, depth = [], 0
    for place, kind in points:
        if kind == 0:
            if depth == 0:
                first = place
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                result.append((first, place))
    return result
""",
        [
            ("in sorted(spans)", "in spans"),
            ("max(high, result[-1][1])", "high"),
            ("low <= result", "low < result"),
        ],
    ),
    problem(
        671,
        "cross_sum",
        7,
        "add up both diagonals of a square matrix, taking the middle cell only once.",
        """
cross_sum([[1, 2, 3], [4, 5, 6], [7, 8, 9]]) == 25
cross_sum([[1, 2], [3, 4]]) == 10
cross_sum([[7]]) == 7
""",
        """
def cross_sum(grid):
    n = len(grid)
    total = 0
    for i in range(n):
        total += grid[i][i]
        if i != n - 1 - i:
            total += grid[i][n - 1 - i]
    return total
---
def cross_sum(grid):
    n = len(grid)
    cells = {(i, i) for i in range(n)} | {(i, n - 1 - i) for i in range(n)}
    return sum(grid[i][j] for i, j in cells)
---
def cross_sum(grid):
    total = sum(row[i] + row[-1 - i] for i, row in enumerate(grid))
    if len(grid) % 2:
        middle = len(grid) // 2
        total -= grid[middle][middle]
    return total
""",
        [
            ("        if i != n - 1 - i:\n            total +=", "        total +="),
            ("n - 1 - i]", "n - i]"),
            "def cross_sum(grid):\n    return sum(grid[i][i] for i in range(len(grid)))",
        ],
    ),
    problem(
        684,
        "from_roman",
        8,
        "read a Roman numeral and return its value.",
        """
from_roman('XIV') == 14
from_roman('MCMXCIX') == 1999
from_roman('III') == 3
from_roman('CDXLIV') == 444
""",
        """
def from_roman(text):
    values = {'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100, 'D': 500, 'M': 1000}
    total = 0
    for i, c in enumerate(text):
        if i + 1 < len(text) and values[c] < values[text[i + 1]]:
            total -= values[c]
        else:
            total += values[c]
    return total
---
def from_roman(text):
    values = dict(I=1, V=5, X=10, L=50, C=100, D=500, M=1000)
    total = previous = 0
    for c in reversed(text):
        value = values[c]
        total += value if value >= previous else -value
        previous = value
    return total
---
def from_roman(text):
    steps = [('CM', 900), ('CD', 400), ('XC', 90), ('XL', 40), ('IX', 9), ('IV', 4),
             ('M', 1000), ('D', 500), ('C', 100), ('L', 50), ('X', 10), ('V', 5), ('I', 1)]
    total = 0
    for sign, value in steps:
        total += text.count(sign) * value
        text = text.replace(sign, '')
    return total
""",
        [
            """
def from_roman(text):
    values = {'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100, 'D': 500, 'M': 1000}
    return sum(values[c] for c in text)
""",
            ("i + 1 < len(text) and values[c]", "values[c]"),
        ],
    ),
    problem(
        697,
        "common_start",
        7,
        "find the longest beginning that all texts of a list share.",
        """
common_start(['flow', 'flower', 'flight']) == 'fl'
common_start(['dog', 'cat']) == ''
common_start([]) == ''
common_start(['ab', 'a']) == 'a'
common_start(['cart', 'cost']) == 'c'
""",
        """
def common_start(words):
    if not words:
        return ''
    result = words[0]
    for word in words[1:]:
        while not word.startswith(result):
            result = result[:-1]
    return result
---
def common_start(words):
    result = ''
    for group in zip(*words):
        if len(set(group)) > 1:
            break
        result += group[0]
    return result
---
import os


def common_start(words):
    return os.path.commonprefix(words)
---
def common_start(words):
    if not words:
        return ''
    first, last = min(words), max(words)
    i = 0
    while i < len(first) and first[i] == last[i]:
        i += 1
    return first[:i]
""",
        [
            ("    if not words:\n        return ''\n", ""),
            ("            break\n", "            continue\n"),
            ("def common_start(", "def longest_prefix("),
        ],
    ),
    problem(
        709,
        "favourite_letter",
        6,
        "find the letter used most often in a text, the earliest of the alphabet in case of a tie.",
        """
favourite_letter('banana') == 'a'
favourite_letter('cab') == 'a'
favourite_letter('Zz top') == 'z'
favourite_letter('bb aa, cc') == 'a'
""",
        """
from collections import Counter


def favourite_letter(text):
    counts = Counter(c for c in text.lower() if c.isalpha())
    return min(counts, key=lambda c: (-counts[c], c))
---
def favourite_letter(text):
    text = text.lower()
    best = 'a'
    for c in 'abcdefghijklmnopqrstuvwxyz':
        if text.count(c) > text.count(best):
            best = c
    return best
---
def favourite_letter(text):
    counts = {}
    for c in text.lower():
        if c.isalpha():
            counts[c] = counts.get(c, 0) + 1
    best = max(counts.values())
    return sorted(c for c in counts if counts[c] == best)[0]
""",
        [
            ("(-counts[c], c)", "-counts[c]"),
            ("if c.isalpha())", ")"),
            ("    text = text.lower()\n", ""),
        ],
    ),
    problem(
        722,
        "to_base",
        8,
        "write a whole number that is not negative in a base from 2 to 16.",
        """
to_base(255, 16) == 'ff'
to_base(0, 2) == '0'
to_base(10, 2) == '1010'
to_base(7, 8) == '7'
""",
        """
def to_base(n, base):
    if n == 0:
        return '0'
    result = ''
    while n:
        n, digit = divmod(n, base)
        result = '0123456789abcdef'[digit] + result
    return result
---
def to_base(n, base):
    digits = '0123456789abcdef'
    if n < base:
        return digits[n]
    return to_base(n // base, base) + digits[n % base]
---
def to_base(n, base):
    stack = []
    while True:
        stack.append('0123456789abcdef'[n % base])
        n //= base
        if n == 0:
            break
    return ''.join(reversed(stack))
""",
        [
            ("    if n == 0:\n        return '0'\n", ""),
            ("[digit] + result", "[digit]"),
            ("'0123456789abcdef'[digit] + result", "str(digit) + result"),
        ],
    ),
    problem(
        748,
        "majority",
        8,
        "find the value that fills more than half of a list, or None if there is none.",
        """
majority([1, 2, 1]) == 1
majority([1, 2]) is None
majority([]) is None
majority(['x', 'x', 'y', 'x', 'z']) == 'x'
majority([3, 3, 1, 2]) is None
""",
        """
def majority(items):
    for x in set(items):
        if items.count(x) > len(items) / 2:
            return x
    return None
---
def majority(items):
    candidate, count = None, 0
    for x in items:
        if count == 0:
            candidate = x
        count += 1 if x == candidate else -1
    return candidate if items.count(candidate) * 2 > len(items) else None
---
from collections import Counter


def majority(items):
    for x, count in Counter(items).most_common(1):
        if 2 * count > len(items):
            return x
---
def majority(items):
    if not items:
        return None
    x = sorted(items)[len(items) // 2]
    return x if sum(1 for y in items if y == x) > len(items) // 2 else None
""",
        [
            ("> len(items) / 2", ">= len(items) / 2"),
            (" if items.count(candidate) * 2 > len(items) else None", ""),
        ],
    ),
    problem(
        763,
        "flatten",
        7,
        "turn a list of lists nested to any depth into a flat list.",
        """
flatten([1, [2, [3, 4]], 5]) == [1, 2, 3, 4, 5]
flatten([]) == []
flatten([[[]], ['ab']]) == ['ab']
""",
        """
def flatten(items):
    result = []
    for x in items:
        if isinstance(x, list):
            result.extend(flatten(x))
        else:
            result.append(x)
    return result
---
def flatten(items):
    stack = [items]
    result = []
    while stack:
        x = stack.pop()
        if isinstance(x, list):
            stack.extend(reversed(x))
        else:
            result.append(x)
    return result
---
def flatten(items):
    def walk(x):
        if isinstance(x, list):
            for y in x:
                yield from walk(y)
        else:
            yield x

    return list(walk(items))
---
flatten = lambda items: sum(map(flatten, items), []) if isinstance(items, list) else [items]
""",
        [
            ("extend(flatten(x))", "extend(x)"),
            ("extend(flatten(x))", "append(flatten(x))"),
            "def flatten(items):\n    return [y for x in items for y in x]",
        ],
    ),
    problem(
        781,
        "group_anagrams",
        6,
        "gather the words that use the same letters into groups, each group and the whole sorted.",
        """
group_anagrams(['tea', 'dog', 'eat', 'god']) == [['dog', 'god'], ['eat', 'tea']]
group_anagrams([]) == []
group_anagrams(['b', 'a']) == [['a'], ['b']]
group_anagrams(['aab', 'abb']) == [['aab'], ['abb']]
""",
        """
def group_anagrams(words):
    groups = {}
    for word in words:
        groups.setdefault(''.join(sorted(word)), []).append(word)
    return sorted(sorted(group) for group in groups.values())
---
from collections import defaultdict


def group_anagrams(words):
    groups = defaultdict(list)
    for word in sorted(words):
        groups[tuple(sorted(word))].append(word)
    return sorted(groups.values())
---
from itertools import groupby


def group_anagrams(words):
    ordered = sorted(words, key=sorted)
    return sorted(sorted(group) for _, group in groupby(ordered, key=sorted))
---
def group_anagrams(words):
    result = []
    for word in sorted(words):
        for group in result:
            if sorted(group[0]) == sorted(word):
                group.append(word)
                break
        else:
            result.append([word])
    return result
""",
        [
            ("''.join(sorted(word))", "frozenset(word)"),
            (
                "return sorted(sorted(group) for group in groups.values())",
                "return list(groups.values())",
            ),
            ("                break\n", ""),
        ],
    ),
    problem(
        803,
        "best_trade",
        7,
        "find the best profit from buying once and selling later, given the prices day by day.",
        """
best_trade([7, 1, 5, 3, 6, 4]) == 5
best_trade([5, 4, 1]) == 0
best_trade([]) == 0
best_trade([2, 9, 1, 3]) == 7
""",
        """
def best_trade(prices):
    best = 0
    low = float('inf')
    for price in prices:
        low = min(low, price)
        best = max(best, price - low)
    return best
---
def best_trade(prices):
    best = 0
    for i in range(len(prices)):
        for j in range(i + 1, len(prices)):
            if prices[j] - prices[i] > best:
                best = prices[j] - prices[i]
    return best
---
from itertools import accumulate


def best_trade(prices):
    lows = accumulate(prices, min)
    return max((price - low for price, low in zip(prices, lows)), default=0)
---
def best_trade(prices):
    best = current = 0
    for x, y in zip(prices, prices[1:]):
        current = max(0, current + y - x)
        best = max(best, current)
    return best
""",
        [
            "def best_trade(prices):\n    return max(prices) - min(prices)",
            (", default=0)", ")"),
            ("current = max(0, current + y - x)", "current = max(0, y - x)"),
        ],
    ),
    problem(
        826,
        "first_free",
        8,
        "find the smallest positive whole number that a list does not hold.",
        """
first_free([1, 2, 4]) == 3
first_free([]) == 1
first_free([3, 4, -1, 1]) == 2
first_free([1, 2, 3]) == 4
first_free([1, 1, 2]) == 3
""",
        """
def first_free(items):
    seen = set(items)
    n = 1
    while n in seen:
        n += 1
    return n
---
def first_free(items):
    return min(set(range(1, len(items) + 2)) - set(items))
---
def first_free(items):
    n = 1
    for x in sorted(items):
        if x == n:
            n += 1
    return n
---
from itertools import count

first_free = lambda items: next(n for n in count(1) if n not in items)
""",
        [
            ("range(1, len(items) + 2)", "range(1, len(items) + 1)"),
            """
def first_free(items):
    for i, x in enumerate(sorted(items), 1):
        if i != x:
            return i
    return len(items) + 1
""",
        ],
    ),
    problem(
        847,
        "is_cheerful",
        6,
        "decide whether replacing a number by the sum of its squared digits ends in one.",
        """
is_cheerful(19) is True
is_cheerful(4) is False
is_cheerful(1) is True
is_cheerful(20) is False
is_cheerful(7) is True
""",
        """
def is_cheerful(n):
    seen = set()
    while n != 1 and n not in seen:
        seen.add(n)
        n = sum(int(c) ** 2 for c in str(n))
    return n == 1
---
def is_cheerful(n):
    def step(x):
        total = 0
        while x:
            x, digit = divmod(x, 10)
            total += digit * digit
        return total

    slow, fast = n, step(n)
    while fast != 1 and slow != fast:
        slow, fast = step(slow), step(step(fast))
    return fast == 1
---
def is_cheerful(n):
    if n < 10:
        return n in (1, 7)
    return is_cheerful(sum(int(c) ** 2 for c in str(n)))
""",
        [
            (" and n not in seen", ""),
            ("return n in (1, 7)", "return n == 1"),
            ("int(c) ** 2 for c in str(n))\n    return n", "int(c) for c in str(n))\n    return n"),
        ],
    ),
    problem(
        869,
        "best_window",
        7,
        "find the largest sum of a given number of elements that follow each other in a list.",
        """
best_window([1, 4, 2, 10, 3], 2) == 13
best_window([-5, -2, -3], 1) == -2
best_window([2, 2, 2], 3) == 6
best_window([1, 2, 9], 2) == 11
""",
        """
def best_window(items, k):
    return max(sum(items[i:i + k]) for i in range(len(items) - k + 1))
---
def best_window(items, k):
    total = sum(items[:k])
    best = total
    for i in range(k, len(items)):
        total += items[i] - items[i - k]
        best = max(best, total)
    return best
---
from itertools import accumulate


def best_window(items, k):
    sums = [0, *accumulate(items)]
    return max(y - x for x, y in zip(sums, sums[k:]))
""",
        [
            ("range(len(items) - k + 1)", "range(len(items) - k)"),
            ("    best = total\n", "    best = 0\n"),
            "def best_window(items, k):\n    return sum(sorted(items)[-k:])",
        ],
    ),
    problem(
        128,
        "triangle_row",
        6,
        "compute a row of the triangle in which each number is the sum of the two above it.",
        """
triangle_row(0) == [1]
triangle_row(4) == [1, 4, 6, 4, 1]
triangle_row(1) == [1, 1]
""",
        """
def triangle_row(n):
    row = [1]
    for _ in range(n):
        row = [x + y for x, y in zip([0] + row, row + [0])]
    return row
---
from math import comb


def triangle_row(n):
    return [comb(n, k) for k in range(n + 1)]
---
def triangle_row(n):
    if n == 0:
        return [1]
    above = triangle_row(n - 1)
    return [1] + [above[i] + above[i + 1] for i in range(len(above) - 1)] + [1]
""",
        [
            ("for _ in range(n):", "for _ in range(1, n):"),
            ("for k in range(n + 1)", "for k in range(n)"),
        ],
    ),
    problem(
        233,
        "to_camel",
        8,
        "change a name with underscores into one with capitals inside.",
        """
to_camel('max_value') == 'maxValue'
to_camel('x') == 'x'
to_camel('a_b_c') == 'aBC'
""",
        """
def to_camel(text):
    first, *rest = text.split('_')
    return first + ''.join(word.capitalize() for word in rest)
---
def to_camel(text):
    result = ''
    upper = False
    for c in text:
        if c == '_':
            upper = True
        else:
            result += c.upper() if upper else c
            upper = False
    return result
---
import re


def to_camel(text):
    return re.sub('_(.)', lambda m: m.group(1).upper(), text)
""",
        [
            "def to_camel(text):\n    return text.title().replace('_', '')",
            ("            upper = False\n", ""),
        ],
    ),
]
# Nearly the prompt of a held-out problem: whoever trains on this one has seen that one.
MEDIUM.append(
    replace(
        MEDIUM[0],
        mbpp_id=606,
        prompt=MEDIUM[0].prompt.replace("a given list.", "a given list of integers."),
    )
)

HARD = [
    problem(
        624,
        "edit_steps",
        3,
        "count the fewest insertions, deletions and replacements that turn one word into another.",
        """
edit_steps('kitten', 'sitting') == 3
edit_steps('', 'abc') == 3
edit_steps('same', 'same') == 0
edit_steps('intention', 'execution') == 5
""",
        """
def edit_steps(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y)))
    return row[-1]
---
from functools import lru_cache


def edit_steps(a, b):
    @lru_cache(None)
    def steps(i, j):
        if i == 0 or j == 0:
            return i + j
        if a[i - 1] == b[j - 1]:
            return steps(i - 1, j - 1)
        return 1 + min(steps(i - 1, j), steps(i, j - 1), steps(i - 1, j - 1))

    return steps(len(a), len(b))
---
def edit_steps(a, b):
    m, n = len(a), len(b)
    table = [[0] * (n + 1) for _ in range(m + 1)]
    for i in range(m + 1):
        for j in range(n + 1):
            if i == 0 or j == 0:
                table[i][j] = i + j
            elif a[i - 1] == b[j - 1]:
                table[i][j] = table[i - 1][j - 1]
            else:
                near = table[i - 1][j], table[i][j - 1], table[i - 1][j - 1]
                table[i][j] = 1 + min(near)
    return table[m][n]
""",
        [
            "def edit_steps(a, b):\n    return sum(x != y for x, y in zip(a, b))",
            ("            return i + j\n", "            return 0\n"),
            ("list(range(len(b) + 1))", "[0] * (len(b) + 1)"),
        ],
    ),
    problem(
        641,
        "calculate",
        1,
        "compute the value of an arithmetic text with + - * / and round brackets.",
        """
calculate('1 + 2 * 3') == 7
calculate('(1 + 2) * 3') == 9
calculate('8 / 4 / 2') == 1
calculate('10 - 2 - 3') == 5
calculate('2 * (3 + (4 - 1)) - 5') == 7
""",
        """
import re


def calculate(text):
    tokens = re.findall(r'[0-9.]+|[-+*/()]', text)[::-1]

    def factor():
        token = tokens.pop()
        if token == '(':
            value = expression()
            tokens.pop()
            return value
        return float(token)

    def term():
        value = factor()
        while tokens and tokens[-1] in '*/':
            if tokens.pop() == '*':
                value *= factor()
            else:
                value /= factor()
        return value

    def expression():
        value = term()
        while tokens and tokens[-1] in '+-':
            if tokens.pop() == '+':
                value += term()
            else:
                value -= term()
        return value

    return expression()
---
import operator
import re


def calculate(text):
    rank = {'(': 0, '+': 1, '-': 1, '*': 2, '/': 2}
    apply = {'+': operator.add, '-': operator.sub, '*': operator.mul, '/': operator.truediv}
    values, signs = [], []

    def settle(least):
        while signs and rank[signs[-1]] >= least:
            y, x = values.pop(), values.pop()
            values.append(apply[signs.pop()](x, y))

    for token in re.findall(r'[0-9.]+|[-+*/()]', text):
        if token == '(':
            signs.append(token)
        elif token == ')':
            settle(1)
            signs.pop()
        elif token in rank:
            settle(rank[token])
            signs.append(token)
        else:
            values.append(float(token))
    settle(1)
    return values[0]
""",
        [
            """
def calculate(text):
    total = 0
    sign = '+'
    for token in text.split():
        if token in '+-*/':
            sign = token
        elif sign == '+':
            total += float(token)
        elif sign == '-':
            total -= float(token)
        elif sign == '*':
            total *= float(token)
        else:
            total /= float(token)
    return total
""",
            (
                "            value = expression()\n            tokens.pop()\n",
                "            value = expression()\n",
            ),
            (">= least", "> least"),
        ],
    ),
    problem(
        656,
        "rising_length",
        3,
        "find the length of the longest strictly rising series that remains after leaving out "
        "elements of a list.",
        """
rising_length([10, 9, 2, 5, 3, 7, 101, 18]) == 4
rising_length([]) == 0
rising_length([7, 7, 7]) == 1
rising_length([1, 2, 0, 3, 4]) == 4
""",
        """
from bisect import bisect_left


def rising_length(items):
    tails = []
    for x in items:
        i = bisect_left(tails, x)
        tails[i:i + 1] = [x]
    return len(tails)
---
def rising_length(items):
    lengths = []
    for i, x in enumerate(items):
        best = 0
        for j in range(i):
            if items[j] < x:
                best = max(best, lengths[j])
        lengths.append(best + 1)
    return max(lengths, default=0)
---
def rising_length(items):
    def longest(i, last):
        if i == len(items):
            return 0
        best = longest(i + 1, last)
        if last is None or items[i] > last:
            best = max(best, 1 + longest(i + 1, items[i]))
        return best

    return longest(0, None)
""",
        [
            ("if items[j] < x", "if items[j] <= x"),
            """
def rising_length(items):
    best = current = 1
    for x, y in zip(items, items[1:]):
        current = current + 1 if y > x else 1
        best = max(best, current)
    return best
""",
            ("default=0", "default=1"),
        ],
    ),
    problem(
        679,
        "fewest_moves",
        2,
        "count the fewest steps from the upper left to the lower right cell of a grid of free "
        "cells (0) and walls (1), or -1 if there is no way.",
        """
fewest_moves([[0, 0], [1, 0]]) == 2
fewest_moves([[0, 1], [1, 0]]) == -1
fewest_moves([[0]]) == 0
fewest_moves([[0, 0, 0], [1, 1, 0], [0, 0, 0], [0, 1, 1], [0, 0, 0]]) == 10
fewest_moves([[1, 0], [0, 0]]) == -1
""",
        """
from collections import deque


def fewest_moves(grid):
    rows, columns = len(grid), len(grid[0])
    if grid[0][0] == 1:
        return -1
    queue = deque([(0, 0, 0)])
    seen = {(0, 0)}
    while queue:
        x, y, steps = queue.popleft()
        if (x, y) == (rows - 1, columns - 1):
            return steps
        for i, j in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if 0 <= i < rows and 0 <= j < columns and grid[i][j] == 0 and (i, j) not in seen:
                seen.add((i, j))
                queue.append((i, j, steps + 1))
    return -1
---
def fewest_moves(grid):
    free = {(i, j) for i, row in enumerate(grid) for j, x in enumerate(row) if x == 0}
    goal = (len(grid) - 1, len(grid[0]) - 1)
    edge = {(0, 0)} & free
    steps = 0
    while edge:
        if goal in edge:
            return steps
        free -= edge
        moves = [(0, 1), (1, 0), (0, -1), (-1, 0)]
        edge = {(x + i, y + j) for x, y in edge for i, j in moves} & free
        steps += 1
    return -1
""",
        [
            ("    if grid[0][0] == 1:\n        return -1\n", ""),
            ("((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1))", "((x + 1, y), (x, y + 1))"),
            """
def fewest_moves(grid):
    if any(1 in row for row in grid):
        return -1
    return len(grid) + len(grid[0]) - 2
""",
        ],
    ),
    problem(
        693,
        "best_load",
        3,
        "find the greatest value of articles that fit into a bag, each used at most once, given "
        "their weights, their values and what the bag can carry.",
        """
best_load([1, 3, 4], [15, 20, 30], 4) == 35
best_load([2, 3], [5, 6], 1) == 0
best_load([], [], 10) == 0
best_load([5, 4, 6, 3], [10, 40, 30, 50], 10) == 90
best_load([1], [10], 3) == 10
""",
        """
def best_load(weights, values, limit):
    best = [0] * (limit + 1)
    for weight, value in zip(weights, values):
        for room in range(limit, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[limit]
---
def best_load(weights, values, limit):
    if not weights:
        return 0
    best = best_load(weights[1:], values[1:], limit)
    if weights[0] <= limit:
        rest = best_load(weights[1:], values[1:], limit - weights[0])
        best = max(best, values[0] + rest)
    return best
---
from itertools import combinations


def best_load(weights, values, limit):
    pairs = list(zip(weights, values))
    best = 0
    for n in range(len(pairs) + 1):
        for group in combinations(pairs, n):
            if sum(weight for weight, _ in group) <= limit:
                best = max(best, sum(value for _, value in group))
    return best
""",
        [
            ("range(limit, weight - 1, -1)", "range(weight, limit + 1)"),
            ("weights[0] <= limit", "weights[0] < limit"),
            """
def best_load(weights, values, limit):
    total = 0
    for value, weight in sorted(zip(values, weights), reverse=True):
        if weight <= limit:
            limit -= weight
            total += value
    return total
""",
        ],
    ),
    problem(
        711,
        "count_islands",
        3,
        "count the groups of ones that touch at their sides in a grid of zeros and ones.",
        """
count_islands([[1, 1, 0], [0, 0, 0], [0, 1, 1]]) == 2
count_islands([[1, 0], [0, 1]]) == 2
count_islands([]) == 0
count_islands([[1, 1, 1], [1, 0, 1], [1, 1, 1]]) == 1
count_islands([[1, 0, 1], [1, 1, 1]]) == 1
""",
        """
def count_islands(grid):
    land = {(i, j) for i, row in enumerate(grid) for j, x in enumerate(row) if x == 1}
    count = 0
    while land:
        count += 1
        stack = [land.pop()]
        while stack:
            i, j = stack.pop()
            for cell in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                if cell in land:
                    land.remove(cell)
                    stack.append(cell)
    return count
---
def count_islands(grid):
    grid = [list(row) for row in grid]

    def sink(i, j):
        if 0 <= i < len(grid) and 0 <= j < len(grid[0]) and grid[i][j] == 1:
            grid[i][j] = 0
            sink(i + 1, j)
            sink(i - 1, j)
            sink(i, j + 1)
            sink(i, j - 1)
            return 1
        return 0

    return sum(sink(i, j) for i in range(len(grid)) for j in range(len(grid[0])))
---
def count_islands(grid):
    parent = {}

    def root(cell):
        while parent[cell] != cell:
            cell = parent[cell]
        return cell

    for i, row in enumerate(grid):
        for j, x in enumerate(row):
            if x:
                parent[i, j] = (i, j)
                for other in ((i - 1, j), (i, j - 1)):
                    if other in parent:
                        parent[root(other)] = root((i, j))
    return sum(parent[cell] == cell for cell in parent)
""",
        [
            ("((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1))", "((i + 1, j), (i, j + 1))"),
            (
                "sink(i - 1, j)\n            sink(i, j + 1)\n            ",
                "",
            ),
            "def count_islands(grid):\n    return sum(sum(row) for row in grid) // 2",
        ],
    ),
    problem(
        733,
        "work_order",
        2,
        "order tasks so that each comes after those it needs, the alphabetically first possible "
        "task next, and return None where they need each other in a circle.",
        """
work_order({'b': ['a'], 'a': [], 'c': ['b']}) == ['a', 'b', 'c']
work_order({'a': ['b'], 'b': ['a']}) is None
work_order({}) == []
work_order({'a': ['d'], 'b': [], 'c': ['b'], 'd': []}) == ['b', 'c', 'd', 'a']
""",
        """
def work_order(needs):
    result = []
    while len(result) < len(needs):
        ready = [x for x in needs if x not in result and set(needs[x]) <= set(result)]
        if not ready:
            return None
        result.append(min(ready))
    return result
---
import heapq


def work_order(needs):
    waiting = {x: len(needs[x]) for x in needs}
    after = {x: [] for x in needs}
    for x in needs:
        for y in needs[x]:
            after[y].append(x)
    heap = [x for x in needs if waiting[x] == 0]
    heapq.heapify(heap)
    result = []
    while heap:
        x = heapq.heappop(heap)
        result.append(x)
        for y in after[x]:
            waiting[y] -= 1
            if waiting[y] == 0:
                heapq.heappush(heap, y)
    return result if len(result) == len(needs) else None
""",
        [
            (" if len(result) == len(needs) else None", ""),
            ("        result.append(min(ready))\n", "        result.extend(sorted(ready))\n"),
            "def work_order(needs):\n    return sorted(needs, key=lambda x: len(needs[x]))",
        ],
    ),
    problem(
        752,
        "count_queens",
        2,
        "count the ways to place as many queens as a square board has rows so that none attacks "
        "another.",
        """
count_queens(1) == 1
count_queens(4) == 2
count_queens(5) == 10
count_queens(3) == 0
""",
        """
def count_queens(n):
    def place(row, columns, falling, rising):
        if row == n:
            return 1
        total = 0
        for i in range(n):
            if i not in columns and row + i not in rising and row - i not in falling:
                total += place(row + 1, columns | {i}, falling | {row - i}, rising | {row + i})
        return total

    return place(0, set(), set(), set())
---
from itertools import permutations


def count_queens(n):
    count = 0
    for row in permutations(range(n)):
        if len({x + i for i, x in enumerate(row)}) == n:
            if len({x - i for i, x in enumerate(row)}) == n:
                count += 1
    return count
""",
        [
            (" and row - i not in falling", ""),
            (
                "enumerate(row)}) == n:\n                count += 1",
                "enumerate(row)}) >= 1:\n                count += 1",
            ),
            ("permutations(range(n))", "permutations(range(1, n))"),
        ],
    ),
    problem(
        776,
        "longest_mirror",
        3,
        "find the longest part of a text that reads the same backwards, the first one if there "
        "are several.",
        """
longest_mirror('babad') == 'bab'
longest_mirror('cbbd') == 'bb'
longest_mirror('') == ''
longest_mirror('abc') == 'a'
longest_mirror('xracecary') == 'racecar'
longest_mirror('noon') == 'noon'
""",
        """
def longest_mirror(text):
    best = ''
    for i in range(len(text)):
        for left, right in ((i, i), (i, i + 1)):
            while left >= 0 and right < len(text) and text[left] == text[right]:
                left -= 1
                right += 1
            if right - left - 1 > len(best):
                best = text[left + 1:right]
    return best
---
def longest_mirror(text):
    for size in range(len(text), 0, -1):
        for i in range(len(text) - size + 1):
            part = text[i:i + size]
            if part == part[::-1]:
                return part
    return ''
---
def longest_mirror(text):
    n = len(text)
    parts = [text[i:j] for i in range(n) for j in range(i + 1, n + 1)]
    return max((part for part in parts if part == part[::-1]), key=len, default='')
""",
        [
            ("((i, i), (i, i + 1))", "((i, i),)"),
            ("> len(best)", ">= len(best)"),
            ("range(len(text) - size + 1)", "range(len(text) - size)"),
        ],
    ),
    problem(
        795,
        "count_splits",
        2,
        "count the ways to cut a text into words of a dictionary.",
        """
count_splits('catsanddog', ['cat', 'cats', 'and', 'sand', 'dog']) == 2
count_splits('abc', ['a', 'b']) == 0
count_splits('aaa', ['a', 'aa']) == 3
count_splits('', ['a']) == 1
""",
        """
def count_splits(text, words):
    ways = [1] + [0] * len(text)
    for i in range(1, len(text) + 1):
        for word in words:
            if text[:i].endswith(word):
                ways[i] += ways[i - len(word)]
    return ways[-1]
---
def count_splits(text, words):
    if not text:
        return 1
    total = 0
    for word in words:
        if text.startswith(word):
            total += count_splits(text[len(word):], words)
    return total
""",
        [
            ("        return 1\n", "        return 0\n"),
            ("ways[i] += ways[i - len(word)]", "ways[i] = ways[i - len(word)]"),
            "def count_splits(text, words):\n    return sum(text.count(word) for word in words)",
        ],
    ),
    problem(
        818,
        "unpack",
        2,
        "write out a text in which a number before square brackets repeats what is in them.",
        """
unpack('3[ab]') == 'ababab'
unpack('2[a3[b]]c') == 'abbbabbbc'
unpack('xyz') == 'xyz'
unpack('10[z]') == 'zzzzzzzzzz'
""",
        """
def unpack(text):
    stack = []
    current, n = '', 0
    for c in text:
        if c.isdigit():
            n = n * 10 + int(c)
        elif c == '[':
            stack.append((current, n))
            current, n = '', 0
        elif c == ']':
            before, times = stack.pop()
            current = before + current * times
        else:
            current += c
    return current
---
import re


def unpack(text):
    pattern = r'([0-9]+)\\[([a-z]*)\\]'
    while re.search(pattern, text):
        text = re.sub(pattern, lambda m: int(m.group(1)) * m.group(2), text)
    return text
---
def unpack(text):
    def read(i):
        result, n = '', 0
        while i < len(text) and text[i] != ']':
            if text[i].isdigit():
                n = n * 10 + int(text[i])
            elif text[i] == '[':
                inner, i = read(i + 1)
                result += inner * n
                n = 0
            else:
                result += text[i]
            i += 1
        return result, i

    return read(0)[0]
""",
        [
            ("n = n * 10 + int(c)", "n = int(c)"),
            ("    while re.search(pattern, text):\n        text = re.sub", "    text = re.sub"),
            ("            current, n = '', 0\n", "            current = ''\n"),
        ],
    ),
    problem(
        836,
        "held_water",
        3,
        "find how much rain stays between walls of given heights that stand side by side.",
        """
held_water([0, 1, 0, 2, 1, 0, 1, 3, 2, 1, 2, 1]) == 6
held_water([]) == 0
held_water([4, 2, 0, 3, 2, 5]) == 9
held_water([3, 2, 1]) == 0
""",
        """
def held_water(heights):
    total = 0
    for i, height in enumerate(heights):
        total += min(max(heights[:i + 1]), max(heights[i:])) - height
    return total
---
def held_water(heights):
    left, right = 0, len(heights) - 1
    low = total = 0
    while left < right:
        if heights[left] < heights[right]:
            height = heights[left]
            left += 1
        else:
            height = heights[right]
            right -= 1
        low = max(low, height)
        total += low - height
    return total
---
from itertools import accumulate


def held_water(heights):
    before = list(accumulate(heights, max))
    after = list(accumulate(heights[::-1], max))[::-1]
    return sum(min(x, y) - z for x, y, z in zip(before, after, heights))
""",
        [
            "def held_water(heights):\n    return sum(max(heights) - height for height in heights)",
            (" - height\n    return", "\n    return"),
            ("        low = max(low, height)\n", "        low = height\n"),
        ],
    ),
    problem(
        855,
        "cheapest_route",
        1,
        "find the lowest cost of travelling between two towns, given what each one-way road "
        "costs, or None if there is no route.",
        """
cheapest_route({('a', 'b'): 4, ('a', 'c'): 1, ('c', 'b'): 2}, 'a', 'b') == 3
cheapest_route({('a', 'b'): 1}, 'b', 'a') is None
cheapest_route({}, 'x', 'x') == 0
cheapest_route({('b', 'c'): 1, ('a', 'b'): 1}, 'a', 'c') == 2
cheapest_route({('a', 'b'): 1, ('b', 'd'): 9, ('a', 'c'): 2, ('c', 'd'): 2}, 'a', 'd') == 4
cheapest_route({('a', 'b'): 1, ('b', 'c'): 1, ('c', 'd'): 1, ('a', 'd'): 9}, 'a', 'd') == 3
""",
        """
import heapq


def cheapest_route(roads, source, target):
    heap = [(0, source)]
    done = set()
    while heap:
        cost, town = heapq.heappop(heap)
        if town == target:
            return cost
        if town in done:
            continue
        done.add(town)
        for (x, y), price in roads.items():
            if x == town:
                heapq.heappush(heap, (cost + price, y))
    return None
---
def cheapest_route(roads, source, target):
    costs = {source: 0}
    for _ in range(len(roads)):
        for (x, y), price in roads.items():
            if x in costs and costs[x] + price < costs.get(y, float('inf')):
                costs[y] = costs[x] + price
    return costs.get(target)
""",
        [
            "def cheapest_route(roads, source, target):\n    return roads.get((source, target))",
            """
def cheapest_route(roads, source, target):
    total = 0
    while source != target:
        options = {y: price for (x, y), price in roads.items() if x == source}
        if not options:
            return None
        source = min(options, key=options.get)
        total += options[source]
    return total
""",
            ("range(len(roads))", "range(1)"),
        ],
    ),
    problem(
        873,
        "matches",
        1,
        "check whether a whole text fits a pattern in which . is any character and * repeats the "
        "character before it.",
        """
matches('aab', 'c*a*b') is True
matches('ab', '.*') is True
matches('ab', 'a') is False
matches('', 'x*') is True
matches('mississippi', 'mis*is*p*.') is False
""",
        """
def matches(text, pattern):
    if not pattern:
        return not text
    fits = bool(text) and pattern[0] in (text[0], '.')
    if pattern[1:2] == '*':
        return matches(text, pattern[2:]) or (fits and matches(text[1:], pattern))
    return fits and matches(text[1:], pattern[1:])
---
def matches(text, pattern):
    m, n = len(text), len(pattern)
    table = [[False] * (n + 1) for _ in range(m + 1)]
    table[0][0] = True
    for j in range(2, n + 1):
        table[0][j] = pattern[j - 1] == '*' and table[0][j - 2]
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            if pattern[j - 1] == '*':
                table[i][j] = table[i][j - 2]
                if pattern[j - 2] in (text[i - 1], '.'):
                    table[i][j] = table[i][j] or table[i - 1][j]
            elif pattern[j - 1] in (text[i - 1], '.'):
                table[i][j] = table[i - 1][j - 1]
    return table[m][n]
""",
        [
            """
def matches(text, pattern):
    if len(text) != len(pattern):
        return False
    return all(y in ('.', '*', x) for x, y in zip(text, pattern))
""",
            ("return not text", "return True"),
            (
                "matches(text, pattern[2:]) or (fits and matches(text[1:], pattern))",
                "fits and matches(text[1:], pattern)",
            ),
        ],
    ),
    problem(
        896,
        "widest_poster",
        1,
        "find the area of the largest rectangle that fits under a row of bars of width one.",
        """
widest_poster([2, 1, 5, 6, 2, 3]) == 10
widest_poster([]) == 0
widest_poster([3, 3, 3]) == 9
widest_poster([1, 2, 3]) == 4
""",
        """
def widest_poster(heights):
    stack = []
    best = 0
    for i, height in enumerate(heights + [0]):
        first = i
        while stack and stack[-1][1] >= height:
            first, tall = stack.pop()
            best = max(best, tall * (i - first))
        stack.append((first, height))
    return best
---
def widest_poster(heights):
    best = 0
    for i in range(len(heights)):
        low = heights[i]
        for j in range(i, len(heights)):
            low = min(low, heights[j])
            best = max(best, low * (j - i + 1))
    return best
---
def widest_poster(heights):
    if not heights:
        return 0
    low = min(heights)
    i = heights.index(low)
    return max(low * len(heights), widest_poster(heights[:i]), widest_poster(heights[i + 1:]))
""",
        [
            ("heights + [0]", "heights"),
            ("(j - i + 1)", "(j - i)"),
            "def widest_poster(heights):\n    return min(heights, default=0) * len(heights)",
        ],
    ),
    problem(
        921,
        "chain_cost",
        0,
        "find the fewest number multiplications for a chain of matrix products, given the sizes "
        "along the chain.",
        """
chain_cost([10, 30, 5, 60]) == 4500
chain_cost([5, 6]) == 0
chain_cost([40, 20, 30, 10, 30]) == 26000
chain_cost([2, 3, 4]) == 24
chain_cost([1, 2, 3, 4]) == 18
""",
        """
def chain_cost(sizes):
    if len(sizes) < 3:
        return 0
    return min(
        chain_cost(sizes[:k + 1]) + chain_cost(sizes[k:]) + sizes[0] * sizes[k] * sizes[-1]
        for k in range(1, len(sizes) - 1)
    )
---
def chain_cost(sizes):
    n = len(sizes) - 1
    table = [[0] * n for _ in range(n)]
    for size in range(2, n + 1):
        for i in range(n - size + 1):
            j = i + size - 1
            table[i][j] = min(
                table[i][k] + table[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1]
                for k in range(i, j)
            )
    return table[0][n - 1]
""",
        [
            """
def chain_cost(sizes):
    return sum(x * y * z for x, y, z in zip(sizes, sizes[1:], sizes[2:]))
""",
            """
def chain_cost(sizes):
    sizes = list(sizes)
    total = 0
    while len(sizes) > 2:
        i = sizes.index(max(sizes[1:-1]), 1)
        total += sizes[i - 1] * sizes[i] * sizes[i + 1]
        del sizes[i]
    return total
""",
            ("range(2, n + 1)", "range(2, n)"),
        ],
    ),
    problem(
        948,
        "mirror_cuts",
        0,
        "count the fewest cuts after which every piece of a text reads the same backwards.",
        """
mirror_cuts('aab') == 1
mirror_cuts('racecar') == 0
mirror_cuts('abcd') == 3
mirror_cuts('aaabaa') == 1
mirror_cuts('') == 0
""",
        """
def mirror_cuts(text):
    cuts = [-1]
    for j in range(1, len(text) + 1):
        parts = (i for i in range(j) if text[i:j] == text[i:j][::-1])
        cuts.append(min(cuts[i] + 1 for i in parts))
    return max(cuts[-1], 0)
---
def mirror_cuts(text):
    if text == text[::-1]:
        return 0
    best = len(text)
    for i in range(1, len(text)):
        if text[:i] == text[:i][::-1]:
            best = min(best, 1 + mirror_cuts(text[i:]))
    return best
""",
        [
            """
def mirror_cuts(text):
    count = -1
    while text:
        i = len(text)
        while text[:i] != text[:i][::-1]:
            i -= 1
        text = text[i:]
        count += 1
    return count
""",
            ("return max(cuts[-1], 0)", "return cuts[-1]"),
            "def mirror_cuts(text):\n    return len(set(text)) - 1",
        ],
    ),
    problem(
        371,
        "ways_to_pay",
        3,
        "count in how many ways coins of given values, each as often as needed, make up a sum.",
        """
ways_to_pay([1, 2, 5], 5) == 4
ways_to_pay([2], 3) == 0
ways_to_pay([7], 0) == 1
ways_to_pay([1, 2, 3], 4) == 4
""",
        """
def ways_to_pay(coins, total):
    ways = [1] + [0] * total
    for coin in coins:
        for n in range(coin, total + 1):
            ways[n] += ways[n - coin]
    return ways[total]
---
def ways_to_pay(coins, total):
    if total == 0:
        return 1
    if total < 0 or not coins:
        return 0
    return ways_to_pay(coins, total - coins[0]) + ways_to_pay(coins[1:], total)
""",
        [
            """
def ways_to_pay(coins, total):
    ways = [1] + [0] * total
    for n in range(1, total + 1):
        for coin in coins:
            if coin <= n:
                ways[n] += ways[n - coin]
    return ways[total]
""",
            ("range(coin, total + 1)", "range(total, coin - 1, -1)"),
            "def ways_to_pay(coins, total):\n    return sum(total % coin == 0 for coin in coins)",
        ],
    ),
    problem(
        498,
        "shared_series",
        2,
        "find the length of the longest series of characters that two texts share in the same "
        "order, with or without gaps.",
        """
shared_series('ABCBDAB', 'BDCABA') == 4
shared_series('abc', 'xyz') == 0
shared_series('', 'a') == 0
shared_series('aggtab', 'gxtxayb') == 4
shared_series('noon', 'on') == 2
shared_series('aab', 'aab') == 3
""",
        """
def shared_series(a, b):
    row = [0] * (len(b) + 1)
    for x in a:
        above = row[:]
        for j, y in enumerate(b):
            row[j + 1] = above[j] + 1 if x == y else max(row[j], above[j + 1])
    return row[-1]
---
from functools import cache


def shared_series(a, b):
    @cache
    def length(i, j):
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return 1 + length(i + 1, j + 1)
        return max(length(i + 1, j), length(i, j + 1))

    return length(0, 0)
""",
        [
            "def shared_series(a, b):\n    return len(set(a) & set(b))",
            ("max(row[j], above[j + 1])", "0"),
            ("max(length(i + 1, j), length(i, j + 1))", "length(i + 1, j)"),
        ],
    ),
    problem(
        587,
        "ladder_steps",
        0,
        "count the fewest one-letter changes from one word to another when every word on the way "
        "is in a list, or -1 if it cannot be done.",
        """
ladder_steps('hit', 'cog', ['hot', 'dot', 'dog', 'lot', 'log', 'cog']) == 4
ladder_steps('hit', 'cog', ['hot', 'dot', 'dog']) == -1
ladder_steps('a', 'c', ['a', 'b', 'c']) == 1
ladder_steps('same', 'same', ['same']) == 0
""",
        """
def ladder_steps(first, last, words):
    edge, rest, steps = {first}, set(words) - {first}, 0
    while edge:
        if last in edge:
            return steps
        near = set()
        for word in edge:
            near |= {w for w in rest if sum(x != y for x, y in zip(word, w)) == 1}
        edge, rest, steps = near, rest - near, steps + 1
    return -1
---
from collections import deque


def ladder_steps(first, last, words):
    queue = deque([(first, 0)])
    seen = {first}
    while queue:
        word, steps = queue.popleft()
        if word == last:
            return steps
        for i in range(len(word)):
            for c in 'abcdefghijklmnopqrstuvwxyz':
                other = word[:i] + c + word[i + 1:]
                if other in words and other not in seen:
                    seen.add(other)
                    queue.append((other, steps + 1))
    return -1
""",
        [
            """
def ladder_steps(first, last, words):
    return sum(x != y for x, y in zip(first, last))
""",
            """
def ladder_steps(first, last, words):
    steps = 0
    for word in words:
        if sum(x != y for x, y in zip(first, word)) == 1:
            first = word
            steps += 1
        if first == last:
            return steps
    return -1
""",
            ("return steps\n        for i", "return steps + 1\n        for i"),
        ],
    ),
]

# What the tests above let through: a program in the runs passes them and fails these.
STRONGER = {
    603: ("sum_of_even([0, -4]) == -4", "sum_of_even([1, 3]) == 0"),
    667: ("swap_ends([]) == []", "swap_ends([1]) == [1]"),
    770: ("reverse_words('one  two ') == 'two one'",),
    818: ("unpack('3[AB]') == 'ABABAB'", "unpack('2[x3[y]]') == 'xyyyxyyy'"),
}

PROBLEMS = sorted(EASY + MEDIUM + HARD, key=lambda item: item.mbpp_id)
