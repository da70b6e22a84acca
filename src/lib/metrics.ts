// Counters, histograms and gauges, and their text in the form Prometheus reads. emulator.ts makes one Metrics and hands it to
// whoever counts; the metrics door asks for the text. Counting is an addition to a number: nothing is gathered before
// somebody looks. https://prometheus.io/docs/instrumenting/exposition_formats/

/** One number under its labels. Keep it where it is counted often: looking it up costs more than adding to it. */
export interface Counter {
  value: number;
}

export interface Histogram {
  record(value: number): void;
}

/** All numbers of one name. Label values come in the order of the names given when the family was made. */
export interface Family<T> {
  of(...values: string[]): T;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metrics {
  counter(name: string, help: string, ...labels: string[]): Family<Counter>;
  /** `bounds`: the upper ends of the buckets, ascending. */
  histogram(name: string, help: string, bounds: readonly number[], ...labels: string[]): Family<Histogram>;
  /** What is counted elsewhere already: `read` is called when somebody looks. A later one of the same name replaces it. */
  observe(name: string, help: string, kind: 'counter' | 'gauge', read: () => readonly Sample[]): void;
  /** Everything, in the order of its making. */
  text(): string;
}

export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Label values may come from clients: beyond so many sets of them, the rest is counted together. */
const MOST_SETS = 1_000;
const REST = 'other';

interface Exposed {
  readonly help: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  write(name: string, lines: string[]): void;
}

interface Recorded extends Histogram {
  readonly counts: readonly number[];
  readonly sum: number;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

/** The members of a family, made as they are asked for. */
function createFamily<T>(
  names: readonly string[],
  make: () => T,
): Family<T> & { each(use: (labels: Readonly<Record<string, string>>, one: T) => void): void } {
  const known = new Map<string, { readonly labels: Readonly<Record<string, string>>; readonly one: T }>();
  const of = (...values: string[]): T => {
    const key = values.join('\u0000');
    const found = known.get(key);
    if (found) return found.one;
    if (known.size >= MOST_SETS && values.some((value) => value !== REST)) return of(...values.map(() => REST));
    const labels = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
    const one = make();
    known.set(key, { labels, one });
    return one;
  };
  return {
    of,
    each(use) {
      for (const { labels, one } of known.values()) use(labels, one);
    },
  };
}

function createHistogram(bounds: readonly number[]): Recorded {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  let sum = 0;
  return {
    counts,
    get sum() {
      return sum;
    },
    record(value) {
      let bucket = 0;
      while (bucket < bounds.length && value > bounds[bucket]!) bucket += 1;
      counts[bucket]! += 1;
      sum += value;
    },
  };
}

function writeHistogram(
  name: string,
  lines: string[],
  bounds: readonly number[],
  labels: Readonly<Record<string, string>>,
  { counts, sum }: Recorded,
): void {
  let total = 0;
  for (const [index, count] of counts.entries()) {
    total += count;
    lines.push(
      `${name}_bucket${labelled({ ...labels, le: index < bounds.length ? String(bounds[index]) : '+Inf' })} ${total}`,
    );
  }
  lines.push(`${name}_sum${labelled(labels)} ${sum}`, `${name}_count${labelled(labels)} ${total}`);
}

export function createMetrics(): Metrics {
  const exposed = new Map<string, Exposed>();
  const families = new Map<string, unknown>();
  /** Who asks for a family that is there gets that one: wings start anew over the same numbers. */
  const once = <T>(name: string, make: () => T): T => {
    if (!families.has(name)) families.set(name, make());
    return families.get(name) as T;
  };
  return {
    counter: (name, help, ...labels) =>
      once(name, () => {
        const family = createFamily<Counter>(labels, () => ({ value: 0 }));
        exposed.set(name, {
          help,
          kind: 'counter',
          write: (own, lines) => family.each((set, { value }) => void lines.push(`${own}${labelled(set)} ${value}`)),
        });
        return family;
      }),
    histogram: (name, help, bounds, ...labels) =>
      once(name, () => {
        const family = createFamily(labels, () => createHistogram(bounds));
        exposed.set(name, {
          help,
          kind: 'histogram',
          write: (own, lines) => family.each((set, one) => writeHistogram(own, lines, bounds, set, one)),
        });
        return family;
      }),
    observe(name, help, kind, read) {
      exposed.set(name, {
        help,
        kind,
        write: (own, lines) => {
          for (const { labels, value } of read()) lines.push(`${own}${labelled(labels)} ${value}`);
        },
      });
    },
    text() {
      const lines: string[] = [];
      for (const [name, { help, kind, write }] of exposed) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`);
        write(name, lines);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

/** What the process takes of the machine, under the names that Prometheus's own clients use. */
export function observeProcess(metrics: Metrics): void {
  const gauge = (name: string, help: string, read: () => number): void =>
    metrics.observe(name, help, 'gauge', () => [{ labels: {}, value: read() }]);
  gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed);
  gauge('nodejs_heap_size_total_bytes', 'Heap reserved.', () => process.memoryUsage().heapTotal);
  metrics.observe('process_cpu_seconds_total', 'User and system CPU time spent in seconds.', 'counter', () => {
    const { user, system } = process.cpuUsage();
    return [{ labels: {}, value: (user + system) / 1e6 }];
  });
}
