// A graph as an SVG picture, coloured by what happened. Pure: graph in, text out. Used by `offsync workflow graph --svg`.
import type { Fate, Graph, GraphNode } from './workflow-graph.js';
import { type Box, type Layout, type Line, layoutGraph } from './workflow-layout.js';
import { duration } from './workflow-text.js';

const COLOURS: Readonly<Record<Fate, { readonly fill: string; readonly stroke: string }>> = {
  succeeded: { fill: '#d9f2dd', stroke: '#2e8540' },
  failed: { fill: '#fadadd', stroke: '#c0392b' },
  caught: { fill: '#ffe8c7', stroke: '#d98200' },
  aborted: { fill: '#e3e3e8', stroke: '#6b6b76' },
  running: { fill: '#d6e8fb', stroke: '#1f6fc2' },
  'not reached': { fill: '#ffffff', stroke: '#b4b4bd' },
};
const MARGIN = 24;
const TITLE = 30;
const LEGEND = 34;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const round = (value: number): number => Math.round(value * 10) / 10;

/** The first state hangs on `Start`, those without a way on lead to `End`, as in AWS's picture. */
function framed(graph: Graph): Graph {
  const point = (name: string): GraphNode => ({
    ...{ name, type: '', times: 0, milliseconds: undefined, error: undefined, cause: undefined, inner: [] },
    fate: 'not reached',
  });
  const leading = new Set(graph.edges.filter(({ kind }) => kind !== 'catch').map(({ from }) => from));
  const reached = new Map(graph.nodes.map(({ name, fate }) => [name, fate]));
  const edge = (from: string, to: string, taken: boolean) => ({ from, to, label: '', kind: 'next' as const, taken });
  const ends = graph.nodes.filter(({ name }) => !leading.has(name));
  return {
    start: 'Start',
    nodes: [point('Start'), ...graph.nodes, point('End')],
    edges: [
      edge('Start', graph.start, (reached.get(graph.start) ?? 'not reached') !== 'not reached'),
      ...graph.edges,
      ...ends.map(({ name, fate }) => edge(name, 'End', fate === 'succeeded')),
    ],
  };
}

export function drawGraph(title: string, graph: Graph): string {
  const layout = layoutGraph(framed(graph));
  const fates = Object.entries(COLOURS);
  const width = Math.max(layout.width, fates.length * 105) + 2 * MARGIN;
  const height = layout.height + 2 * MARGIN + TITLE + LEGEND;
  const legend = fates.map(
    ([fate, { fill, stroke }], index) =>
      `<rect x="${MARGIN + index * 105}" y="${round(height - LEGEND)}" width="12" height="12" rx="3" fill="${fill}" stroke="${stroke}"/>` +
      `<text x="${MARGIN + index * 105 + 18}" y="${round(height - LEGEND + 10)}" class="small">${fate}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}">`,
    '<style>text{font:13px system-ui,sans-serif;fill:#1d1d22}.small{font-size:11px;fill:#55555f}.error{font-size:11px;fill:#c0392b}</style>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="context-stroke"/></marker></defs>',
    `<rect width="100%" height="100%" fill="#fcfcfd"/><text x="${MARGIN}" y="${MARGIN + 6}" font-weight="600">${escaped(title)}</text>`,
    `<g transform="translate(${MARGIN} ${MARGIN + TITLE})">`,
    ...drawLayout(layout),
    '</g>',
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}

function drawLayout(layout: Layout): string[] {
  return [...layout.boxes.flatMap(drawBox), ...layout.lines.flatMap(drawLine)];
}

function drawBox({ node, x, y, width, height, inner }: Box): string[] {
  const { fill, stroke } = COLOURS[node.fate];
  const middle = round(x + width / 2);
  if (node.type === '') {
    return [
      `<rect x="${round(x + width / 2 - 34)}" y="${round(y)}" width="68" height="${height}" rx="23" fill="#eeeef2" stroke="#b4b4bd"/>`,
      `<text x="${middle}" y="${round(y + height / 2 + 4)}" text-anchor="middle">${node.name}</text>`,
    ];
  }
  const facts = [node.type];
  if (node.milliseconds !== undefined) facts.push(duration(node.milliseconds));
  if (node.times > 1) facts.push(`${node.times} times`);
  const told = [node.name, node.fate, node.error, node.cause].filter((part) => part !== undefined && part !== '');
  const room = Math.floor(width / 6.2);
  const below =
    node.error === undefined
      ? `<text x="${middle}" y="${round(y + 36)}" text-anchor="middle" class="small">${escaped(facts.join(' · '))}</text>`
      : `<text x="${middle}" y="${round(y + 36)}" text-anchor="middle" class="error">${escaped(shortened(node.error, room))}</text>`;
  const dashes = inner.length > 0 ? ' stroke-dasharray="5 3"' : '';
  return [
    `<g data-state="${escaped(node.name)}" data-fate="${node.fate}"><title>${escaped(told.join('\n'))}</title>`,
    `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="8" fill="${fill}" stroke="${stroke}" stroke-width="1.5"${dashes}/>`,
    `<text x="${middle}" y="${round(y + 20)}" text-anchor="middle">${escaped(node.name)}</text>`,
    below,
    ...inner.flatMap(drawLayout),
    '</g>',
  ];
}

/** Bends through the points; between layers it leaves and arrives straight. */
function drawLine({ edge, points }: Line): string[] {
  const [[x, y], ...rest] = points as [[number, number], ...[number, number][]];
  let path = `M${round(x)} ${round(y)}`;
  let [px, py] = [x, y];
  for (const [nx, ny] of rest) {
    const half = (py + ny) / 2;
    path += ` C${round(px)} ${round(half)} ${round(nx)} ${round(half)} ${round(nx)} ${round(ny)}`;
    [px, py] = [nx, ny];
  }
  const colour = edge.taken ? '#2b2b33' : '#b4b4bd';
  const dashes = edge.kind === 'catch' ? ' stroke-dasharray="4 3"' : '';
  const line = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${edge.taken ? 2 : 1.2}"${dashes} marker-end="url(#tip)"/>`;
  if (edge.label === '') return [line];
  const [tx, ty] = rest[0]!;
  return [
    line,
    `<text x="${round((x + tx) / 2 + 5)}" y="${round((y + ty) / 2)}" class="small">${escaped(shortened(edge.label, 34))}</text>`,
  ];
}
