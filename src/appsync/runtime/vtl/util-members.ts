// `$util` and `$extensions` as templates see them: which overloads each function has, and how values cross to the util
// library, which knows plain JSON only. runtime.ts builds the namespaces once; nothing here is written twice.
import { invariant } from '../../../lib/errors.js';
import { JavaException } from './faults.js';
import { Namespace } from './host-object.js';
import { javaText, jsonText, plain } from './values/text.js';
import { adopt, isInteger, isNumber, JavaDouble, JavaList, JavaMap, type Value } from './values/value.js';

/** The library's functions by their path: `dynamodb.toDynamoDB`. */
export type UtilLibrary = (path: string) => ((...args: unknown[]) => unknown) | undefined;

export type WriteLog = (level: 'debug' | 'info' | 'error', text: string) => void;

/**
 * How a function is called. `json`: arguments as plain JSON, the result adopted. `given`: the same, and null for an argument
 * is Java's NullPointerException. `void`: as `json`, without a result.
 * `raw`: values go in and out as they are. `kind`: only the kind of the value counts, so nothing is converted.
 */
type Crossing = 'json' | 'given' | 'void' | 'raw' | 'kind';

/**
 * Parameters of the overloads, one letter each: S String, N Number, I Integer or Long, B Boolean, M Map, L List, O Object.
 * utility-helpers-in-util.md and the pages beside it. A call that fits none of them is no call: AWS "renders the literal as
 * is if the parameter passed to $util.isNullOrEmpty is of any other types" (an AWS engineer's test,
 * https://github.com/aws-amplify/amplify-cli/pull/4394).
 */
const FUNCTIONS: Readonly<Record<string, readonly [Crossing, ...string[]]>> = {
  urlEncode: ['json', 'S'],
  urlDecode: ['json', 'S'],
  base64Encode: ['json', 'S'],
  base64Decode: ['json', 'S'],
  escapeJavaScript: ['json', 'S'],
  autoId: ['json', ''],
  autoUlid: ['json', ''],
  autoKsuid: ['json', ''],
  error: ['void', 'S', 'SS', 'SSO', 'SSOO'],
  appendError: ['void', 'S', 'SS', 'SSO', 'SSOO'],
  unauthorized: ['void', ''],
  validate: ['void', 'BS', 'BSS', 'BSSO'],
  isNull: ['raw', 'O'],
  isNullOrEmpty: ['raw', 'S'],
  isNullOrBlank: ['raw', 'S'],
  defaultIfNull: ['raw', 'OO'],
  defaultIfNullOrEmpty: ['raw', 'SS'],
  defaultIfNullOrBlank: ['raw', 'SS'],
  typeOf: ['kind', 'O'],
  isString: ['kind', 'O'],
  isNumber: ['kind', 'O'],
  isBoolean: ['kind', 'O'],
  isList: ['kind', 'O'],
  isMap: ['kind', 'O'],
  matches: ['json', 'SS'],
  authType: ['json', ''],
  'time.nowISO8601': ['json', ''],
  'time.nowEpochSeconds': ['json', ''],
  'time.nowEpochMilliSeconds': ['json', ''],
  'time.nowFormatted': ['json', 'S', 'SS'],
  'time.parseFormattedToEpochMilliSeconds': ['json', 'SS', 'SSS'],
  'time.parseISO8601ToEpochMilliSeconds': ['json', 'S'],
  'time.epochMilliSecondsToSeconds': ['json', 'I'],
  'time.epochMilliSecondsToISO8601': ['json', 'I'],
  'time.epochMilliSecondsToFormatted': ['json', 'IS', 'ISS'],
  'list.copyAndRetainAll': ['given', 'LL'],
  'list.copyAndRemoveAll': ['given', 'LL'],
  'list.sortList': ['given', 'LBS'],
  'map.copyAndRetainAllKeys': ['given', 'ML'],
  'map.copyAndRemoveAllKeys': ['given', 'ML'],
  'math.roundNum': ['json', 'N'],
  'math.minVal': ['json', 'NN'],
  'math.maxVal': ['json', 'NN'],
  'math.randomDouble': ['json', ''],
  'math.randomWithinRange': ['json', 'II'],
  'str.toUpper': ['json', 'S'],
  'str.toLower': ['json', 'S'],
  'str.toReplace': ['json', 'SSS'],
  'str.normalize': ['json', 'SS'],
  'rds.toJsonString': ['json', 'O'],
  'rds.toJsonObject': ['json', 'O'],
  'transform.toDynamoDBFilterExpression': ['json', 'M'],
  'transform.toElasticsearchQueryDSL': ['json', 'M'],
  'transform.toSubscriptionFilter': ['json', 'M', 'ML', 'MLM'],
  'http.copyHeaders': ['json', 'M'],
  'http.addResponseHeader': ['void', 'SO'],
  'http.addResponseHeaders': ['void', 'M'],
  'xml.toMap': ['json', 'S'],
  'xml.toJsonString': ['json', 'S', 'SB'],
  ...dynamodb({
    toDynamoDB: 'O',
    toString: 'S',
    toStringSet: 'L',
    toNumber: 'N',
    toNumberSet: 'L',
    toBinary: 'S',
    toBinarySet: 'L',
    toBoolean: 'B',
    toNull: '',
    toList: 'L',
    toMap: 'M',
    toMapValues: 'M',
  }),
  'dynamodb.toS3Object': ['json', 'SSS', 'SSSS'],
  'dynamodb.toS3ObjectJson': ['json', 'SSS', 'SSSS'],
  'dynamodb.fromS3ObjectJson': ['json', 'S'],
};

/** Those whose JSON text is that of what the function without `Json` gives. */
const TWINS: ReadonlySet<string> = new Set(
  Object.keys(FUNCTIONS).filter((path) => /^dynamodb\.to.*Json$/.test(path) && path !== 'dynamodb.toS3ObjectJson'),
);

const EXTENSIONS: Readonly<Record<string, readonly [Crossing, ...string[]]>> = {
  evictFromApiCache: ['json', 'SSO'],
  setSubscriptionFilter: ['void', 'O'],
  setSubscriptionInvalidationFilter: ['void', 'O'],
  invalidateSubscriptions: ['void', 'O'],
};

/** Each function of util.dynamodb has a twin that gives JSON text. */
function dynamodb(functions: Readonly<Record<string, string>>): Record<string, readonly ['json', string]> {
  return Object.fromEntries(
    Object.entries(functions).flatMap(([name, parameters]) => [
      [`dynamodb.${name}`, ['json', parameters] as const],
      [`dynamodb.${name}Json`, ['json', parameters] as const],
    ]),
  );
}

const FITS: Readonly<Record<string, (value: Value) => boolean>> = {
  O: () => true,
  S: (value) => value === null || typeof value === 'string',
  N: (value) => value === null || isNumber(value),
  I: (value) => value === null || isInteger(value),
  B: (value) => value === null || typeof value === 'boolean',
  M: (value) => value === null || value instanceof JavaMap,
  L: (value) => value === null || value instanceof JavaList,
};

function fits(parameters: string, args: readonly Value[]): boolean {
  return parameters.length === args.length && args.every((arg, index) => FITS[parameters[index]!]!(arg));
}

/** `$util`; `$utils` is the same. */
export function utilNamespace(library: UtilLibrary, log: WriteLog): Namespace {
  const util = namespaceOf('$util', FUNCTIONS, library);
  util.methods.set('toJson', {
    call: ([value, ...rest]) => (value === undefined || rest.length > 0 ? undefined : jsonText(value)),
  });
  util.methods.set('parseJson', {
    call: (args) => (fits('S', args) ? parseJson(args[0] as string | null) : undefined),
  });
  const quiet = { call: (args: readonly Value[]) => (args.length === 1 ? '' : undefined) };
  util.methods.set('qr', quiet);
  util.methods.set('quiet', quiet);
  const logs = new Namespace('$util.log');
  for (const level of ['debug', 'info', 'error'] as const) {
    logs.methods.set(level, {
      call: ([format, ...values]) => {
        if (format === undefined) return undefined;
        log(level, logText(format, values));
        return '';
      },
    });
  }
  util.namespaces.set('log', logs);
  return util;
}

/** `$extensions`: extensions.md. */
export function extensionsNamespace(library: UtilLibrary): Namespace {
  return namespaceOf('$extensions', EXTENSIONS, library);
}

function namespaceOf(
  host: string,
  functions: Readonly<Record<string, readonly [Crossing, ...string[]]>>,
  library: UtilLibrary,
): Namespace {
  const root = new Namespace(host);
  for (const [path, [crossing, ...overloads]] of Object.entries(functions)) {
    const target = library(path);
    invariant(target, `the util library lacks ${path}`);
    const [name, folder] = path.split('.').reverse() as [string, string | undefined];
    let namespace = root;
    if (folder !== undefined) {
      namespace = root.namespaces.get(folder) ?? new Namespace(`${host}.${folder}`);
      root.namespaces.set(folder, namespace);
    }
    const cross = CROSSINGS[crossing];
    const fitsOne = (args: readonly Value[]): boolean => overloads.some((parameters) => fits(parameters, args));
    const twin = TWINS.has(path) ? library(path.replace(/Json$/, '')) : undefined;
    namespace.methods.set(name, {
      call: (args) => (fitsOne(args) ? cross(target, args) : undefined),
      ...(twin && { plain: (args) => (fitsOne(args) ? twin(...args.map(plain)) : undefined) }),
    });
  }
  return root;
}

type Target = (...args: unknown[]) => unknown;

const CROSSINGS: Readonly<Record<Crossing, (target: Target, args: readonly Value[]) => Value>> = {
  json: (target, args) => adopt(target(...args.map(plain))),
  given: (target, args) => {
    if (args.includes(null)) throw new JavaException('java.lang.NullPointerException');
    return adopt(target(...args.map(plain)));
  },
  void: (target, args) => {
    target(...args.map(plain));
    return '';
  },
  raw: (target, args) => target(...args) as Value,
  kind: (target, args) => adopt(target(...args.map(kindOf))),
};

/** A plain value of the same kind. */
function kindOf(value: Value): unknown {
  if (value instanceof JavaMap) return {};
  if (value instanceof JavaList) return value.kind === 'list' ? [] : undefined;
  if (value instanceof JavaDouble || typeof value === 'bigint') return 0;
  return value;
}

function parseJson(text: string | null): Value {
  if (text === null) return null;
  try {
    return adopt(JSON.parse(text));
  } catch {
    throw new JavaException('java.lang.IllegalArgumentException', `Unable to parse the JSON string ${text}`);
  }
}

/** `$util.log.info("a {} b", value)`: utility-helpers-in-util.md, "CloudWatch logging utils". */
function logText(format: Value, values: readonly Value[]): string {
  const left = [...values];
  return javaText(format).replace(/\{\}/g, (place) => (left.length === 0 ? place : javaText(left.shift()!)));
}
