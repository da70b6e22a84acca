// GET /_offsync/metrics after requests, refusals, failures, operations of tables and a reset.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KEY, serve } from '../support/api.js';

const FAILS = `import { util } from '@aws-appsync/utils';
export function request() { return {}; }
export function response() { util.error('no', 'Bad'); }`;

it('counts what was asked and what became of it', async () => {
  const { emulator, query } = await serve({
    schema: 'type Query { a: String fails: String } type Mutation { b: String }',
    resolvers: { 'Query.fails': FAILS },
  });
  try {
    const get = async (): Promise<string> => {
      const response = await emulator.fetch('/_offsync/metrics');
      expect(response.headers.get('content-type')).toContain('text/plain');
      return response.text();
    };
    const post = (headers: Record<string, string>, body: string) =>
      emulator.fetch('/graphql', { method: 'POST', headers, body });
    await query('{ a }');
    await query('{ a }');
    await query('mutation { b }');
    await query('{ one: fails two: fails }');
    await query('{ unknown }');
    await post({ 'x-api-key': 'wrong' }, '{"query":"{ a }"}');
    await post({}, '{"query":"{ a }"}');
    await post({ 'x-api-key': KEY }, 'no JSON');
    const table = { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' };
    await emulator.fetch('/', { method: 'POST', headers: table, body: '{}' });
    const value = (text: string, line: string): string | undefined =>
      text
        .split('\n')
        .find((one) => one.startsWith(`${line} `))
        ?.slice(line.length + 1);
    const text = await get();
    const counted = (line: string): string | undefined => value(text, line);
    const requests = (operation: string, status: number): string | undefined =>
      counted(`offsync_graphql_requests_total{api="testapi",operation="${operation}",status="${status}"}`);
    expect(requests('query', 200)).toBe('3');
    expect(requests('mutation', 200)).toBe('1');
    expect(requests('none', 200)).toBe('1');
    expect(requests('none', 401)).toBe('2');
    expect(requests('none', 400)).toBe('1');
    expect(counted('offsync_graphql_request_duration_seconds_count{api="testapi",operation="query"}')).toBe('3');
    expect(counted('offsync_graphql_errors_total{api="testapi",type="Bad"}')).toBe('2');
    expect(counted('offsync_resolver_errors_total{api="testapi",type="Query",field="fails"}')).toBe('2');
    expect(counted('offsync_auth_refusals_total{api="testapi",mode="API_KEY"}')).toBe('1');
    expect(counted('offsync_auth_refusals_total{api="testapi",mode="none"}')).toBe('1');
    expect(counted('offsync_realtime_subscriptions')).toBe('0');
    expect(counted('offsync_realtime_connections{api="testapi"}')).toBe('0');
    expect(counted('offsync_realtime_slow_total{api="testapi"}')).toBe('0');
    expect(counted('offsync_dynamodb_operations_total{operation="ListTables"}')).toBe('1');
    expect(counted('offsync_workflow_transitions_total')).toBe('0');
    expect(Number(counted('process_resident_memory_bytes'))).toBeGreaterThan(1e6);
    const documented = readFileSync(join(import.meta.dirname, '../../docs/observability.md'), 'utf8');
    for (const [, name] of text.matchAll(/^# TYPE (\S+)/gm)) expect(documented).toContain(`\`${name}\``);
    // Numbers go on when the data begins anew.
    await emulator.reset();
    await query('{ a }');
    expect(value(await get(), 'offsync_graphql_requests_total{api="testapi",operation="query",status="200"}')).toBe(
      '4',
    );
  } finally {
    await emulator.close();
  }
});
