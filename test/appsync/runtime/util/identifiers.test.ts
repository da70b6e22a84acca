import { expect, it } from 'vitest';
import { createLibrary, NOW } from './library.js';

it('autoId is a version 4 UUID, never the same', () => {
  const { util } = createLibrary();
  expect(util.autoId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(util.autoId()).not.toBe(util.autoId());
});

it('autoUlid sorts by time and starts with the milliseconds', () => {
  const { util, clock } = createLibrary();
  const ulid = util.autoUlid();
  expect(ulid).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  const digits = [...ulid.slice(0, 10)].map((char) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(char));
  expect(digits.reduce((millis, digit) => millis * 32 + digit, 0)).toBe(NOW);
  const earlier = util.autoUlid();
  clock.now += 1;
  expect(util.autoUlid() > earlier).toBe(true);
});

it('autoKsuid has 27 base 62 digits that sort by second', () => {
  const { util, clock } = createLibrary();
  const earlier = util.autoKsuid();
  expect(earlier).toMatch(/^[0-9A-Za-z]{27}$/);
  clock.now += 1000;
  expect(util.autoKsuid() > earlier).toBe(true);
});
