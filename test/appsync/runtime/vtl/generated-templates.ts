// Random templates for the property test, each from a number. Only what the naive interpreter knows; loops are short and
// collections hold nothing but scalars, so that nothing grows without end or holds itself.
import { createSeededRandom } from '../../../../src/lib/random.js';

export function generateTemplate(seed: number): string {
  return new Generator(seed).template();
}

const NAMES = ['a', 'b', 'c', 'list', 'map', 'n'];
const KEYS = ['x', 'y', 'size', 'id'];
const WORDS = ['red', 'two words', '', 'é', 'a-b', '12', '{', '$ 5', '#'];

class Generator {
  private readonly roll: () => number;

  constructor(seed: number) {
    const random = createSeededRandom(seed);
    this.roll = () => random.next();
  }

  template(): string {
    const macro = this.maybe(0.4) ? `#macro(shout $p $q)<$p|$!q|${this.body(2)}>#end\n` : '';
    const calls = macro === '' ? '' : `#shout(${this.scalar()} "${this.pick(KEYS)}")`;
    return `${macro}#set($items = [${this.scalar()}, "z"])#set($list = [${this.scalar()}, 2])#set($map = ${this.map()})\n${this.body(0)}${calls}${this.body(1)}`;
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
    switch (this.upTo(depth >= 3 ? 6 : 10)) {
      case 0:
        return this.pick([' text ', '\n', '"', ', ', ' 1']);
      case 1:
        return `${this.reference(true)} `;
      case 2:
        return `#set($${this.pick(['a', 'b', 'c', 'n'])} = ${this.maybe(0.5) ? this.sum(2) : this.value()})`;
      case 3:
        return `#set($map.${this.pick(KEYS)} = ${this.scalar()})\n`;
      case 4:
        return `#set($ok = $list.add(${this.scalar()}))`;
      case 5:
        return `$util.toJson(${this.pick([`$${this.pick(['list', 'map', 'n'])}`, this.scalar(), this.map()])})`;
      case 6:
      case 7:
        return `#if(${this.test(2)})${this.body(depth + 1)}${
          this.maybe(0.4) ? `#elseif(${this.test(1)})${this.body(depth + 1)}` : ''
        }${this.maybe(0.5) ? `#else ${this.body(depth + 1)}` : ''}#end`;
      case 8:
        return `#foreach($${this.pick(['i', 'a'])} in ${this.pick(['[1..3]', '[2..$n]', '$map', '$items', '[]', '["x", 1]'])})$foreach.index,$!i ${
          this.maybe(0.2) ? `#if(${this.test(1)})#break#end` : ''
        }${this.maybe(0.5) ? this.pick(['$foreach.hasNext', '$foreach.first', '$velocityCount']) : ''}${this.body(depth + 2)}#end\n`;
      default:
        return this.maybe(0.1) ? '#stop' : '## a comment\n';
    }
  }

  private reference(printed = false): string {
    const inner = this.pick([
      this.pick(NAMES),
      'nothing',
      `map.${this.pick(KEYS)}`,
      `map["${this.pick(KEYS)}"]`,
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
    ]);
  }

  private value(): string {
    return this.pick([this.scalar(), this.reference(), `"${this.reference(true).replaceAll('"', "'")}!"`, '$n']);
  }

  private map(): string {
    return `{"x": ${this.scalar()}, "${this.pick(['y', 'id', '2', 'k-k'])}": ${this.scalar()}}`;
  }

  private sum(depth: number): string {
    if (depth === 0 || this.maybe(0.2)) return this.pick([String(this.upTo(20)), '$n', '$map.x', '$list.size()']);
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
