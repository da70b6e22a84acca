import { expect, it } from 'vitest';
import { hostName, isLoopback, portOf } from '../../src/lib/host-name.js';

it.each([
  ['Localhost:4566', 'localhost', '4566'],
  ['localhost', 'localhost', ''],
  ['[::1]:80', '[::1]', '80'],
  ['[::1]', '[::1]', ''],
  ['::1', '::1', ''],
])('%s', (host, name, port) => {
  expect([hostName(host), portOf(host)]).toEqual([name, port]);
});

it('takes no name for a loopback address', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1', 'a.localhost'].map(isLoopback)).toEqual([true, true, true, true]);
  expect(['127.evil.com', '128.0.0.1', 'localhost.evil.com'].map(isLoopback)).toEqual([false, false, false]);
});
