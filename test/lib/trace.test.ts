// Steps of a trace: when they began, how long they took, what they are a part of.
import { expect, it } from 'vitest';
import { createManualClock } from '../../src/lib/clock.js';
import { createTrace } from '../../src/lib/trace.js';

it('steps know their time and what they belong to', () => {
  const clock = createManualClock();
  const trace = createTrace('id', clock);
  const ended = trace.begin('auth', { mode: 'x' });
  clock.advance(2);
  ended({ more: 1 });
  const resolver = trace.enter('resolver', {});
  const call = resolver.trace.enter('function', {});
  clock.advance(3);
  call.trace.note('request', { value: 1 });
  call.end();
  resolver.trace.note('response', {});
  resolver.end({ error: 'no' });
  expect(trace.steps).toEqual([
    { name: 'auth', at: 0, ms: 2, detail: { mode: 'x', more: 1 } },
    { name: 'resolver', at: 2, ms: 3, detail: { error: 'no' } },
    { name: 'function', at: 2, ms: 3, parent: 1, detail: {} },
    { name: 'request', at: 5, parent: 2, detail: { value: 1 } },
    { name: 'response', at: 5, parent: 1, detail: {} },
  ]);
  expect(trace.elapsed()).toBe(5);
});

it('what never ended is a moment', () => {
  const trace = createTrace('id', createManualClock());
  trace.begin('source', {});
  expect(trace.steps).toEqual([{ name: 'source', at: 0, detail: {} }]);
});
