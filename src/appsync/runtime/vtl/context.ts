// `$ctx`: a map whose members are looked up when somebody asks for them (resolver-context-reference.md). One field's
// arguments, source and stash are the same objects in all its templates, so what one changes the next one sees.
import type { FieldInfo, FieldScope, StepState } from '../unit.js';
import { plain } from './values/text.js';
import { adopt, JavaMap, type Value } from './values/value.js';

const MEMBERS = [
  ...['arguments', 'identity', 'source', 'result', 'request', 'info', 'error', 'prev', 'stash', 'env', 'outErrors'],
] as const;
const PLACES: ReadonlyMap<Value, number> = new Map([
  ...MEMBERS.map((name, place) => [name, place] as const),
  ['args', 0] as const,
]);
const EMPTY = {};
const nameOf = (key: Value): Value => (key === 'args' ? 'arguments' : key);

export type Load = (member: string) => Value;

/** A map that fills itself: `$ctx.args` is `$ctx.arguments` by another name. Members are entries once all are asked for. */
export class ContextMap extends JavaMap {
  private readonly load: Load;
  private members: (Value | undefined)[] | undefined = [];

  constructor(load: Load) {
    super(EMPTY);
    this.load = load;
  }

  /** True when `member` was read or written. */
  used(member: string): boolean {
    return this.members === undefined || this.members[PLACES.get(member)!] !== undefined;
  }

  override get untouched(): undefined {
    return undefined;
  }

  override get size(): number {
    return this.own().size;
  }

  override get(key: Value): Value {
    const place = this.members && PLACES.get(key);
    return place === undefined ? (this.own().get(nameOf(key)) ?? null) : this.member(place);
  }

  override has(key: Value): boolean {
    return this.own().has(nameOf(key));
  }

  override put(key: Value, value: Value): Value {
    this.own();
    return super.put(nameOf(key), value);
  }

  override remove(key: Value): Value {
    return super.remove(nameOf(key));
  }

  protected override own(): Map<Value, Value> {
    const entries = super.own();
    if (this.members !== undefined) {
      for (const [place, name] of MEMBERS.entries()) entries.set(name, this.member(place));
      this.members = undefined;
    }
    return entries;
  }

  private member(place: number): Value {
    const members = this.members!;
    members[place] ??= this.load(MEMBERS[place]!);
    return members[place];
  }
}

/**
 * `$ctx.info`. "When using `$utils.toJson()` on `context.info`, the values that `selectionSetGraphQL` and `selectionSetList`
 * return are not serialized by default" (resolver-context-reference.md).
 */
class InfoMap extends JavaMap {
  constructor(info: FieldInfo) {
    super(info as unknown as Readonly<Record<string, unknown>>);
  }

  override get untouched(): Readonly<Record<string, unknown>> | undefined {
    const { selectionSetList: _list, selectionSetGraphQL: _text, ...shown } = super.untouched ?? {};
    return super.untouched && shown;
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
        return new InfoMap(scope.info());
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
