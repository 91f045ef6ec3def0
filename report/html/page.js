/* Filters and sorts the tables of a page, and opens what is folded before it is
 * printed. Without it every row is there. No ampersand and no "less than", so
 * that the page is XML too. */
'use strict';
(function () {
  const all = (root, what) => Array.from(root.querySelectorAll(what));

  function value(cell) {
    const v = cell.getAttribute('data-v');
    return v === null ? cell.textContent.trim() : v === '' ? null : isNaN(v) ? v : Number(v);
  }

  function compare(a, b) {
    return typeof a === 'number' ? a - b : a.localeCompare(b, 'en-GB', { numeric: true });
  }

  function sortBy(table, head, isDown) {
    const column = head.cellIndex;
    const rows = all(table.tBodies[0], 'tr').map((row, place) => ({
      row, place, value: value(row.cells[column])
    }));
    rows.sort((a, b) => {
      if (a.value === null || b.value === null)
        return (a.value === null) - (b.value === null) || a.place - b.place;
      return (isDown ? compare(b.value, a.value) : compare(a.value, b.value)) || a.place - b.place;
    });
    rows.forEach((item) => table.tBodies[0].appendChild(item.row));
    all(table, 'th[aria-sort]').forEach((other) => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
  }

  const heads = all(document, 'th[data-sort]');

  function addButton(head) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const was = head.getAttribute('aria-sort');
      const isNumber = head.classList.contains('number');
      sortBy(head.closest('table'), head, was ? was === 'ascending' : isNumber);
    });
  }

  function removeButton(head) {
    head.replaceChildren(...head.firstChild.childNodes);
  }

  heads.forEach(addButton);

  function passes(row, controls) {
    return controls.every((control) => {
      const wanted = control.value.trim().toLocaleLowerCase('en-GB');
      if (!wanted) return true;
      if (control.tagName === 'SELECT') {
        const cell = row.cells[Number(control.getAttribute('data-column'))];
        return cell.textContent.trim().toLocaleLowerCase('en-GB') === wanted;
      }
      return row.textContent.toLocaleLowerCase('en-GB').includes(wanted);
    });
  }

  all(document, '.filter').forEach((filter) => {
    const rows = all(document.getElementById(filter.getAttribute('data-for')), 'tbody tr');
    const controls = all(filter, 'input, select');
    const status = filter.querySelector('.status');
    function apply() {
      rows.forEach((row) => { row.hidden = !passes(row, controls); });
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = 'Showing ' + shown + ' of ' + rows.length;
    }
    filter.hidden = false;
    controls.forEach((control) => control.addEventListener('input', apply));
    apply();
  });

  window.addEventListener('beforeprint', () => {
    all(document, 'details').forEach((details) => { details.open = true; });
    /* On further sheets a button is blank. */
    heads.forEach(removeButton);
  });
  window.addEventListener('afterprint', () => heads.forEach(addButton));
})();
