// Reads a pattern of Java's DateTimeFormatter, the language of util.time's formatted functions (time-helpers-in-util-time-js.md).
// It knows which letters exist; format.ts and parse.ts know what they mean.
import { UtilMisuse } from '../session.js';

export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  /** `pad`: the width of a `pppH`, 0 without. */
  | { readonly kind: 'field'; readonly letter: string; readonly count: number; readonly pad: number }
  /** `[...]`: printed when it can be, read when it is there. */
  | { readonly kind: 'optional'; readonly parts: readonly PatternPart[] };

const LETTERS = 'GuyDMLdQqYwWEecFaBhKkHmsSAnNVvzOXxZ';

/** How often a letter may stand in a row; the others: 19. */
// biome-ignore format: a table
const MOST: Readonly<Record<string, number>> = {
  G: 5, M: 5, L: 5, d: 2, D: 3, Q: 5, q: 5, w: 2, W: 1, E: 5, e: 5, c: 5, F: 1, a: 1, B: 5,
  h: 2, K: 2, k: 2, H: 2, m: 2, s: 2, S: 9, V: 2, v: 4, z: 4, O: 4, X: 5, x: 5, Z: 5,
};

class PatternReader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  read(): PatternPart[] {
    return this.#parts(false);
  }

  #parts(nested: boolean): PatternPart[] {
    const parts: PatternPart[] = [];
    while (this.#at < this.#pattern.length) {
      const char = this.#pattern.charAt(this.#at);
      if (char === ']') {
        if (!nested) throw this.#misuse('Pattern invalid as it contains ] without previous [');
        this.#at++;
        return parts;
      }
      parts.push(this.#part(char));
    }
    return parts;
  }

  #part(char: string): PatternPart {
    if (char === '[') {
      this.#at++;
      return { kind: 'optional', parts: this.#parts(true) };
    }
    if (char === "'") return { kind: 'literal', text: this.#quoted() };
    if (/[A-Za-z]/.test(char)) return this.#field();
    if (char === '{' || char === '}' || char === '#') {
      throw this.#misuse(`Pattern includes reserved character: '${char}'`);
    }
    this.#at++;
    return { kind: 'literal', text: char };
  }

  #quoted(): string {
    let text = '';
    for (let i = this.#at + 1; i < this.#pattern.length; i++) {
      const char = this.#pattern.charAt(i);
      if (char !== "'") text += char;
      else if (this.#pattern.charAt(i + 1) === "'") {
        text += "'";
        i++;
      } else {
        this.#at = i + 1;
        return text === '' ? "'" : text;
      }
    }
    throw this.#misuse('Pattern ends with an incomplete string literal');
  }

  #run(letter: string): number {
    const start = this.#at;
    while (this.#pattern.charAt(this.#at) === letter) this.#at++;
    return this.#at - start;
  }

  #field(): PatternPart {
    let letter = this.#pattern.charAt(this.#at);
    let count = this.#run(letter);
    let pad = 0;
    if (letter === 'p') {
      pad = count;
      letter = this.#pattern.charAt(this.#at);
      if (!/[A-Za-z]/.test(letter)) throw this.#misuse("Pad letter 'p' must be followed by valid pad pattern");
      count = this.#run(letter);
    }
    if (!LETTERS.includes(letter)) throw this.#misuse(`Unknown pattern letter: ${letter}`);
    if (count > (MOST[letter] ?? 19)) throw this.#misuse(`Too many pattern letters: ${letter}`);
    if (letter === 'V' && count !== 2) throw this.#misuse(`Pattern letter count must be 2: ${letter}`);
    return { kind: 'field', letter, count, pad };
  }

  #misuse(reason: string): UtilMisuse {
    return new UtilMisuse(`${reason}: ${this.#pattern}`);
  }
}

export const readPattern = (pattern: string): readonly PatternPart[] => new PatternReader(pattern).read();
