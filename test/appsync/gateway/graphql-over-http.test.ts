// The GraphQL-over-HTTP audits of the package graphql-http, against an endpoint. AppSync is older than that specification and
// departs from it; each departure stands here with its reason, and an audit that passes must not.
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY, serve, type TestApi } from '../../support/api.js';

const ANY_TYPE = 'AppSync reads any POST body as JSON and answers application/json, whatever the headers say';
const UNREADABLE = 'AppSync answers 400 to what it can not parse (graphql-over-http#81)';
const LENIENT = 'AppSync takes no notice of an operationName or of extensions that are of another type';

const DEPARTURES: Readonly<Record<string, string>> = {
  '22EB': ANY_TYPE,
  '9ABE': ANY_TYPE,
  '86EE': ANY_TYPE,
  '9C48': 'AppSync runs mutations sent by GET as it runs queries (graphql-over-http#81: "GET and POST")',
  '572B': UNREADABLE,
  FDE2: `${UNREADABLE}; the audit's document is a name that begins with a digit`,
  '6C00': LENIENT,
  '6C01': LENIENT,
  '6C02': LENIENT,
  '6C03': LENIENT,
  '58B0': LENIENT,
  '58B1': LENIENT,
  '58B2': LENIENT,
  '58B3': LENIENT,
};

let api: TestApi;
beforeAll(async () => {
  api = await serve({ schema: 'type Query { hello: String }' });
});
afterAll(() => api.emulator.close());

const audits = serverAudits({
  url: 'http://localhost:4566/graphql',
  fetchFn: (url: string, init?: RequestInit) =>
    api.emulator.fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), 'x-api-key': KEY } }),
});

describe('GraphQL over HTTP', () => {
  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (id, _name, audit) => {
    const { status } = await audit.fn();
    expect(status === 'ok' ? 'as specified' : 'departs').toBe(id in DEPARTURES ? 'departs' : 'as specified');
  });

  it('no departure is listed that has no audit', () => {
    const ids = new Set(audits.map(({ id }) => id));
    expect(Object.keys(DEPARTURES).filter((id) => !ids.has(id))).toEqual([]);
  });
});
