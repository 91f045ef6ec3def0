#!/usr/bin/env python3
"""beside: what a reader can work out of what stands beside the counts of the county's file.

    python3 beside.py OUTBOX_LATEST WAREHOUSE

Reads county/metrics.csv as anybody would, and of the warehouse, at the end, what is true.

spread  The interval of suspensions (clustered on children) is made of the sum of the squares of
        how many each child has; from its two ends, with one decimal place, that sum follows. How
        many children were suspended again, or a third time, is looked for among all ways to share
        out so many suspensions with such squares.
nested  What one measure counts is part of what another does, though no row says so: grade 5 and
        grade 4, the higher and the expected standard, who is on roll and who was at some time.
twice   Who has SEN support, or a plan, is in the breakdown by it all who are on roll: a count that
        is withheld as the one and shown as the other, beside that of a wider or narrower group.

Prints, last, one line that a test can read:

    beside: spread S of W, nested N of M, twice T of U

S, N, T  counts of 1 to 5 that were worked out; W, M, U  places that were looked at

Exit status 0 where S, N and T are 0, else 1.
"""
import collections
import csv
import math
import os
import re
import sqlite3
import sys

Z = 1.959963984540054
MOST = 60       # suspensions beyond one a child that are shared out
HALF = 0.05
NESTED = [('ks4_em5_numerator', 'ks4_em4_numerator'),
          ('ks2_rwm_high_numerator', 'ks2_rwm_numerator'),
          ('ehcp_denominator', 'in_year_moves_denominator'),
          ('suspended_pupils_denominator', 'in_year_moves_denominator')]
GROUPS = [('csw', 'ever6'), ('cla', 'csw'), ('ever6', 'all')]
GRAINS = {'Academic year': '', 'Autumn term': ' autumn', 'Spring term': ' spring',
          'Summer term': ' summer', 'Academic year to date': ' to date'}


def number(text):
    return float(text) if re.fullmatch(r'-?[0-9.]+', text or '') else None


def read(path):
    """(time, grain, district, cohort, breakdown, value) -> its row."""
    with open(path, newline='', encoding='utf-8-sig') as f:
        return {(r['time_period'], r['time_identifier'], r['lad_name'], r['cohort'],
                 r['breakdown_topic'], r['breakdown']): r for r in csv.DictReader(f)}


def shares():
    """For each number up to MOST the (parts, sum of squares) that it can be shared out into."""
    ways = [set() for _ in range(MOST + 1)]
    ways[0].add((0, 0))
    for part in range(1, MOST + 1):
        for whole in range(part, MOST + 1):
            ways[whole] |= {(n + 1, q + part * part) for n, q in ways[whole - part]}
    return ways


def squares(events, roll, lower, upper):
    rate = 100.0 * events / roll
    least = max(math.log(rate / (lower + HALF)), math.log((upper - HALF) / rate)) / Z
    most = min(math.log(rate / max(lower - HALF, 1e-9)), math.log((upper + HALF) / rate)) / Z
    scale, base = events * events * (roll - 1) / roll, events * events / roll
    return base + scale * max(least, 0) ** 2, base + scale * most * most


def some(ways, events, low, high):
    """Of how many children they may be; empty where there are too many to share out."""
    return {n for n, q in ways[events] if low <= q <= high} if events <= MOST else set()


def spread(rows, truth):
    ways, looked, found = shares(), 0, 0
    for key, r in rows.items():
        said = [number(r['suspension_rate' + end]) for end in
                ('_numerator', '_denominator', '_lower_95', '_upper_95')]
        if None in said:
            continue
        looked += 1
        events = int(said[0])
        low, high = squares(*said)
        children = number(r['suspended_pupils_numerator'])
        again = number(r['repeat_suspended_pupils_numerator'])
        may = set()
        for n in [int(children)] if children is not None else range(1, events + 1):
            more = events - n
            left = low - n - 2 * more, high - n - 2 * more
            if again is None:
                may |= some(ways, more, *left)
            elif more - again > 0:
                beyond = int(more - again)
                third = some(ways, beyond, left[0] - again - 2 * beyond,
                             left[1] - again - 2 * beyond)
                may |= {n for n in third if n <= again}
        if len(may) != 1 or not 1 <= min(may) <= 5:
            continue
        if again is None and truth.get(key) != min(may):
            continue
        found += 1
        print('spread:', key, events, 'again' if again is None else 'a third time', min(may))
    return found, looked


def nested(rows):
    looked = found = 0
    for key, r in rows.items():
        for part, whole in NESTED:
            a, b = number(r.get(part)), number(r.get(whole))
            if a is None or b is None:
                continue
            looked += 1
            if 0 < b - a < 6:
                found += 1
                print('nested:', key, part, a, whole, b)
    return found, looked


def twice(rows):
    looked = found = 0
    for metric, value in (('sen_support', 'K'), ('ehcp', 'E')):
        known = collections.defaultdict(dict)
        for key, r in rows.items():
            if key[2] or key[4] != 'none':
                continue
            other = rows.get(key[:4] + ('sen', value), {})
            looked += 1
            for n in (number(r.get(metric + '_numerator')),
                      number(other.get('ehcp_denominator'))):
                if n is not None:
                    known[key[:3]][key[3]] = n
        for place, groups in known.items():
            for part, whole in GROUPS:
                if part in groups and whole in groups and 0 < groups[whole] - groups[part] < 6:
                    found += 1
                    print('twice:', place, metric, part, groups[part], whole, groups[whole])
    return found, looked


def read_truth(warehouse):
    db = sqlite3.connect('file:%s?mode=ro' % warehouse, uri=True)
    truth = {}
    for period, level, entity, cohort, topic, value, n in db.execute(
            'select period, level, entity, cohort, breakdown, breakdown_value, numerator'
            " from mart_metric where metric = 'repeat_suspended_pupils'"
            " and level in ('county', 'district')"):
        for grain, end in GRAINS.items():
            if period[7:] == end:
                truth[(period[:4] + period[5:7], grain, entity if level == 'district' else '',
                       cohort, topic, 'Total' if topic == 'none' else value)] = n
    return truth


def main(latest, warehouse):
    rows = read(os.path.join(latest, 'county', 'metrics.csv'))
    of_spread, of_nested, of_twice = spread(rows, read_truth(warehouse)), nested(rows), twice(rows)
    print('beside: spread %d of %d, nested %d of %d, twice %d of %d'
          % (of_spread + of_nested + of_twice))
    return 1 if of_spread[0] or of_nested[0] or of_twice[0] else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
