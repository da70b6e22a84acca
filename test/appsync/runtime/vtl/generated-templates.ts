// Random templates for the property test, each from a number. Only what the naive interpreter knows; loops are short, and
// collections rank ($list and $map hold scalars, $rows holds those two), so that nothing grows without end or holds itself.
import { createSeededRandom } from '../../../../src/lib/random.js';

/** A template of everything. */
export const generateTemplate = (seed: number): string => new Generator(seed).template();

/** A template that renders JSON, unless it stops on the way. */
export const generateDocument = (seed: number): string => new Generator(seed).document();

const NAMES = ['a', 'b', 'c', 'list', 'map', 'n', 'd', 'rows', 'block'];
const KEYS = ['x', 'y', 'size', 'id', 'toString'];
const WORDS = ['red', 'two words', '', 'é', 'a-b', '12', '{', '$ 5', '#'];

class Generator {
  private readonly roll: () => number;
  private macros: string[] = [];
  private inMacro = false;

  constructor(seed: number) {
    const random = createSeededRandom(seed);
    this.roll = () => random.next();
  }

  template(): string {
    return `${this.definitions()}${this.variables()}${this.body(0)}${this.call(0)}${this.body(1)}`;
  }

  document(): string {
    const members = Array.from({ length: 1 + this.upTo(5) }, (_, index) => {
      const before = this.maybe(0.5) ? this.change() : '';
      return `${before}"k${index}": ${this.member()}${this.maybe(0.3) ? this.change() : ''}`;
    });
    return `${this.definitions()}${this.variables()}{ ${members.join(',\n')} }`;
  }

  private definitions(): string {
    this.inMacro = true;
    const shout = this.maybe(0.5) ? `#macro(shout $p $q)<$p|$!q|${this.body(2)}>#end\n` : '';
    const wrap = this.maybe(0.4) ? `#macro(wrap $p)($bodyContent${this.body(2)}$p)#end\n` : '';
    this.inMacro = false;
    if (shout !== '') this.macros.push('shout');
    if (wrap !== '') this.macros.push('wrap');
    return shout + wrap;
  }

  private variables(): string {
    const values = [
      `$items = [${this.scalar()}, "z", ${this.double()}]`,
      `$list = [${this.scalar()}, 2]`,
      `$map = ${this.map()}`,
      `$rows = [${this.map()}, [${this.scalar()}]]`,
      `$d = ${this.double()}`,
      `$k = ${this.double()}`,
    ];
    return values.map((value) => `#set(${value})\n`).join('');
  }

  private maybe(chance: number): boolean {
    return this.roll() < chance;
  }

  private upTo(limit: number): number {
    return Math.floor(this.roll() * limit);
  }

  private pick<T>(of: readonly T[]): T {
    return of[this.upTo(of.length)]!;
  }

  private body(depth: number): string {
    return Array.from({ length: 1 + this.upTo(4) }, () => this.statement(depth)).join('');
  }

  private statement(depth: number): string {
    switch (this.upTo(depth >= 3 ? 6 : 12)) {
      case 0:
        return this.pick([' text ', '\n', '"', ', ', ' 1']);
      case 1:
      case 2:
        return `${this.reference(true)} `;
      case 3:
      case 4:
        return this.change();
      case 5:
        return `$util.toJson(${this.pick([`$${this.pick(['list', 'map', 'n', 'rows', 'd', 'block'])}`, this.scalar(), this.map()])})`;
      case 6:
      case 7:
        return `#if(${this.test(2)})${this.body(depth + 1)}${
          this.maybe(0.4) ? `#elseif(${this.test(1)})${this.body(depth + 1)}` : ''
        }${this.maybe(0.5) ? `#else ${this.body(depth + 1)}` : ''}#end`;
      case 8:
        return `#foreach($${this.pick(['i', 'a'])} in ${this.pick(['[1..3]', '[2..$list.size()]', '$map', '$items', '[]', '["x", 1]', '$rows', '$map.keySet()'])})$foreach.index,$!i ${
          this.maybe(0.2) ? `#if(${this.test(1)})${this.pick(['#break', '#set($s = "${i}#break")'])}#end` : ''
        }${this.maybe(0.5) ? this.pick(['$foreach.hasNext', '$foreach.first', '$velocityCount']) : ''}${this.body(depth + 2)}#end\n`;
      case 9:
        return `#define($block)${this.body(depth + 2)}#end`;
      case 10:
        return this.call(depth);
      default:
        return this.maybe(0.05) ? this.pick(['#stop', `#return(${this.value()})`, '#return()']) : '## a comment\n';
    }
  }

  /** Prints nothing. */
  private change(): string {
    switch (this.upTo(6)) {
      case 0:
        return `#set($${this.pick(['a', 'b', 'c', 'n', ...this.parameters()])} = ${this.maybe(0.5) ? this.sum(2) : this.value()})`;
      case 1:
        return `#set($map.${this.pick(KEYS)} = ${this.scalar()})\n`;
      case 2:
        return `$util.qr($list.add(${this.scalar()}))`;
      case 3:
        return `$util.qr($rows.add(${this.pick(['$map', '$list', this.map(), this.scalar(), `[${this.map()}]`])}))`;
      case 4:
        return `$util.qr($map.${this.pick([`remove("${this.pick(KEYS)}")`, `put("${this.pick(KEYS)}", ${this.scalar()})`])})`;
      default:
        return `#set(${this.pick(['$list[0]', '$map["y"]', '$rows[0].x', '$d'])} = ${this.pick([this.scalar(), this.double()])})`;
    }
  }

  private call(depth: number): string {
    if (this.macros.length === 0 || depth > 2) return '';
    const args = () => this.pick([this.scalar(), `$${this.pick(NAMES)}`, '$map.x', '$nothing', this.map()]);
    return this.pick(this.macros) === 'shout' && this.macros.includes('shout')
      ? `#shout(${args()} ${args()})`
      : this.macros.includes('wrap')
        ? `#@wrap(${args()})${this.body(depth + 1)}#end`
        : `#shout(${args()})`;
  }

  private member(): string {
    return this.pick([
      `$util.toJson(${this.pick([this.value(), this.map(), '$rows', '$map', '$list'])})`,
      `"$!n ${this.pick(['$!map.x', '$d', 'text'])}"`,
      '$k',
      `[#foreach($i in $items)$util.toJson($i)#if($foreach.hasNext),#end#end]`,
      `{"x": $util.toJson($map.x), "rows": $util.toJson($rows)}`,
      `#if(${this.test(1)})$util.toJson($rows)#else null#end`,
    ]);
  }

  private parameters(): readonly string[] {
    return this.inMacro ? ['p', 'q'] : [];
  }

  private reference(printed = false): string {
    const inner = this.pick([
      this.pick([...NAMES, ...this.parameters()]),
      'nothing',
      `map.${this.pick(KEYS)}`,
      `map["${this.pick(KEYS)}"]`,
      `rows[0].${this.pick(KEYS)}`,
      'rows[-1].size()',
      'list[0]',
      'list[-1]',
      'list.size()',
      'map.size()',
      'b.length()',
      'a.toUpperCase()',
      'nothing.at.all()',
    ]);
    if (!printed) return `$${inner}`;
    return this.pick([`$${inner}`, `$!${inner}`, `\${${inner}}`, `$!{${inner}}`]);
  }

  private scalar(): string {
    return this.pick([
      String(this.upTo(40)),
      `-${1 + this.upTo(9)}`,
      `'${this.pick(WORDS)}'`,
      `"${this.pick(['v', 'x y', ''])}"`,
      `"n: $n, $!{nothing}\${map.x}"`,
      'true',
      'false',
      this.double(),
    ]);
  }

  private double(): string {
    return this.pick(['1.5', '2.0', '-0.25', '1e7', '1.0E-4', '123456.789', '0.0', '12e10']);
  }

  private value(): string {
    return this.pick([
      this.scalar(),
      this.reference(),
      `"${this.reference(true).replaceAll('"', "'")}!"`,
      '$n',
      `"#if(${this.test(0).replaceAll('"', "'")})yes $n#{else}no#end"`,
    ]);
  }

  private map(): string {
    return `{"x": ${this.scalar()}, "${this.pick(['y', 'id', '2', 'k-k'])}": ${this.pick([this.scalar(), this.scalar(), '{}', '[1, {"a": 2.0}]'])}}`;
  }

  private sum(depth: number): string {
    if (depth === 0 || this.maybe(0.2)) {
      return this.pick([String(this.upTo(20)), '$n', '$map.x', '$list.size()', '$d', this.double()]);
    }
    const [left, right] = [this.sum(depth - 1), this.sum(depth - 1)];
    const sum = `${left} ${this.pick(['+', '-', '*', '/', '%'])} ${right}`;
    return this.maybe(0.4) ? `(${sum})` : sum;
  }

  private test(depth: number): string {
    if (depth === 0) return this.pick([this.reference(), 'true', 'false', '$n']);
    switch (this.upTo(4)) {
      case 0:
        return `${this.sum(1)} ${this.pick(['<', '>', '<=', '>=', '==', '!=', 'lt', 'ge'])} ${this.sum(1)}`;
      case 1:
        return `${this.reference()} ${this.pick(['==', '!='])} ${this.value()}`;
      case 2:
        return `!(${this.test(depth - 1)})`;
      default:
        return `(${this.test(depth - 1)}) ${this.pick(['&&', '||', 'and', 'or'])} (${this.test(depth - 1)})`;
    }
  }
}
