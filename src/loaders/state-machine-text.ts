// The text of a state machine: `${name}` replaced as CloudFormation's DefinitionSubstitutions does, YAML turned into JSON.
// Used by every loader; the language itself is checked by the wing that runs it.
import type { SourceText } from '../definition/model.js';
import type { Place } from '../lib/diagnostics.js';
import { type DocumentNode, parseTree, placeOf, toPlain } from './document.js';
import { readText, shownPath } from './files.js';
import { createFindings, type Findings } from './findings.js';

/** `${name}` with a value is replaced; every other `${...}` stays (aws-properties-stepfunctions-statemachine). */
export function substituteDefinition(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? values[name]! : whole,
  );
}

/** The definition in a file: JSON as it stands, YAML as JSON. Undefined after a diagnostic. */
export function readStateMachine(
  path: string,
  substitutions: Readonly<Record<string, string>>,
  findings: Findings,
  named: Place,
): SourceText | undefined {
  const read = readText(path, findings, named);
  if (read === undefined) return undefined;
  const text = substituteDefinition(read, substitutions);
  const place = { file: shownPath(path) };
  if (!/\.ya?ml$/.test(path)) return { text, place, locate: locateIn(text, place) };
  const tree = parseTree(text, place.file, findings);
  return tree && { text: JSON.stringify(toPlain(tree), undefined, 2), place, locate: (keys) => placeOf(tree, keys) };
}

/** Finds places in JSON text that begins at `begin`. The text is only parsed for it once somebody asks. */
export function locateIn(text: string, begin: Place): NonNullable<SourceText['locate']> {
  let tree: DocumentNode | undefined;
  return (keys) => {
    // What is wrong with the text is not this one's to report.
    tree ??= parseTree(text, begin.file ?? '', createFindings());
    if (!tree) return begin;
    const { line = 1, column } = placeOf(tree, keys);
    const inside = begin.line === undefined && column !== undefined ? { column } : {};
    return { ...begin, line: line + (begin.line ?? 1) - 1, ...inside };
  };
}
