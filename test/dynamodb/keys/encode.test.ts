import { describe, expect, it } from 'vitest';
import { encodeKeyValue, INDEX_LAYOUT, indexKey, segmentStart, tableKey } from '../../../src/dynamodb/keys/encode.js';
import { type AttributeValue, compareValues } from '../../../src/dynamodb/values/value.js';
import { createSeededRandom } from '../../../src/lib/random.js';

const random = createSeededRandom(7);
const whole = (limit: number): number => Math.floor(random.next() * limit);

function randomNumber(): string {
  const digits = Array.from({ length: 1 + whole(38) }, () => whole(10)).join('');
  const exponent = whole(200) - 110;
  return `${random.next() < 0.5 ? '-' : ''}${digits[0]}.${digits.slice(1)}0E${exponent}`;
}

const characters = ['a', 'b', '\u0000', '\u007f', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '𐀀'];
const randomText = (): string => Array.from({ length: whole(5) }, () => characters[whole(characters.length)]).join('');

function expectSameOrder(make: () => AttributeValue, encode: (value: AttributeValue) => Buffer): void {
  for (let round = 0; round < 3000; round += 1) {
    const [a, b] = [make(), make()];
    const order = Math.sign(compareValues(a, b)!);
    expect(Math.sign(Buffer.compare(encode(a), encode(b))), JSON.stringify([a, b])).toBe(order);
  }
}

describe('keys as bytes', () => {
  it('order numbers by value', () => expectSameOrder(() => ({ N: randomNumber() }), encodeKeyValue));
  it('order strings by their UTF-8 bytes', () => expectSameOrder(() => ({ S: randomText() }), encodeKeyValue));
  it('order binaries as unsigned bytes', () =>
    expectSameOrder(() => ({ B: Buffer.from(random.bytes(whole(4))).toString('base64') }), encodeKeyValue));

  it('keep that order in an index, where the key of the item follows', () => {
    const hash = { S: 'h' };
    expectSameOrder(
      () => ({ S: randomText() }),
      (value) => indexKey(hash, value, Buffer.of(1, 2)).subarray(0, -2),
    );
  });

  it('bound the rows of one value in an index', () => {
    const hash = { S: 'h' };
    const prefix = indexKey(hash, undefined, Buffer.of());
    const at = (text: string): Buffer => Buffer.concat([prefix, INDEX_LAYOUT.at(Buffer.from(text))]);
    const above = (text: string): Buffer => Buffer.concat([prefix, INDEX_LAYOUT.above(Buffer.from(text))]);
    for (const item of [Buffer.of(0), Buffer.of(255), Buffer.of(0, 255, 7)]) {
      for (const other of ['', 'a', 'a\u0000', 'a\u0000\u0000', 'ab', 'b']) {
        const row = indexKey(hash, { S: other }, item);
        const inside = row.compare(at('a')) >= 0 && row.compare(above('a')) < 0;
        expect(inside, JSON.stringify(other)).toBe(other === 'a');
      }
    }
  });

  it('part the table into equal segments', () => {
    const starts = [0, 1, 2, 3].map((segment) => segmentStart(segment, 4)!.toString('hex'));
    expect(starts).toEqual(['00000000', '40000000', '80000000', 'c0000000']);
    expect(segmentStart(4, 4)).toBeUndefined();
    const counts = [0, 0, 0, 0];
    for (let id = 0; id < 4000; id += 1) counts[tableKey({ S: `user-${id}` }, undefined)[0]! >> 6]! += 1;
    for (const count of counts) expect(count).toBeGreaterThan(800);
  });
});
