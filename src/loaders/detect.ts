// Which kind of app a path is: by content for a file, by what lies in it for a folder. Called by loadApp. Forms that are
// recognised and not read yet are refused by name.
import { basename, dirname, join } from 'node:path';
import { found } from './diagnostics.js';
import { kindOf, listFolder, readText, shownPath } from './files.js';
import type { Findings } from './findings.js';

export type Detected =
  | { readonly format: 'convention'; readonly root: string }
  | { readonly format: 'cloudformation'; readonly file: string };

const CONFIG = /^offsync\.(ya?ml|json)$/;
const TEMPLATE_TEXT =
  /^(Resources|AWSTemplateFormatVersion|['"]Resources['"])\s*:|"(Resources|AWSTemplateFormatVersion)"\s*:/m;
const TEMPLATES = ['template.yaml', 'template.yml', 'template.json'];

/** Names in a folder that give away a form which is not read. */
const OTHER_FORMS: readonly { readonly name: RegExp; readonly form: string; readonly instead: string }[] = [
  { name: /^(cdk\.json|cdk\.out)$/, form: 'CDK apps', instead: 'Name a template in cdk.out/ itself.' },
  {
    name: /^serverless\.(ya?ml|json|ts|js)$/,
    form: 'Serverless Framework apps',
    instead: 'Run `serverless package` and name the template in .serverless/.',
  },
  { name: /^amplify$/, form: 'Amplify apps', instead: 'Name the template that Amplify has built.' },
  { name: /\.tf$/, form: 'Terraform apps', instead: 'Write an offsync.yaml beside it.' },
];

function notEmulated(form: string, path: string, instead: string, findings: Findings): undefined {
  findings.report(found.NOT_EMULATED(`${form} are not read yet. ${instead}`, { file: shownPath(path) }));
}

function unknown(path: string, why: string, findings: Findings): undefined {
  findings.report(found.APP_NOT_RECOGNISED(why, { file: shownPath(path) }));
}

function detectFile(file: string, findings: Findings): Detected | undefined {
  const name = basename(file);
  if (CONFIG.test(name)) return { format: 'convention', root: dirname(file) };
  const other = OTHER_FORMS.find((form) => form.name.test(name));
  if (other) return notEmulated(other.form, file, other.instead, findings);
  if (!/\.(ya?ml|json|template)$/.test(name)) {
    return unknown(file, `${name} is neither a template nor an offsync.yaml.`, findings);
  }
  const text = readText(file, findings);
  if (text === undefined) return undefined;
  // The words are enough here; the loader parses the file and says what is wrong with it.
  if (TEMPLATE_TEXT.test(text)) return { format: 'cloudformation', file };
  if (/^service\s*:/m.test(text) && /^provider\s*:/m.test(text)) {
    return notEmulated('Serverless Framework apps', file, OTHER_FORMS[1]!.instead, findings);
  }
  return unknown(file, `${name} is not a CloudFormation template: it has no Resources.`, findings);
}

function detectFolder(root: string, findings: Findings): Detected | undefined {
  const names = listFolder(root).map(({ name }) => name);
  if (names.some((name) => CONFIG.test(name))) return { format: 'convention', root };
  const template = TEMPLATES.find((name) => names.includes(name));
  if (template !== undefined) return { format: 'cloudformation', file: join(root, template) };
  // A schema says less about how the app is built than these do.
  for (const { name, form, instead } of OTHER_FORMS) {
    const sign = names.find((entry) => name.test(entry));
    if (sign !== undefined) return notEmulated(form, join(root, sign), instead, findings);
  }
  if (names.includes('schema') || names.includes('schema.graphql')) return { format: 'convention', root };
  const looked = 'offsync.yaml, template.yaml (or .json), schema/ or schema.graphql';
  return unknown(root, `The folder holds none of ${looked}.`, findings);
}

/** The kind of app at `path`; undefined after a diagnostic. */
export function detect(path: string, findings: Findings): Detected | undefined {
  findings.watch(path);
  switch (kindOf(path)) {
    case 'file':
      return detectFile(path, findings);
    case 'folder':
      return detectFolder(path, findings);
    case 'absent':
      findings.report(found.PATH_NOT_FOUND('There is no such file or folder.', { file: shownPath(path) }));
      return undefined;
    default:
      findings.report(
        found.FILE_UNREADABLE(`${shownPath(path)} is neither a file nor a folder.`, { file: shownPath(path) }),
      );
      return undefined;
  }
}
