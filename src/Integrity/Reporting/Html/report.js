'use strict';
(() => {
  const $ = id => document.getElementById(id);
  const read = id => JSON.parse($(id).textContent);
  const make = (name, attributes, text) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text) element.textContent = text;
    return element;
  };

  // same formats as in the static page
  const iso = seconds => new Date(seconds * 1000).toISOString();
  const day = seconds => iso(seconds).slice(0, 10);
  const clock = seconds => iso(seconds).slice(11, 19);
  const range = (start, end) =>
    `${day(start)} ${clock(start)} to ${day(start) === day(end) ? '' : day(end) + ' '}${clock(end)} UTC`;
  const duration = seconds => {
    const long = seconds >= 72 * 3600;
    const parts = [
      [Math.floor(seconds / 86400), ' d'],
      [Math.floor(seconds / 3600) % 24, ' h'],
      [Math.floor(seconds / 60) % 60, ' min'],
      [seconds % 60, ' s'],
    ];
    if (!long) parts.splice(0, 2, [Math.floor(seconds / 3600), ' h']);
    else parts[0][1] = ' days';
    return parts.filter(part => part[0] > 0).map(part => part[0] + part[1]).join(' ') || '0 s';
  };
  const number = n => n.toLocaleString('en-US');

  // escaped characters are spelled out between two marks
  const show = (element, text) => text.split('\ue000').forEach((part, i) => {
    const [spelled, rest] = i ? part.split('\ue001') : ['', part];
    if (i) {
      const mark = document.createElement('b');
      mark.className = 'esc';
      mark.textContent = spelled;
      element.append(mark);
    }
    element.append(rest ?? '');
  });

  // ---- findings ---------------------------------------------------------------------------------------------------
  const sections = [...document.querySelectorAll('section.chain')].map((section, index) => {
    const chain = { section, index, blocks: [], table: section.querySelector('.findings'), at: -1 };
    for (let i = 0, block; (block = $(`rest-${index}-${i}`)); i++) {
      const head = /^\{"from":(-?\d+),"to":(-?\d+)/.exec(block.textContent.slice(0, 60));
      chain.blocks.push({ id: block.id, from: +head[1], to: +head[2] });
    }
    if (chain.blocks.length) addPager(chain);
    return chain;
  });

  function addPager(chain) {
    const more = chain.section.querySelector('.more');
    chain.body = chain.table.createTBody();
    const button = (text, step) => {
      const element = document.createElement('button');
      element.type = 'button';
      element.textContent = text;
      element.addEventListener('click', () => showBlock(chain, chain.at + step));
      return element;
    };
    chain.less = button('Previous findings', -1);
    chain.next = button('Next findings', 1);
    chain.text = document.createElement('span');
    chain.text.setAttribute('role', 'status');
    chain.text.textContent = more.firstChild.textContent;
    more.replaceChildren(chain.text, chain.less, chain.next);
    chain.first = chain.table.tBodies[0];
    showBlock(chain, -1, true);
  }

  // block -1 is the static rows of the page
  function showBlock(chain, at, isQuiet) {
    chain.at = at;
    chain.less.disabled = at < 0;
    chain.next.disabled = at === chain.blocks.length - 1;
    chain.first.hidden = at >= 0;
    if (isQuiet) return;
    const rows = at < 0 ? [] : rowsOf(chain.blocks[at]);
    chain.body.replaceChildren(...rows.map(toRow));
    const all = chain.section.querySelector('.count').textContent;
    const shown = at < 0 ? [...chain.first.rows] : [...chain.body.rows];
    const [first, last] = [shown[0], shown.at(-1)].map(row => number(+row.id.slice(1)));
    chain.text.textContent = `Showing ${first} to ${last} of ${all} in this chain.`;
    chain.section.scrollIntoView({ block: 'start' });
  }

  const rowsOf = block => {
    const { rows, texts } = read(block.id);
    const text = index => index < 0 ? null : texts[index];
    return rows.map(r => ({
      number: r[0], state: r[1], code: text(r[2]), subject: text(r[3]),
      location: r[5] < 0 ? null : text(r[4]) + text(r[5]), hasTime: r[6] === 1,
      start: r[7], end: r[8], message: text(r[9]), expected: text(r[10]), actual: text(r[11]), hint: text(r[12]),
    }));
  };

  function toRow(finding) {
    const row = $('finding-row').content.querySelector('tr').cloneNode(true);
    const set = (name, text, outer) => {
      const part = row.querySelector(name);
      if (text === null) (outer ? part.closest(outer) : part).remove();
      else show(part, text);
    };
    row.id = `f${finding.number}`;
    row.dataset.s = finding.start;
    row.dataset.e = finding.end;
    const no = row.querySelector('.no');
    no.textContent = number(finding.number);
    no.setAttribute('href', `#${row.id}`);
    const tag = row.querySelector('.tag');
    tag.className = `tag w${finding.state}`;
    tag.textContent = map ? map.states[finding.state] : '';
    set('.code', finding.code);
    set('.subject', finding.subject);
    set('.location', finding.location);
    set('.time', finding.hasTime ? range(finding.start, finding.end) : null);
    set('.message', finding.message);
    set('.expected', finding.expected, 'div');
    set('.actual', finding.actual, 'div');
    set('.hint span', finding.hint, '.hint');
    if (finding.expected === null && finding.actual === null) row.querySelector('dl').remove();
    return row;
  }

  // show the findings of an interval; log files can be named a few minutes outside the hour of their digest
  function jump(bar, start, end) {
    const isOfBar = ({ account, region }) => account === bar.dataset.account && region === bar.dataset.region;
    const chain = sections.find(entry => isOfBar(entry.section.dataset));
    document.querySelectorAll('tr.hit').forEach(row => row.classList.remove('hit'));
    if (!chain) return false;
    for (const slack of [0, 3600]) {
      const touches = (s, e) => s < end + slack && e > start - slack && e > 0;
      const rows = () => [...chain.table.tBodies].filter(body => !body.hidden).flatMap(body => [...body.rows])
        .filter(row => touches(+row.dataset.s, +row.dataset.e));
      if (chain.blocks.length && ![...chain.first.rows].some(row => touches(+row.dataset.s, +row.dataset.e))) {
        const at = chain.blocks.findIndex(block =>
          touches(block.from, block.to) && rowsOf(block).some(finding => touches(finding.start, finding.end)));
        if (at >= 0) showBlock(chain, at);
      } else if (chain.blocks.length && chain.at >= 0) {
        showBlock(chain, -1);
      }
      const hits = rows();
      if (!hits.length) continue;
      hits.forEach(row => row.classList.add('hit'));
      hits[0].focus({ preventScroll: true });
      hits[0].scrollIntoView({ block: 'center' });
      return true;
    }
    return false;
  }

  // ---- map --------------------------------------------------------------------------------------------------------
  const map = $('map-data') ? read('map-data') : null;
  if (!map) return;
  const VALID = 3, NOT_REACHED = 4, HEIGHT = 30;
  let from = map.start, to = map.end, current = null, before = null;
  const bars = [...document.querySelectorAll('.bar')];
  const rowOf = (bar, position) =>
    ({ bar, position, svg: bar.querySelector('svg'), edges: null, states: null, at: 0, isSeen: false });
  const rows = new Map(bars.map((bar, position) => [bar, rowOf(bar, position)]));

  function load(row) {
    if (row.edges) return row;
    const { step, runs } = read(`runs-${row.bar.dataset.chain}`);
    row.edges = new Float64Array(runs.length / 2 + 1);
    row.states = new Uint8Array(runs.length / 2);
    row.edges[0] = map.start;
    for (let i = 0; i < row.states.length; i++) {
      row.states[i] = runs[2 * i];
      row.edges[i + 1] = Math.min(map.end, row.edges[i] + runs[2 * i + 1] * step);
    }
    return row;
  }

  function indexAt(row, time) {
    let low = 0, high = row.states.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (row.edges[middle] <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // a pixel shows its worst state, and a problem is at least four pixels wide
  function draw(row) {
    load(row);
    const width = Math.max(1, Math.round(row.svg.clientWidth || row.bar.clientWidth)), scale = width / (to - from);
    const pixels = new Uint8Array(width).fill(NOT_REACHED);
    for (let i = indexAt(row, from); i < row.states.length && row.edges[i] < to; i++) {
      const state = row.states[i];
      let first = Math.max(0, Math.floor((row.edges[i] - from) * scale + .01));
      let last = Math.min(width, Math.ceil((row.edges[i + 1] - from) * scale - .01));
      if (state < VALID && last - first < 4) first = Math.max(0, (last = Math.min(width, first + 4)) - 4);
      for (let x = first; x < last; x++) if (pixels[x] > state) pixels[x] = state;
    }
    // in percent, so that it stays correct when the width changes, for example on paper
    const shapes = [], letters = [], percent = x => `${+(100 * x / width).toFixed(3)}%`;
    for (let x = 0, start = 0; x <= width; x++) {
      if (x < width && pixels[x] === pixels[start]) continue;
      const state = pixels[start];
      if (state !== NOT_REACHED) {
        shapes.push(make('rect', { class: `s${state}`, x: percent(start), width: percent(x - start), height: HEIGHT }));
        if (x - start >= 16)
          letters.push(make('text', { class: `l${state}`, x: percent((start + x) / 2), y: 20 }, map.letters[state]));
      }
      start = x;
    }
    if (current === row) {
      const x = Math.max(0, (row.edges[row.at] - from) * scale);
      const end = Math.min(width, (row.edges[row.at + 1] - from) * scale);
      const [left, wide] = end - x < 12 ? [x - 4, Math.max(4, end - x) + 8] : [x + 1.5, end - x - 3];
      const box = { x: percent(left), width: percent(wide), y: 1.5, height: HEIGHT - 3 };
      letters.push(make('rect', { class: 'cursor', ...box }));
    }
    row.svg.replaceChildren(...shapes, ...letters);
  }

  // draw rows when they become visible
  const seen = new IntersectionObserver(entries => {
    for (const entry of entries) {
      const row = rows.get(entry.target);
      row.isSeen = entry.isIntersecting;
      if (row.isSeen && row.isStale) redraw(row);
    }
  }, { rootMargin: '300px' });
  function redraw(row) {
    row.isStale = !row.isSeen;
    if (row.isSeen) draw(row);
  }
  let frame = 0;
  const redrawAll = () => {
    if (before) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      rows.forEach(redraw);
      drawAxis();
      const shown = range(Math.round(from), Math.round(to));
      $('window').textContent = `Shown: ${shown} (${duration(Math.round(to - from))})`;
      $('tools').querySelectorAll('button').forEach(button => {
        const isWhole = from <= map.start && to >= map.end;
        const isDisabled = {
          in: to - from <= HOUR, out: isWhole, all: isWhole, left: from <= map.start, right: to >= map.end,
        };
        button.disabled = isDisabled[button.dataset.do];
      });
    });
  };

  const DAY = 86400, MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 600, 1200];
  const STEPS = [60, 300, 900, 1800, 3600, 7200, 10800, 21600, 43200, DAY, 2 * DAY, 7 * DAY, 14 * DAY];
  function ticks(most) {
    const span = to - from, step = STEPS.find(seconds => Math.floor(span / seconds) < most), marks = [];
    if (step) {
      for (let time = Math.ceil(from / step) * step; time <= to; time += step)
        marks.push([time, day(time), step < DAY ? clock(time).slice(0, 5) : '']);
      return marks;
    }
    const months = MONTHS.find(count => Math.floor(span / (count * 2629746)) < most) ?? 1200;
    const begin = new Date(from * 1000);
    const first = Math.floor((begin.getUTCFullYear() * 12 + begin.getUTCMonth()) / months) * months;
    for (let month = first; month < 9999 * 12; month += months) {
      const time = Date.UTC(Math.floor(month / 12), month % 12) / 1000;
      if (time > to) break;
      if (time >= from) marks.push([time, iso(time).slice(0, months % 12 === 0 ? 4 : 7), '']);
    }
    return marks;
  }

  function drawAxis(most) {
    const axis = $('axis'), width = axis.clientWidth || 1, parts = [];
    let shown = '';
    for (const [time, date, timeOfDay] of ticks(most ?? Math.max(2, Math.floor(width / 86)))) {
      const at = (time - from) / (to - from), x = `${+(100 * at).toFixed(3)}%`;
      const anchor = at * width < 36 ? 'start' : (1 - at) * width < 36 ? 'end' : 'middle';
      const repeats = timeOfDay && date === shown;
      parts.push(make('line', { x1: x, x2: x, y1: 30, y2: 36 }));
      if (!repeats) parts.push(make('text', { x, y: 12, 'text-anchor': anchor }, date));
      parts.push(make('text', { x, y: 26, 'text-anchor': anchor }, timeOfDay));
      shown = date;
    }
    axis.replaceChildren(...parts);
  }

  function view(start, span) {
    span = Math.min(map.end - map.start, Math.max(Math.min(HOUR, map.end - map.start), span));
    from = Math.min(map.end - span, Math.max(map.start, start));
    to = from + span;
    redrawAll();
  }
  const HOUR = 3600;
  const SPANS = [1, 3, 6, 12, 24, 48, 168, 336, 720, 2160, 4320, 8760, 17520, 43800, 87600, 876000]
    .map(hours => hours * HOUR);
  function zoom(step) {
    const span = to - from, whole = map.end - map.start;
    const found = step < 0 ? SPANS.findLast(length => length < span) : SPANS.find(length => length > span);
    const next = Math.min(whole, found ?? (step < 0 ? span : whole));
    let centre = (from + to) / 2;
    if (current) {
      const chosen = (Math.max(from, current.edges[current.at]) + Math.min(to, current.edges[current.at + 1])) / 2;
      if (chosen > from && chosen < to) centre = chosen;
    }
    view(Math.round((centre - next / 2) / 60) * 60, next);
  }
  const pan = share => view(from + (to - from) * share, to - from);
  const act = {
    in: () => zoom(-1), out: () => zoom(1), left: () => pan(-.5), right: () => pan(.5),
    all: () => view(map.start, map.end - map.start),
  };

  const nameOf = row => $(`n${row.bar.dataset.chain}`).textContent;
  const describe = (row, at) => {
    const [start, end] = [row.edges[at], row.edges[at + 1]];
    return `${map.states[row.states[at]]}: ${range(start, end)} (${duration(end - start)})`;
  };

  function select(row, at, isFocused) {
    load(row);
    const old = current;
    current = row;
    row.at = Math.max(0, Math.min(row.states.length - 1, at));
    const start = row.edges[row.at], end = row.edges[row.at + 1];
    for (const other of [old, row]) {
      if (!other) continue;
      other.bar.tabIndex = other === row ? 0 : -1;
    }
    row.bar.setAttribute('aria-valuemax', row.states.length);
    row.bar.setAttribute('aria-valuenow', row.at + 1);
    row.bar.setAttribute('aria-valuetext', describe(row, row.at));
    const readout = $('readout'), button = document.createElement('button');
    readout.hidden = false;
    readout.textContent = `${nameOf(row)}. ${describe(row, row.at)}`;
    if (row.states[row.at] < VALID) {
      button.type = 'button';
      button.textContent = 'Show findings';
      button.addEventListener('click', open);
      readout.append(' ', button);
    }
    if (isFocused) row.bar.focus({ preventScroll: false });
    if (end <= from || start >= to) view((start + end) / 2 - (to - from) / 2, to - from);
    if (old && old !== row) redraw(old);
    redraw(row);
  }

  function open() {
    if (!current) return;
    const start = current.edges[current.at], end = current.edges[current.at + 1];
    if (current.states[current.at] < VALID && jump(current.bar, start, end)) return;
    $('readout').textContent = `${nameOf(current)}. ${describe(current, current.at)}. No findings for this interval.`;
  }

  function nextProblem(row, step) {
    for (let at = row.at + step; at >= 0 && at < row.states.length; at += step) if (row.states[at] < VALID) return at;
    return row.at;
  }

  function key(event, row) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const order = [...rows.values()];
    const vertical = step => {
      const next = order[row.position + step];
      if (next) select(next, indexAt(load(next), row.edges[row.at]), true);
    };
    const actions = {
      ArrowLeft: () => event.shiftKey ? act.left() : select(row, row.at - 1),
      ArrowRight: () => event.shiftKey ? act.right() : select(row, row.at + 1),
      ArrowUp: () => vertical(-1), ArrowDown: () => vertical(1),
      PageDown: () => select(row, nextProblem(row, 1)), PageUp: () => select(row, nextProblem(row, -1)),
      Home: () => select(row, 0), End: () => select(row, row.states.length - 1),
      Enter: open, ' ': open, '+': act.in, '=': act.in, '-': act.out, '0': act.all,
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  // the interval under the pointer: the worst within a pixel or two, as drawn
  function under(row, event) {
    load(row);
    const box = row.svg.getBoundingClientRect(), second = (to - from) / box.width;
    const time = from + (event.clientX - box.left) * second, slack = 1.5 * second;
    let best = indexAt(row, time);
    for (let at = indexAt(row, time - slack), last = indexAt(row, time + slack); at <= last; at++)
      if (row.states[at] < row.states[best] && row.states[at] < VALID) best = at;
    return best;
  }

  const tip = $('tip');
  function hover(row, event) {
    if (event.pointerType === 'touch') return;
    const at = under(row, event);
    const [start, end] = [row.edges[at], row.edges[at + 1]];
    tip.textContent = `${nameOf(row)}\n${map.states[row.states[at]]}, ${duration(end - start)}\n${range(start, end)}`;
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(innerWidth - box.width - 4, event.clientX + 12))}px`;
    const fitsBelow = event.clientY + box.height + 24 < innerHeight;
    tip.style.top = `${fitsBelow ? event.clientY + 18 : event.clientY - box.height - 10}px`;
  }

  for (const row of rows.values()) {
    const { bar } = row;
    bar.setAttribute('role', 'slider');
    bar.setAttribute('aria-valuemin', 1);
    bar.setAttribute('aria-valuemax', 1);
    bar.setAttribute('aria-valuenow', 1);
    bar.setAttribute('aria-valuetext', bar.getAttribute('aria-label'));
    bar.setAttribute('aria-label', nameOf(row));
    bar.tabIndex = row.position === 0 ? 0 : -1;
    bar.addEventListener('keydown', event => key(event, row));
    bar.addEventListener('focus', () => { if (current !== row && bar.matches(':focus-visible')) select(row, 0); });
    bar.addEventListener('click', event => select(row, under(row, event), true));
    bar.addEventListener('dblclick', open);
    bar.addEventListener('pointermove', event => hover(row, event));
    bar.addEventListener('pointerleave', () => { tip.hidden = true; });
    seen.observe(bar);
  }
  $('tools').hidden = false;
  $('tools').addEventListener('click', event => act[event.target.dataset.do]?.());
  addEventListener('scroll', () => { tip.hidden = true; }, { passive: true });
  new ResizeObserver(redrawAll).observe($('map'));

  // when printing: the whole range, every row, and few labels for a narrow page
  addEventListener('beforeprint', () => {
    before ??= [from, to, current];
    [from, to, current] = [map.start, map.end, null];
    rows.forEach(draw);
    drawAxis(5);
  });
  addEventListener('afterprint', () => {
    if (before) [from, to, current] = before;
    before = null;
    redrawAll();
  });
})();
