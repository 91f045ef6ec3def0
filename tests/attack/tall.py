#!/usr/bin/env python3
"""tall: metrics.csv, a column an indicator, as the rows that the attack reads.

    python3 tall.py OUTBOX_LATEST COPY

Makes COPY, a folder like OUTBOX_LATEST with county/metrics.csv a row a figure and the rest of the
folder linked. Periods to date are left out: the attack has no words for them.
"""
import csv
import os
import sys

WIDE = ('_numerator', '_denominator', '_lower_95', '_upper_95')


def is_whole(row):
    return not row['time_identifier'].endswith('to date')


def main(source, copy):
    os.makedirs(os.path.join(copy, 'county'))
    for name in os.listdir(source):
        if name != 'county':
            os.symlink(os.path.abspath(os.path.join(source, name)), os.path.join(copy, name))
    with open(os.path.join(source, 'county', 'metrics.csv'), newline='',
              encoding='utf-8-sig') as f:
        reader = csv.DictReader(f)
        metrics = [c[:-len('_numerator')] for c in reader.fieldnames
                   if c.endswith('_numerator')]
        of_metrics = {m + e for m in metrics for e in ('',) + WIDE}
        place = [c for c in reader.fieldnames if c not in of_metrics]
        rows = [r for r in reader if is_whole(r)]
    with open(os.path.join(copy, 'county', 'metrics.csv'), 'w', newline='',
              encoding='utf-8') as f:
        writer = csv.writer(f)
        writer.writerow(place + ['metric', 'numerator', 'denominator'])
        for row in rows:
            for metric in metrics:
                numerator, denominator = row[metric + '_numerator'], row[metric + '_denominator']
                if numerator not in ('', 'z'):
                    writer.writerow([row[c] for c in place] + [metric, numerator, denominator])


if __name__ == '__main__':
    main(*sys.argv[1:])
