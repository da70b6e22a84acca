// `$ctx`: a map whose members are looked up when somebody asks for them (resolver-context-reference.md). One field's
// arguments, source and stash are the same objects in all its templates, so what one changes the next one sees.
import type { FieldScope, StepState } from '../unit.js';
import { plain } from './values/text.js';
import { adopt, JavaMap, type Value } from './values/value.js';

const MEMBERS = [
  ...['arguments', 'identity', 'source', 'result', 'request', 'info', 'error', 'prev', 'stash', 'env', 'outErrors'],
] as const;

export type Load = (member: string) => Value;

/** A map that fills itself: `$ctx.args` is `$ctx.arguments` by another name. */
export class ContextMap extends JavaMap {
  private readonly load: Load;
  private readonly loaded = new Set<string>();

  constructor(load: Load) {
    super();
    this.load = load;
  }

  /** True when `member` was read or written. */
  used(member: string): boolean {
    return this.loaded.has(member);
  }

  override get size(): number {
    return this.own().size;
  }

  override get(key: Value): Value {
    const name = key === 'args' ? 'arguments' : key;
    if (typeof name === 'string') this.fill(name);
    return super.get(name);
  }

  override has(key: Value): boolean {
    this.fillAll();
    return super.has(key === 'args' ? 'arguments' : key);
  }

  override put(key: Value, value: Value): Value {
    const name = key === 'args' ? 'arguments' : key;
    if (typeof name === 'string') this.fill(name);
    return super.put(name, value);
  }

  override keys(): Value[] {
    this.fillAll();
    return super.keys();
  }

  override values(): Value[] {
    this.fillAll();
    return super.values();
  }

  override pairs(): IterableIterator<[Value, Value]> {
    this.fillAll();
    return super.pairs();
  }

  private fill(name: string): void {
    if (this.loaded.has(name)) return;
    this.loaded.add(name);
    if ((MEMBERS as readonly string[]).includes(name)) super.put(name, this.load(name));
  }

  private fillAll(): void {
    for (const name of MEMBERS) this.fill(name);
  }
}

/** What stays between the templates of one field. */
class FieldValues {
  readonly arguments: JavaMap;
  readonly source: Value;
  stash: JavaMap;
  /** The plain stash as it was last handed out: another one there means that another runtime wrote it. */
  exported: Record<string, unknown>;

  constructor(scope: FieldScope) {
    this.arguments = new JavaMap(scope.arguments);
    this.source = adopt(scope.source);
    this.stash = new JavaMap(scope.stash);
    this.exported = scope.stash;
  }
}

export class FieldContexts {
  open(scope: FieldScope, state: StepState): ContextMap {
    return new ContextMap((member) => this.member(scope, state, member));
  }

  /** Hands the stash back to execution, which shows it and gives it to other runtimes. */
  close(scope: FieldScope, context: ContextMap): void {
    if (!context.used('stash')) return;
    const values = this.valuesOf(scope);
    const stash = context.get('stash');
    values.stash = stash instanceof JavaMap ? stash : new JavaMap();
    values.exported = plain(values.stash) as Record<string, unknown>;
    scope.stash = values.exported;
  }

  private member(scope: FieldScope, state: StepState, member: string): Value {
    switch (member) {
      case 'arguments':
        return this.valuesOf(scope).arguments;
      case 'source':
        return this.valuesOf(scope).source;
      case 'stash':
        return this.stash(scope);
      case 'identity':
        return adopt(scope.operation.identity);
      case 'request':
        return adopt(scope.operation.request);
      case 'env':
        return adopt(scope.operation.env);
      case 'info':
        return adopt(scope.info());
      case 'prev':
        return adopt(state.prev ?? null);
      case 'result':
        return adopt(state.result ?? null);
      case 'error':
        return state.error === undefined
          ? null
          : adopt({ message: state.error.message, type: state.error.errorType, data: state.error.data });
      case 'outErrors':
        return adopt(scope.errors);
    }
    return null;
  }

  private stash(scope: FieldScope): JavaMap {
    const values = this.valuesOf(scope);
    if (scope.stash !== values.exported) {
      values.stash = new JavaMap(scope.stash);
      values.exported = scope.stash;
    }
    return values.stash;
  }

  private valuesOf(scope: FieldScope): FieldValues {
    // On the scope itself: a WeakMap costs a tenth of a small rendering.
    const { kept } = scope;
    if (kept instanceof FieldValues) return kept;
    const values = new FieldValues(scope);
    scope.kept = values;
    return values;
  }
}
