// What a browser gets at `/`: where everything is. Other clients go on to get the JSON of a path that is not there, for
// AWS's services answer at `/`, too. Shows names and addresses, never a key.
import type { Door } from '../lib/door.js';

/** What the page names; asked anew for each request. */
export interface FrontPage {
  /** `http://localhost:4566`. */
  url(): string;
  /** The first is the default one. */
  apis(): readonly { readonly id: string; readonly name: string }[];
  tables(): readonly string[];
  functions(): readonly string[];
  workflows(): readonly string[];
}

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'cache-control': 'no-store',
};

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;color:#222;background:#fff}' +
  'code{background:#f2f2f2;padding:.1em .3em;border-radius:3px}dt{font-weight:600;margin-top:.8rem}dd{margin:0}' +
  '@media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}code{background:#333}a{color:#8cb4ff}}';

const DOCS = ['cli.md', 'offsync-yaml.md', 'coverage.md', 'errors.md', 'routing.md', 'testing.md'];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
const code = (text: string): string => `<code>${escaped(text)}</code>`;
const link = (path: string, text = path): string => `<a href="${escaped(path)}">${escaped(text)}</a>`;

function row(term: string, details: readonly string[]): string {
  return details.length === 0 ? '' : `<dt>${escaped(term)}</dt><dd>${details.join('<br>')}</dd>`;
}

/** The page itself; its links have no host, so that they hold behind a proxy, too. */
export function createFrontPage({ url, apis, tables, functions, workflows }: FrontPage): Door {
  return () => {
    const graphql = apis().flatMap(({ id, name }, index) => {
      const path = index === 0 ? '/graphql' : `/graphql/${id}`;
      const realTime = `${url().replace(/^http/, 'ws')}${path}/realtime`;
      return [`${link(path, `GraphiQL of ${name}`)}: ${code(`${url()}${path}`)}, real-time ${code(realTime)}`];
    });
    const named = (names: readonly string[]): string[] => (names.length === 0 ? [] : [names.map(code).join(', ')]);
    const body = [
      '<h1>offsync</h1><dl>',
      row('GraphQL', graphql.length > 0 ? graphql : ['No API is served.']),
      row('AWS SDKs, CLI and handlers', [code(`AWS_ENDPOINT_URL=${url()}`)]),
      row('Tables', named(tables())),
      row('Functions', named(functions())),
      row('Workflows', named(workflows())),
      row('This program', [
        `${link('/_offsync/health')}, ${link('/_offsync/metrics')}; ${code('npx offsync --help')} for its commands`,
      ]),
      row('Documentation', [`README.md, and in docs/: ${DOCS.map(code).join(', ')}`]),
      '</dl>',
    ];
    const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>offsync</title>`;
    const html = `<!doctype html><html lang="en"><head>${head}<style>${STYLE}</style></head><body>${body.join('')}</body></html>`;
    return { status: 200, headers: HEADERS, body: html };
  };
}
