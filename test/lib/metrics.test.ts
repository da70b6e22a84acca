// The text of the metrics, as the exposition format has it, and the bounds on what is kept.
import { describe, expect, it } from 'vitest';
import { createMetrics, observeProcess } from '../../src/lib/metrics.js';

describe('metrics', () => {
  it('are text that Prometheus reads', () => {
    const metrics = createMetrics();
    const requests = metrics.counter('requests_total', 'Requests.', 'api', 'status');
    requests.of('a', '200').value += 2;
    requests.of('say "hi"\\\n', '200').value += 1;
    metrics.observe('open', 'Open now.', 'gauge', () => [{ labels: {}, value: 7 }]);
    const latency = metrics.histogram('seconds', 'Time.', [0.1, 1], 'api').of('a');
    for (const value of [0.05, 0.1, 0.5, 3]) latency.record(value);
    expect(metrics.text().split('\n')).toEqual([
      '# HELP requests_total Requests.',
      '# TYPE requests_total counter',
      'requests_total{api="a",status="200"} 2',
      'requests_total{api="say \\"hi\\"\\\\\\n",status="200"} 1',
      '# HELP open Open now.',
      '# TYPE open gauge',
      'open 7',
      '# HELP seconds Time.',
      '# TYPE seconds histogram',
      'seconds_bucket{api="a",le="0.1"} 2',
      'seconds_bucket{api="a",le="1"} 3',
      'seconds_bucket{api="a",le="+Inf"} 4',
      'seconds_sum{api="a"} 3.65',
      'seconds_count{api="a"} 4',
      '',
    ]);
  });

  it('are the same for all who ask for a name', () => {
    const metrics = createMetrics();
    metrics.counter('n', 'N.').of().value += 1;
    metrics.counter('n', 'N.').of().value += 1;
    metrics.observe('o', 'O.', 'gauge', () => [{ labels: {}, value: 1 }]);
    metrics.observe('o', 'O.', 'gauge', () => [{ labels: {}, value: 2 }]);
    expect(metrics.text()).toContain('\nn 2\n');
    expect(metrics.text().match(/^o .*$/gm)).toEqual(['o 2']);
  });

  it('keep no more sets of labels than they may', () => {
    const metrics = createMetrics();
    const family = metrics.counter('n', 'N.', 'type');
    for (let index = 0; index < 5_000; index++) family.of(`type ${index}`).value += 1;
    const lines = metrics.text().split('\n');
    expect(lines.length).toBeLessThan(1_010);
    expect(lines).toContain('n{type="other"} 4000');
  });

  it('tell what the process takes', () => {
    const metrics = createMetrics();
    observeProcess(metrics);
    expect(Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics.text())?.[1])).toBeGreaterThan(1e6);
  });
});
