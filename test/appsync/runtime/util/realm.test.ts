// The library must run where nothing of Node exists: bundled as source, in an empty context that compiles no text.
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const INDEX = join(import.meta.dirname, '../../../../src/appsync/runtime/util/index.ts');

it('runs in a bare realm and imports nothing from outside its folder', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [INDEX],
    bundle: true,
    format: 'iife',
    globalName: 'library',
    platform: 'neutral',
    write: false,
    metafile: true,
  });
  expect(Object.keys(metafile.inputs).filter((file) => !file.includes('src/appsync/runtime/util/'))).toEqual([]);

  const realm = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  runInContext(outputFiles[0]!.text, realm);
  const answer: unknown = runInContext(
    `const host = (name) => ({ now: '1517943695750', uuid: 'u', random: '0.5', bytes: '00ff', matches: 'true' })[name];
     const session = { appendError() {}, effect() {}, log() {}, authType: () => 'a' };
     const { util, templateUtil, extensions, runtime, modules } = library.createUtil(host, session);
     JSON.stringify([
       util.base64Decode(util.base64Encode('é😀')), util.urlEncode('é'), util.autoUlid().length, util.autoKsuid().length,
       util.time.nowFormatted('yyyy-MM-dd HH:mm XXX', 'Europe/Paris'), util.xml.toMap('<a>1</a>'),
       modules.rds.createPgStatement(modules.rds.select({ table: 't' })).statements, modules.dynamodb.get({ key: { id: 1 } }),
     ])`,
    realm,
  );
  expect(JSON.parse(String(answer))).toEqual([
    'é😀',
    '%C3%A9',
    26,
    27,
    '2018-02-06 20:01 +01:00',
    { a: 1 },
    ['SELECT * FROM "t"'],
    { operation: 'GetItem', key: { id: { N: 1 } } },
  ]);
});
