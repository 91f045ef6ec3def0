/*
 * The pages as a browser has them: tests/browser/run says what with.  Each kind
 * of page is looked at once, links, ids and sizes of all of them.
 */
'use strict';
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test, before, after } = require('node:test');
const zlib = require('node:zlib');
const { chromium } = require('playwright-core');

const root = path.resolve(process.env.PAGES);
const shots = path.resolve(process.env.SHOTS);
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

function list(folder) {
  return fs.readdirSync(path.join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.html'))
    .map((name) => path.join(folder, name))
    .sort();
}
const all = ['strategic', 'annual', 'quality/receipts', 'schools']
  .filter((folder) => fs.existsSync(path.join(root, folder))).flatMap(list);

/* One of each kind: the first of a folder of many, or of many folders of one, the others all. */
const kind = (file) => (['strategic', 'annual'].includes(path.dirname(file)) ? file
  : path.dirname(file).replace(/\/\d+$/, '/*'));
const kinds = all.filter((file, i) => i === all.findIndex((other) => kind(other) === kind(file)));

let browser;
before(async () => {
  fs.mkdirSync(shots, { recursive: true });
  browser = await chromium.launch({ executablePath: process.env.BROWSER, args: ['--no-sandbox'] });
});
after(() => browser.close());

async function open(file, options = {}) {
  const { width = 1280, ...rest } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, ...rest });
  const page = await context.newPage();
  page.requests = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) page.requests.push(request.url());
  });
  await page.goto('file://' + path.join(root, file));
  return page;
}

async function withPage(file, options, look) {
  const page = await open(file, options);
  try {
    return await look(page);
  } finally {
    await page.context().close();
  }
}

for (const width of [1280, 320]) {
  test(`each kind of page keeps the accessibility rules at ${width} px`, async () => {
    for (const file of kinds)
      await withPage(file, { width, bypassCSP: true }, async (page) => {
        await page.evaluate(axe);
        const found = await page.evaluate((values) => window.axe.run({
          runOnly: { type: 'tag', values } }), tags);
        assert.deepEqual(found.violations.map((v) => [v.id, v.nodes[0].html]), [], file);
      });
  });
}

test('no page is wider than its window', async () => {
  for (const file of kinds)
    for (const width of [320, 390, 768, 1280])
      await withPage(file, { width }, async (page) => {
        const [wide, window_] = await page.evaluate(() => [document.documentElement.scrollWidth,
          document.documentElement.clientWidth]);
        assert.ok(wide <= window_, `${file} at ${width}: ${wide}`);
        await page.screenshot({ path: path.join(shots, `${file.replace(/\W/g, '-')}-${width}.png`),
          fullPage: true });
      });
});

test('what stands for a figure is in one line, and no table is scrolled for it', async () => {
  let told = 0;
  for (const [file, width] of kinds.flatMap((kind_) => [[kind_, 320], [kind_, 1280]]))
    await withPage(file, { width }, async (page) => {
      const lines = await page.$$eval('td > span:not([class])', (all_) => all_
        .filter((span) => span.textContent.startsWith('['))
        .map((span) => [span.textContent, span.getClientRects().length]));
      assert.deepEqual(lines.filter(([, count]) => count > 1), [], `${file} at ${width}`);
      assert.equal(width > 320 && await page.$$eval('.scroll', (all_) => all_
        .some((box) => box.scrollWidth > box.clientWidth)), false, file);
      told += lines.length;
    });
  assert.ok(told > 0);
});

test('a page asks for nothing but itself, and runs and styles nothing that it did not bring',
  async () => {
    for (const file of kinds)
      await withPage(file, {}, async (page) => {
        assert.equal(page.requests.length, 1, file);
        const ran = await page.evaluate(async () => {
          const refused = [];
          document.addEventListener('securitypolicyviolation', (event) => {
            refused.push(event.effectiveDirective);
          });
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          document.body.append(script);
          document.body.setAttribute('style', 'color: rgb(1, 2, 3)');
          const image = new Image();
          image.src = 'https://invalid.invalid/x.png';
          document.body.append(image);
          const got = await fetch('https://invalid.invalid/x').then(() => true, () => false);
          await new Promise((done) => { setTimeout(done, 50); });
          return [window.ran, getComputedStyle(document.body).color, got, refused.sort()];
        });
        assert.deepEqual([ran[0], ran[2]], [undefined, false], file);
        assert.deepEqual(ran[3], ['connect-src', 'img-src', 'script-src-elem', 'style-src-attr'],
          file);
        assert.notEqual(ran[1], 'rgb(1, 2, 3)', file);
      });
  });

test('without its script each row is there, and nothing that would need it', async () => {
  for (const file of kinds)
    await withPage(file, { javaScriptEnabled: false }, async (page) => {
      assert.equal(await page.locator('thead button').count(), 0, file);
      for (const filter of await page.locator('.filter').all())
        assert.equal(await filter.isVisible(), false, file);
      for (const row of await page.locator('section > .scroll tbody tr').all())
        assert.equal(await row.isVisible(), true, file);
    });
});

const column = (page, table, head) => page.evaluate(([id, name]) => {
  const rows = document.querySelector(id);
  const at = [...rows.tHead.rows[0].cells].findIndex((cell) => cell.textContent.startsWith(name));
  return [...rows.tBodies[0].rows].filter((row) => !row.hidden)
    .map((row) => row.cells[at].getAttribute('data-v') ?? row.cells[at].textContent.trim());
}, [table, head]);

test('a table is filtered and sorted by keyboard; what is withheld comes last both ways', async () => {
  await withPage('strategic/measures.html', {}, async (page) => {
    const rows = await page.locator('tbody tr').count();
    const status = page.locator('.filter .status');
    assert.equal(await status.textContent(), `Showing ${rows} of ${rows}`);
    const names = await column(page, '#table-1', 'Measure');
    const word = names[0].toLowerCase();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.locator('.filter input').focus();
    await page.keyboard.type(word);
    const wanted = await page.locator('tbody tr').evaluateAll((all_, text) => all_
      .filter((row) => row.textContent.toLowerCase().includes(text)).length, word);
    assert.equal(await page.locator('tbody tr:visible').count(), wanted);
    assert.equal(await status.textContent(), `Showing ${wanted} of ${rows}`);
    await page.locator('.filter input').fill('');
    const button = page.locator('th button', { hasText: 'Peers' });
    for (const [key, sort] of [['Enter', 'descending'], ['Space', 'ascending']]) {
      await button.focus();
      await page.keyboard.press(key);
      assert.equal(await page.locator('th[aria-sort]').count(), 1);
      assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), sort);
      const values = await column(page, '#table-1', 'Peers');
      const numbers = values.filter((value) => value !== '').map(Number);
      const sorted = [...numbers].sort((a, b) => (sort === 'ascending' ? a - b : b - a));
      assert.deepEqual(numbers, sorted);
      assert.ok(values.slice(numbers.length).every((value) => value === ''), values.join(' '));
    }
    assert.deepEqual((await column(page, '#table-1', 'Measure')).sort(), names.sort());
  });
});

test('schools are chosen by district', async () => {
  await withPage('strategic/schools.html', {}, async (page) => {
    const select = page.locator('.filter select').last();
    if (!(await select.count())) return;
    const district = await select.locator('option').nth(1).textContent();
    await select.selectOption(district);
    const table = '#' + await page.locator('.filter').last().getAttribute('data-for');
    const shown = await column(page, table, 'District');
    assert.ok(shown.length > 0);
    assert.ok(shown.every((name) => name === district), shown.join(' '));
  });
});

test('every link leads to a file, every name on a page is its own', async () => {
  const ids = / id="([^"]*)"/g;
  const links = / href="([^"#][^"]*)"/g;
  for (const file of all) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const seen = [...text.matchAll(ids)].map((match) => match[1]);
    assert.equal(new Set(seen).size, seen.length, file);
    for (const [, href] of text.matchAll(links)) {
      const to = path.join(root, path.dirname(file), href);
      assert.ok(to.startsWith(path.join(root, file.split('/')[0])), `${file}: ${href}`);
      assert.ok(fs.existsSync(to), `${file}: ${href}`);
    }
  }
});

test('pages are as small as they are meant to be', async () => {
  for (const file of all) {
    const bytes = fs.readFileSync(path.join(root, file));
    assert.ok(bytes.length <= 500 * 1024, `${file}: ${bytes.length} bytes`);
    assert.ok(zlib.gzipSync(bytes).length <= 60 * 1024, `${file}: ${zlib.gzipSync(bytes).length}`);
  }
  for (const file of kinds)
    await withPage(file, {}, async (page) => {
      const [nodes, script, style] = await page.evaluate(() => [
        document.querySelectorAll('*').length,
        document.querySelector('script')?.textContent.length ?? 0,
        document.querySelector('style').textContent.length]);
      assert.ok(nodes <= 6000, `${file}: ${nodes} elements`);
      assert.ok(script <= 6 * 1024 && style <= 14 * 1024, `${file}: ${script}, ${style}`);
    });
});

test('printed, each sheet has its marking and no column is cut', async (t) => {
  for (const file of kinds)
    await withPage(file, {}, async (page) => {
      const to = path.join(shots, file.replace(/\W/g, '-') + '.pdf');
      await page.pdf({ path: to, preferCSSPageSize: true, printBackground: true, tagged: true });
      let text;
      try {
        text = execFileSync('pdftotext', ['-layout', to, '-'], { encoding: 'utf8' });
      } catch (error) {
        return t.skip('no pdftotext here');
      }
      const sheets = text.split('\f').filter((sheet) => sheet.trim());
      const marking = await page.locator('.marking').first().textContent();
      assert.ok(sheets.every((sheet) => sheet.includes(marking)), file);
      /* On pages made for paper the tables behind pictures stay folded. */
      const heads = await page.locator('table').evaluateAll((tables) => tables
        .filter((table) => !table.closest('.paper details'))
        .map((table) => [...table.querySelectorAll('thead th')].at(-1).innerText.trim()
          .split(/\s+/).at(-1)));
      for (const head of heads) assert.ok(text.includes(head), `${file}: ${head}`);
      /* A table that goes on has its headings again. */
      const last = sheets.at(-1);
      if (file.endsWith('methods.html')) assert.ok(last.includes('In words'), file);
    });
});

/* What a committee has before it is so many sheets, whatever the figures are. */
test('pages made for paper have their number of sheets', async (t) => {
  const most = { 'annual/committee.html': [2, 2], 'annual/scrutiny.html': [2, 4],
    'annual/governors.html': [2, 4] };
  for (const file of kinds.filter((name) => name in most))
    await withPage(file, {}, async (page) => {
      const to = path.join(shots, file.replace(/\W/g, '-') + '.pdf');
      await page.pdf({ path: to, preferCSSPageSize: true, printBackground: false });
      let told;
      try {
        told = execFileSync('pdfinfo', [to], { encoding: 'utf8' });
      } catch (error) {
        return t.skip('no pdfinfo here');
      }
      const sheets = Number(/^Pages:\s+(\d+)/m.exec(told)[1]);
      assert.ok(most[file][0] <= sheets && sheets <= most[file][1], `${file}: ${sheets}`);
      assert.match(told, /^Page size:.*A4/m, file);
    });
});

test('in forced colours text and signs are still there', async () => {
  for (const file of kinds)
    await withPage(file, { forcedColors: 'active' }, async (page) => {
      const same = await page.locator('.sign').evaluateAll((signs) => signs.filter((sign) =>
        getComputedStyle(sign).fill === getComputedStyle(document.body).backgroundColor).length);
      assert.equal(same, 0, file);
      await page.screenshot({ path: path.join(shots, `${file.replace(/\W/g, '-')}-forced.png`),
        fullPage: true });
    });
});
