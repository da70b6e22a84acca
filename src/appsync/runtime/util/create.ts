// Joins the topics of util into what handlers and templates see. Called once for each realm and once by the VTL runtime;
// the functions are made here, never per invocation.
import { dynamodbHelpers, dynamodbJsonHelpers } from './dynamodb/members.js';
import { base64Decode, base64Encode } from './encoding/base64.js';
import { escapeJavaScript } from './encoding/javascript.js';
import { urlDecode, urlEncode } from './encoding/url.js';
import { createErrors, validate } from './errors.js';
import { createExtensions } from './extensions.js';
import type { HostCall } from './host.js';
import { createHttp } from './http.js';
import { createIdentifiers } from './identifiers.js';
import { parseJson, toJson } from './json.js';
import * as list from './list.js';
import * as map from './map.js';
import { createMath } from './math.js';
import { aiModule } from './modules/ai.js';
import { createDynamodbModule } from './modules/dynamodb/module.js';
import { isNothing, textOf } from './plain.js';
import { rdsModule } from './rds/module.js';
import { toJsonObject, toJsonString } from './rds/result.js';
import { runtime } from './runtime.js';
import type { LogLevel, UtilSession } from './session.js';
import { normalize, toLower, toReplace, toUpper } from './str.js';
import { createTime } from './time/time.js';
import { toDynamoDBExpression } from './transform/dynamodb-expression.js';
import { toElasticsearchQueryDSL } from './transform/opensearch-query.js';
import { toSubscriptionFilter } from './transform/subscription-filter.js';
import * as values from './values.js';
import * as xml from './xml.js';

/** A function of text: nothing in, null out. */
const textual =
  (change: (text: string) => string) =>
  (value?: unknown): string | null =>
    isNothing(value) ? null : change(textOf(value));

/**
 * `util`, `runtime`, `extensions` and `modules` are what APPSYNC_JS handlers import; `templateUtil` is `$util`: util and
 * what only templates have. The session's members are read at every call: see UtilSession.
 */
export function createUtil(host: HostCall, session: UtilSession) {
  const util = {
    ...createErrors(session),
    ...createIdentifiers(host),
    /** Whether the whole value matches, as Java's Pattern.matches: built-in-util-js.md. */
    matches: (pattern?: unknown, value?: unknown): boolean =>
      !isNothing(value) && host('matches', JSON.stringify([textOf(pattern), textOf(value)])) === 'true',
    authType: (): string => session.authType(),
    urlEncode: textual(urlEncode),
    urlDecode: textual(urlDecode),
    base64Encode: textual(base64Encode),
    base64Decode: textual(base64Decode),
    escapeJavaScript: textual(escapeJavaScript),
    time: createTime(host),
    dynamodb: dynamodbHelpers,
    rds: { toJsonObject },
    http: createHttp(session),
    xml: { toMap: xml.toMap, toJsonString: xml.toJsonString },
    transform: {
      toDynamoDBFilterExpression: toDynamoDBExpression,
      toDynamoDBConditionExpression: toDynamoDBExpression,
      toElasticsearchQueryDSL,
      toSubscriptionFilter,
    },
    math: createMath(host),
    str: { normalize },
  };

  const log =
    (level: LogLevel) =>
    (...args: readonly unknown[]): void =>
      session.log(level, args);

  const templateUtil = {
    ...util,
    ...values,
    toJson,
    parseJson,
    validate,
    dynamodb: { ...dynamodbHelpers, ...dynamodbJsonHelpers },
    rds: { toJsonObject, toJsonString },
    str: { normalize, toUpper, toLower, toReplace },
    list: { ...list },
    map: { ...map },
    log: { info: log('info'), debug: log('debug'), error: log('error') },
  };

  return {
    util,
    templateUtil,
    runtime,
    extensions: createExtensions(session),
    modules: { dynamodb: createDynamodbModule(), rds: rdsModule, ai: aiModule },
  };
}

export type UtilLibrary = ReturnType<typeof createUtil>;
