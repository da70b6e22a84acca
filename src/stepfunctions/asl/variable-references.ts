// Which variables each state reads: `variableReferences` of DescribeStateMachine. Works on the definition's text, as a reader
// would; called by the API only.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
import { isObject, tryParse } from '../../lib/json.js';
import { expressionIn } from './jsonata-fields.js';

/** Where states stand inside a state: they are asked for themselves. */
const INNER = new Set(['Branches', 'ItemProcessor', 'Iterator', 'States']);
const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;
const NAME = String.raw`[\p{ID_Start}_][\p{ID_Continue}]*`;

function inPath(text: string, add: (name: string) => void): void {
  const open = text.startsWith('States.') ? text.replace(QUOTED, "''") : text;
  const pattern = text.startsWith('States.')
    ? new RegExp(`(?<!\\$)\\$(${NAME})`, 'gu')
    : new RegExp(`^\\$(${NAME})`, 'gu');
  for (const match of open.matchAll(pattern)) add(match[1]!);
}

/** Without functions, `$states` and what the expression binds itself. */
function inExpression(text: string, add: (name: string) => void): void {
  const open = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(QUOTED, "''");
  const bound = new Set(['states']);
  for (const match of open.matchAll(new RegExp(`\\$(${NAME})\\s*:=`, 'gu'))) bound.add(match[1]!);
  for (const match of open.matchAll(/(?:function|λ)\s*\(([^)]*)\)/g)) {
    for (const parameter of match[1]!.matchAll(new RegExp(`\\$(${NAME})`, 'gu'))) bound.add(parameter[1]!);
  }
  for (const match of open.matchAll(new RegExp(`\\$(${NAME})(?!\\s*\\()(?![\\p{ID_Continue}])`, 'gu'))) {
    if (!bound.has(match[1]!)) add(match[1]!);
  }
}

function inValue(value: unknown, key: string, jsonata: boolean, add: (name: string) => void): void {
  if (Array.isArray(value)) for (const item of value) inValue(item, key, jsonata, add);
  else if (isObject(value)) {
    for (const [inner, item] of Object.entries(value)) if (!INNER.has(inner)) inValue(item, inner, jsonata, add);
  } else if (jsonata) {
    const text = expressionIn(value);
    if (text !== undefined) inExpression(text, add);
  } else if (typeof value === 'string' && (key.endsWith('.$') || key.endsWith('Path') || key === 'Variable')) {
    inPath(value, add);
  }
}

/** State name -> the variables it reads, in order; undefined when no state reads any. */
export function variableReferences(definition: string): Record<string, readonly string[]> | undefined {
  const found: Record<string, readonly string[]> = {};
  const visit = (block: unknown, language: unknown): void => {
    if (!isObject(block) || !isObject(block['States'])) return;
    for (const [name, state] of Object.entries(block['States'])) {
      if (!isObject(state)) continue;
      const own = state['QueryLanguage'] ?? language;
      const names = new Set<string>();
      const { Result: _literal, ...fields } = state;
      inValue(fields, '', own === 'JSONata', (variable) => names.add(variable));
      if (names.size > 0) found[name] = [...names].sort();
      for (const branch of Array.isArray(state['Branches']) ? state['Branches'] : []) visit(branch, language);
      visit(state['ItemProcessor'] ?? state['Iterator'], language);
    }
  };
  const source = tryParse(definition);
  if (isObject(source)) visit(source, source['QueryLanguage']);
  return Object.keys(found).length > 0 ? found : undefined;
}
