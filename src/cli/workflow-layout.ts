// Where the states of a graph stand on paper: layers from top to bottom, as few crossings as a few sweeps find, branches and
// processors as boxes inside their state. Pure geometry; workflow-svg.ts draws it.
// After Sugiyama, Tagawa, Toda: Methods for Visual Understanding of Hierarchical System Structures (1981).
import type { Graph, GraphEdge, GraphNode } from './workflow-graph.js';

export interface Box {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Layouts of what is inside, moved to where they stand. */
  readonly inner: readonly Layout[];
}

export interface Line {
  readonly edge: GraphEdge;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Layout {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

const HEIGHT = 46;
const HEADER = 46;
const BETWEEN = 28;
const LAYER_GAP = 52;
const PADDING = 16;
const LETTER = 7.2;
const SWEEPS = 8;

/** A state, or a point where a long edge passes a layer. */
interface Spot {
  readonly node: GraphNode | undefined;
  readonly inner: readonly Layout[];
  readonly width: number;
  readonly height: number;
  layer: number;
  x: number;
  y: number;
}

export function layoutGraph(graph: Graph): Layout {
  const spots = new Map(graph.nodes.map((node) => [node.name, spotOf(node)]));
  const edges = graph.edges.filter(({ from, to }) => spots.has(from) && spots.has(to));
  rank(graph, spots, edges);
  const layers: Spot[][] = [];
  for (const spot of spots.values()) pushTo(layers, spot);
  const routes = edges.map((edge) => ({ edge, via: route(spots.get(edge.from)!, spots.get(edge.to)!, layers) }));
  arrange(layers, neighboursOf(routes.map(({ via }) => via)));
  let y = 0;
  for (const layer of layers) {
    const height = Math.max(HEIGHT, ...layer.map((spot) => spot.height));
    for (const spot of layer) spot.y = y;
    y += height + LAYER_GAP;
  }
  const all = layers.flat();
  const left = Math.min(0, ...all.map(({ x }) => x));
  for (const spot of all) spot.x -= left;
  return {
    boxes: all.flatMap(({ node, x, y: top, width, height, inner }): Box[] =>
      node ? [{ node, x, y: top, width, height, inner: place(inner, x, top) }] : [],
    ),
    lines: routes.map(({ edge, via }) => ({ edge, points: pointsOf(via) })),
    width: Math.max(0, ...all.map((spot) => spot.x + spot.width)),
    height: Math.max(0, y - LAYER_GAP),
  };
}

function spotOf(node: GraphNode): Spot {
  const inner = node.inner.map(layoutGraph);
  const text = Math.max(node.name.length, node.type.length + 14) * LETTER + 28;
  const across = inner.reduce((sum, one) => sum + one.width + PADDING, PADDING);
  const down = inner.length === 0 ? HEIGHT : HEADER + Math.max(...inner.map((one) => one.height)) + PADDING;
  return { node, inner, width: Math.max(120, text, inner.length > 0 ? across : 0), height: down, layer: 0, x: 0, y: 0 };
}

function place(inner: readonly Layout[], x: number, y: number): Layout[] {
  let at = x + PADDING;
  return inner.map((layout) => {
    const moved = move(layout, at, y + HEADER);
    at += layout.width + PADDING;
    return moved;
  });
}

function move(layout: Layout, dx: number, dy: number): Layout {
  return {
    ...layout,
    boxes: layout.boxes.map((box) => ({
      ...box,
      x: box.x + dx,
      y: box.y + dy,
      inner: box.inner.map((one) => move(one, dx, dy)),
    })),
    lines: layout.lines.map((line) => ({ ...line, points: line.points.map(([x, y]) => [x + dx, y + dy] as const) })),
  };
}

/** The longest way from the start, without the edges that lead back. */
function rank(graph: Graph, spots: ReadonlyMap<string, Spot>, edges: readonly GraphEdge[]): void {
  const followers = new Map<string, string[]>();
  for (const { from, to } of edges) followers.set(from, [...(followers.get(from) ?? []), to]);
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const forward = new Map<string, string[]>();
  const visit = (name: string): void => {
    state.set(name, 'open');
    for (const to of followers.get(name) ?? []) {
      if (state.get(to) === 'open') continue;
      forward.set(name, [...(forward.get(name) ?? []), to]);
      if (!state.has(to)) visit(to);
    }
    state.set(name, 'done');
    order.unshift(name);
  };
  for (const name of [graph.start, ...spots.keys()]) if (spots.has(name) && !state.has(name)) visit(name);
  for (const name of order) {
    const { layer } = spots.get(name)!;
    for (const to of forward.get(name) ?? []) {
      const spot = spots.get(to)!;
      spot.layer = Math.max(spot.layer, layer + 1);
    }
  }
}

function pushTo(layers: Spot[][], spot: Spot): void {
  while (layers.length <= spot.layer) layers.push([]);
  layers[spot.layer]!.push(spot);
}

/** The spots that an edge goes through, new ones in the layers between. */
function route(from: Spot, to: Spot, layers: Spot[][]): Spot[] {
  const via = [from];
  const step = Math.sign(to.layer - from.layer);
  for (let layer = from.layer + step; step !== 0 && layer !== to.layer; layer += step) {
    const spot = { node: undefined, inner: [], width: 24, height: 0, layer, x: 0, y: 0 };
    pushTo(layers, spot);
    via.push(spot);
  }
  return [...via, to];
}

function neighboursOf(routes: readonly (readonly Spot[])[]): Map<Spot, Spot[]> {
  const neighbours = new Map<Spot, Spot[]>();
  const add = (a: Spot, b: Spot): void => void neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
  for (const via of routes) {
    for (const [index, spot] of via.entries()) {
      const next = via[index + 1];
      if (!next) continue;
      add(spot, next);
      add(next, spot);
    }
  }
  return neighbours;
}

/** Down and up in turn, each layer is ordered and moved towards the middle of what it is tied to in the layer before. */
function arrange(layers: readonly Spot[][], neighbours: ReadonlyMap<Spot, Spot[]>): void {
  for (const layer of layers)
    spread(
      layer,
      layer.map((spot) => spot.x + spot.width / 2),
    );
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : layers.toReversed()) {
      const wanted = new Map(
        layer.map((spot) => {
          const tied = (neighbours.get(spot) ?? []).filter((one) =>
            down ? one.layer < spot.layer : one.layer > spot.layer,
          );
          const sum = tied.reduce((total, one) => total + one.x + one.width / 2, 0);
          return [spot, tied.length === 0 ? spot.x + spot.width / 2 : sum / tied.length] as const;
        }),
      );
      layer.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
      spread(
        layer,
        layer.map((spot) => wanted.get(spot)!),
      );
    }
  }
}

/** As near to the wanted middles as it goes without touching. */
function spread(layer: readonly Spot[], middles: readonly number[]): void {
  let edge = -Infinity;
  let shift = 0;
  for (const [index, spot] of layer.entries()) {
    const wanted = middles[index]! - spot.width / 2;
    spot.x = Math.max(wanted, edge);
    shift += wanted - spot.x;
    edge = spot.x + spot.width + BETWEEN;
  }
  for (const spot of layer) spot.x += shift / layer.length;
}

function pointsOf(via: readonly Spot[]): [number, number][] {
  const [first, last] = [via[0]!, via.at(-1)!];
  const down = last.layer > first.layer;
  const middle = (spot: Spot): number => spot.x + spot.width / 2;
  if (first === last) {
    const [right, top] = [first.x + first.width, first.y];
    return [
      [right, top + 14],
      [right + 18, top + 14],
      [right + 18, top + 32],
      [right, top + 32],
    ];
  }
  const between = via.slice(1, -1).map((spot): [number, number] => [middle(spot), spot.y + HEIGHT / 2]);
  // What leads back goes in and out at the side.
  if (!down) {
    return [[first.x + first.width, first.y + HEIGHT / 2], ...between, [last.x + last.width, last.y + HEIGHT / 2]];
  }
  return [[middle(first), first.y + first.height], ...between, [middle(last), last.y]];
}
