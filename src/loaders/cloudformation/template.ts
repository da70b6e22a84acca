// Reads one template file into its sections and says what of its form is wrong (template-anatomy.html). Called for the root
// and for nested stacks; evaluates nothing.

import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import { child, type DocumentNode, type MapNode, parseTree } from '../document.js';
import { readText, shownPath } from '../files.js';
import type { Findings } from '../findings.js';
import { didYouMean } from '../suggest.js';

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Hooks',
  'Resources',
  'Outputs',
] as const;
type Section = (typeof SECTIONS)[number];

/** Transforms whose work is done here. */
const KNOWN_TRANSFORMS = new Set(['AWS::LanguageExtensions', 'AWS::Include']);

export interface Template {
  readonly file: string;
  readonly place: Place;
  section(name: Section): MapNode | undefined;
}

function transformNames(node: DocumentNode | undefined): readonly { name: string; place: Place }[] {
  if (node?.kind === 'list') return node.items.flatMap(transformNames);
  if (node?.kind === 'map') return transformNames(child(node, 'Name'));
  return node && typeof node.value === 'string' ? [{ name: node.value, place: node.place }] : [];
}

/** The template in `file`; undefined after a diagnostic when nothing of it can be used. */
export function readTemplate(file: string, findings: Findings, named: Place = {}): Template | undefined {
  const shown = shownPath(file);
  const text = readText(file, findings, named);
  const tree = text === undefined ? undefined : parseTree(text, shown, findings);
  if (!tree) return undefined;
  if (tree.kind !== 'map') {
    findings.report(found.TEMPLATE_INVALID(`${shown} is not a template: it is no map of sections.`, tree.place));
    return undefined;
  }
  for (const { name, place } of transformNames(child(tree, 'Transform'))) {
    if (KNOWN_TRANSFORMS.has(name)) continue;
    const what = name.startsWith('AWS::Serverless') ? `SAM templates (Transform ${name})` : `The transform ${name}`;
    findings.report(found.NOT_EMULATED(`${what} cannot be read yet.`, place));
    return undefined;
  }
  const sections = new Map<string, MapNode>();
  for (const { key, place, value } of tree.entries.values()) {
    if (!(SECTIONS as readonly string[]).includes(key)) {
      const message = `"${key}" is no section of a template.${didYouMean(key, SECTIONS)}`;
      findings.report(found.TEMPLATE_UNKNOWN_KEY(message, place));
    } else if (value.kind === 'map') sections.set(key, value);
    else if (!['AWSTemplateFormatVersion', 'Description', 'Transform'].includes(key)) {
      // A section whose entries are all commented out is null, and passes.
      const empty = value.kind === 'scalar' && value.value === null && key !== 'Resources';
      if (!empty) findings.report(found.TEMPLATE_INVALID(`${key} must be a map.`, place));
    }
  }
  if (!tree.entries.has('Resources')) {
    findings.report(found.TEMPLATE_INVALID(`${shown} has no Resources.`, tree.place));
    return undefined;
  }
  // Every CDK template has this rule; it asks about the account.
  const rules = [...(sections.get('Rules')?.entries.keys() ?? [])].filter((rule) => rule !== 'CheckBootstrapVersion');
  if (rules.length > 0) {
    findings.report(found.PROPERTY_NOT_EMULATED('Rules are not checked.', tree.entries.get('Rules')!.place));
  }
  return { file, place: { file: shown }, section: (name) => sections.get(name) };
}
