// util.transform.toElasticsearchQueryDSL: a filter object becomes a query of OpenSearch, as JSON text.
// transformation-helpers-in-utils-transform-js.md. It does not ask whether the query makes sense.
import { isNothing, isPlainObject, type PlainObject } from '../plain.js';
import { UtilMisuse } from '../session.js';

type Clause = PlainObject;

const must = (clauses: readonly Clause[]): Clause => ({ bool: { must: clauses } });
const mustNot = (clause: Clause): Clause => ({ bool: { must_not: clause } });
const leaf =
  (kind: string) =>
  (field: string, value: unknown): Clause => ({ [kind]: { [field]: value } });
const ranged =
  (bound: string) =>
  (field: string, value: unknown): Clause => ({ range: { [field]: { [bound]: value } } });

const OPERATORS: Readonly<Record<string, (field: string, value: unknown) => Clause>> = {
  eq: leaf('term'),
  ne: (field, value) => mustNot({ term: { [field]: value } }),
  gt: ranged('gt'),
  gte: ranged('gte'),
  lt: ranged('lt'),
  lte: ranged('lte'),
  range: (field, value) => {
    if (!Array.isArray(value)) throw new UtilMisuse('range expects a list of two values.');
    return { range: { [field]: { gte: value[0], lte: value[1] } } };
  },
  match: leaf('match'),
  matchPhrase: leaf('match_phrase'),
  matchPhrasePrefix: leaf('match_phrase_prefix'),
  multiMatch: (field, value) => ({ multi_match: { query: value, fields: [field] } }),
  wildcard: leaf('wildcard'),
  regexp: leaf('regexp'),
  exists: (field, value) => (value === false ? mustNot({ exists: { field } }) : { exists: { field } }),
};

/** One clause stands alone, several are joined by AND. */
function joined(clauses: readonly Clause[]): Clause {
  return clauses.length === 1 ? clauses[0]! : must(clauses);
}

function fieldClause(field: string, operators: unknown): Clause {
  if (!isPlainObject(operators)) throw new UtilMisuse(`Expected the condition of ${field} to be an object.`);
  const clauses = Object.entries(operators).map(([name, value]) => {
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (!operator) throw new UtilMisuse(`Unsupported operator ${name} of ${field}.`);
    return operator(field, value);
  });
  return joined(clauses);
}

function queryOf(filter: unknown): Clause {
  if (!isPlainObject(filter)) throw new UtilMisuse('Expected the query to be an object.');
  const clauses: Clause[] = [];
  for (const [key, value] of Object.entries(filter)) {
    if (isNothing(value)) continue;
    if (key === 'and') clauses.push(must(membersOf(value)));
    else if (key === 'or') clauses.push({ bool: { should: membersOf(value) } });
    else if (key === 'not') clauses.push(mustNot(joined(membersOf(value))));
    else clauses.push(fieldClause(key, value));
  }
  return joined(clauses);
}

function membersOf(value: unknown): Clause[] {
  return (Array.isArray(value) ? value : [value]).map(queryOf);
}

export const toElasticsearchQueryDSL = (filter: unknown): string => JSON.stringify(queryOf(filter));
