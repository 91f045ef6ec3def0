#!/usr/bin/env python3
"""schools: what a reader can work out of the schools' editions and the county's own file.

    python3 schools.py OUTBOX_LATEST WAREHOUSE

Reads schools/<urn>/profile.xlsx and report-to-governors.html as anybody would who has them all,
and county/metrics.csv; takes from the warehouse only what is published of it: which counts a metric
is made of and how counts hang together. Bounds of all that is not shown are pulled tight: cohorts
nest, parts are no more than their whole, suspensions are at least one a child and one more a child
suspended again, a district is its schools. Then it opens the warehouse to see what came of it.

Prints, last, one line that a test can read:

    schools: figures N, disagree D, foreign F, exact E (small S), of few W

figures   n of N that a page or workbook shows
disagree  that say of one figure something else than another place does
foreign   that the warehouse does not have so
exact     counts that are shown nowhere and were worked out; small: of them, and of what is shown,
          1 to 5
of few    what happened to 1 to 5 children, worked out by taking one cohort from another

Exit status 0 where D, F, S and W are 0, else 1.
"""
import collections
import csv
import html
import os
import re
import sqlite3
import sys
import xml.etree.ElementTree as ET
import zipfile

INF = 1 << 60
GROUPS = {'With a social worker': 'csw', 'Social worker in the last six years': 'ever6',
          'All pupils': 'all'}
NESTED = [('csw', 'ever6'), ('ever6', 'all'), ('csw', 'all')]
MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
COUNTED = re.compile(r'(None|[0-9,.]+) (?:of|for) ([0-9,.]+)')


def sheets(path):
    """Each worksheet as rows of texts."""
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        shared = []
        if 'xl/sharedStrings.xml' in names:
            for item in ET.fromstring(book.read('xl/sharedStrings.xml')):
                shared.append(''.join(t.text or '' for t in item.iter(MAIN + 't')))
        for name in sorted(n for n in names if n.startswith('xl/worksheets/sheet')):
            rows = []
            for row in ET.fromstring(book.read(name)).iter(MAIN + 'row'):
                cells = {}
                for cell in row:
                    value = cell.find(MAIN + 'v')
                    text = value.text if value is not None else ''
                    if cell.get('t') == 's':
                        text = shared[int(text)]
                    elif cell.get('t') == 'inlineStr':
                        text = ''.join(t.text or '' for t in cell.iter(MAIN + 't'))
                    cells[re.match('[A-Z]+', cell.get('r')).group()] = text
                rows.append([cells[c] for c in sorted(cells)])
            yield rows


def page_rows(path):
    with open(path, encoding='utf-8') as f:
        text = f.read()
    for row in re.findall(r'<tr>(.*?)</tr>', text, re.S):
        yield [html.unescape(re.sub('<[^>]*>', ' ', cell)).strip()
               for cell in re.findall(r'<t[hd][^>]*>(.*?)</t[hd]>', row, re.S)]


def year_of(heading):
    found = re.search(r'(\d{4}) to 20(\d\d)', heading)
    return found and found.group(1) + '/' + found.group(2)


def edition(folder, year, labels):
    """(period, cohort, metric, numerator, denominator) of a school, as often as they are said."""
    def take(row, period, counted):
        metric = labels.get(row[0].rsplit(', ', 1)[0])
        found = COUNTED.fullmatch(counted)
        if metric and row[1] in GROUPS and found:
            n, d = (0 if x == 'None' else float(x.replace(',', '')) for x in found.groups())
            yield period, GROUPS[row[1]], metric, n, d

    for row in page_rows(os.path.join(folder, 'report-to-governors.html')):
        if len(row) == 6 and year_of(row[2]) is None:
            yield from take(row, year, row[2])
    for rows in sheets(os.path.join(folder, 'profile.xlsx')):
        periods = {}
        for row in rows:
            if row[:2] == ['Measure', 'Children']:
                periods = {i: year_of(head) or year for i, head in enumerate(row)
                           if head.startswith('How many')}
            for i, period in periods.items():
                if i < len(row):
                    yield from take(row, period, row[i])


class Bounds:
    def __init__(self):
        self.low = collections.defaultdict(int)
        self.high = collections.defaultdict(lambda: INF)
        self.is_changed = False

    def narrow(self, key, low, high):
        if low > self.low[key]:
            self.low[key] = low
            self.is_changed = True
        if high < self.high[key]:
            self.high[key] = max(high, self.low[key])
            self.is_changed = True

    def exact(self, key):
        return self.low[key] == self.high[key]

    def at_most(self, part, whole):
        self.narrow(part, 0, self.high[whole])
        self.narrow(whole, self.low[part], INF)

    def sum(self, whole, parts):
        low, high = sum(self.low[p] for p in parts), sum(self.high[p] for p in parts)
        self.narrow(whole, low, high)
        for p in parts:
            self.narrow(p, self.low[whole] - (high - self.high[p]),
                        self.high[whole] - (low - self.low[p]))


def county_rows(path, counts_of):
    """((period, district, cohort), count, value) of the districts and, as '', of the county."""
    with open(path, newline='', encoding='utf-8-sig') as f:
        for r in csv.DictReader(f):
            if r['time_identifier'] != 'Academic year' or r['breakdown_topic'] != 'none':
                continue
            year = r['time_period'][:4] + '/' + r['time_period'][4:]
            for metric, counts in counts_of.items():
                for count, end in zip(counts, ('_numerator', '_denominator')):
                    text = r.get(metric + end, '')
                    if re.fullmatch(r'[0-9.]+', text):
                        yield (year, r['lad_name'], r['cohort']), count, float(text)


def read_definitions(db):
    counts_of, labels = {}, {}
    for metric, label, n, d in db.execute(
            'select id, label, numerator_count, denominator_count from dim_metric'):
        counts_of[metric] = (n, d)
        labels[label] = metric
    step = dict(db.execute('select id, step from dim_count'))
    owner = dict(db.execute("select id, children from dim_count where kind = 'events'"
                            ' and children is not null'))
    parts = db.execute('select count, whole from dim_count_part').fetchall()
    over = collections.defaultdict(list)
    for count, other, times in db.execute(
            'select count, other, least - (place = 2) from dim_count_over order by place'):
        over[count].append((other, times))
    return counts_of, labels, step, owner, parts, over


def read_truth(db, counts_of, step):
    truth = {}
    for period, urn, cohort, metric, n, d in db.execute(
            "select period, entity, cohort, metric, numerator, denominator from mart_metric"
            " where level = 'school' and breakdown = 'none' and cohort in ('csw', 'ever6', 'all')"):
        for count, value in zip(counts_of[metric], (n, d)):
            if count in step:
                truth[((period, urn, cohort), count)] = round(value / step[count])
    return truth


def tighten(bounds, spots, places, counts, parts, over, owner):
    for _ in range(60):
        bounds.is_changed = False
        for spot in spots:
            for part, whole in parts:
                if part in counts and whole in counts:
                    bounds.at_most((spot, part), (spot, whole))
            for count, others in over.items():
                if count in counts and others[0][0] in counts:
                    low = sum(n * bounds.low[(spot, o)] for o, n in others if o in counts)
                    bounds.narrow((spot, count), low, INF)
        for (period, place), urns in places.items():
            for inner, outer in NESTED:
                for entity in urns + [place]:
                    for count in counts:
                        bounds.at_most(((period, entity, inner), count),
                                       ((period, entity, outer), count))
            for cohort in GROUPS.values():
                for count in counts:
                    bounds.sum(((period, place, cohort), count),
                               [((period, urn, cohort), count) for urn in urns])
        if not bounds.is_changed:
            return


def main(latest, warehouse):
    db = sqlite3.connect('file:%s?mode=ro' % warehouse, uri=True)
    counts_of, labels, step, owner, parts, over = read_definitions(db)
    root = os.path.join(latest, 'schools')
    urns = sorted(n for n in os.listdir(root) if os.path.isdir(os.path.join(root, n)))
    year = max(p for p, in db.execute("select id from dim_period where grain = 'year'"))
    truth = read_truth(db, counts_of, step)

    said, disagree, foreign, figures = {}, 0, 0, 0
    for urn in urns:
        for period, cohort, metric, n, d in edition(os.path.join(root, urn), year, labels):
            figures += 1
            for count, value in zip(counts_of[metric], (n, d)):
                key = ((period, urn, cohort), count)
                value = round(value / step[count])
                disagree += said.setdefault(key, value) != value
                foreign += truth.get(key) != value

    shown_small = {key for key, value in said.items() if 1 <= value * step[key[1]] <= 5}
    for key in sorted(shown_small):
        print('small, and shown:', key, said[key])

    counts = sorted({count for _, count in said})
    bounds = Bounds()
    for (period, district, cohort), count, value in county_rows(
            os.path.join(latest, 'county', 'metrics.csv'), counts_of):
        if count in counts and cohort in GROUPS.values() and district:
            said[((period, district, cohort), count)] = round(value / step[count])
    for key, value in said.items():
        bounds.narrow(key, value, value)
    district_of = dict(db.execute('select urn, district from dim_school'))
    places = collections.defaultdict(list)
    for period in sorted({spot[0] for spot, _ in said}):
        for urn in urns:
            places[(period, district_of.get(urn))].append(urn)
        for urn, district in district_of.items():
            if urn not in urns and district and (period, district) in places:
                places[(period, district)].append(urn)
    spots = sorted({(period, entity, cohort) for (period, place), inside in places.items()
                    for entity in inside + [place] for cohort in GROUPS.values()})
    tighten(bounds, spots, places, counts, parts, over, owner)

    exact, small, few = 0, len(shown_small), 0
    for (period, place), inside in places.items():
        for urn in inside:
            for cohort in GROUPS.values():
                for count in counts:
                    key = ((period, urn, cohort), count)
                    if key not in said and bounds.exact(key) \
                            and bounds.low[key] == truth.get(key, 0):
                        exact += 1
                        if 1 <= bounds.low[key] * step[count] <= 5:
                            small += 1
                            print('small:', key, bounds.low[key])
            for inner, outer in NESTED:
                for count, children in owner.items():
                    one, all_ = (((period, urn, c), count) for c in (inner, outer))
                    left = (truth.get(((period, urn, outer), children), 0)
                            - truth.get(((period, urn, inner), children), 0))
                    if count in counts and 1 <= left <= 5 and bounds.exact(one) \
                            and bounds.exact(all_) and bounds.low[one] < bounds.low[all_]:
                        few += 1
                        print('of few:', period, urn, outer, 'less', inner, count,
                              bounds.low[all_] - bounds.low[one], 'of', left, 'children')
    print('schools: figures %d, disagree %d, foreign %d, exact %d (small %d), of few %d'
          % (figures, disagree, foreign, exact, small, few))
    return 1 if disagree or foreign or small or few else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
