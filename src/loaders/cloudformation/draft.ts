// Collects what resources stand for and puts it together: parts of an API may come from several stacks and in any order, and
// find each other by the API's id. Called by resource descriptors; `assemble` gives the definition.
import type {
  ApiCacheDefinition,
  ApiDefinition,
  ApiKeyDefinition,
  AppSyncFunctionDefinition,
  BucketDefinition,
  DataSourceDefinition,
  Definition,
  EventSourceMappingDefinition,
  FunctionDefinition,
  QueueDefinition,
  QueueMappingDefinition,
  ResolverDefinition,
  SourceText,
  StateMachineDefinition,
  SubscriptionDefinition,
  TableDefinition,
  TopicDefinition,
} from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import { found } from '../diagnostics.js';
import type { Findings } from '../findings.js';
import { createIamDraft, type IamDraft } from './iam-draft.js';

type ApiParts = 'schema' | 'apiKeys' | 'dataSources' | 'functions' | 'resolvers' | 'domainNames';
export type ApiBase = Omit<ApiDefinition, ApiParts>;

/** A part of an API, as its resource gives it. */
export type ApiPart =
  /** Undefined: there is one, and a diagnostic has said why it cannot be read. */
  | { readonly kind: 'schema'; readonly schema: SourceText | undefined }
  | { readonly kind: 'apiKey'; readonly apiKey: ApiKeyDefinition }
  | { readonly kind: 'dataSource'; readonly dataSource: DataSourceDefinition }
  | { readonly kind: 'function'; readonly function: AppSyncFunctionDefinition }
  | { readonly kind: 'resolver'; readonly resolver: ResolverDefinition }
  | { readonly kind: 'domainName'; readonly domainName: string }
  | { readonly kind: 'cache'; readonly cache: ApiCacheDefinition };

export interface Draft {
  /** There is an API of this id, even if a diagnostic says that it cannot be made. */
  declareApi(id: string): void;
  api(base: ApiBase): void;
  part(apiId: string, part: ApiPart, place: Place): void;
  table(table: TableDefinition): void;
  function(definition: FunctionDefinition): void;
  eventSourceMapping(mapping: EventSourceMappingDefinition): void;
  bucket(bucket: BucketDefinition): void;
  queue(queue: QueueDefinition): void;
  queueMapping(mapping: QueueMappingDefinition): void;
  topic(topic: TopicDefinition): void;
  subscription(subscription: SubscriptionDefinition): void;
  stateMachine(definition: StateMachineDefinition): void;
  readonly iam: IamDraft;
  assemble(outputs: Readonly<Record<string, string>>): Definition;
}

export function createDraft(findings: Findings): Draft {
  const declared = new Set<string>();
  const apis = new Map<string, ApiBase>();
  const parts: { apiId: string; part: ApiPart; place: Place }[] = [];
  const tables: TableDefinition[] = [];
  const functions: FunctionDefinition[] = [];
  const eventSourceMappings: EventSourceMappingDefinition[] = [];
  const buckets: BucketDefinition[] = [];
  const queues: QueueDefinition[] = [];
  const queueMappings: QueueMappingDefinition[] = [];
  const topics: TopicDefinition[] = [];
  const subscriptions: SubscriptionDefinition[] = [];
  const stateMachines: StateMachineDefinition[] = [];
  const iam = createIamDraft();

  /** The last of those with the same name, as a later key wins over an earlier one. */
  const unique = <T extends { readonly place: Place }>(
    what: string,
    items: readonly T[],
    nameOf: (item: T) => string,
  ) => {
    const byName = new Map<string, T>();
    for (const item of items) {
      const name = nameOf(item);
      const known = byName.get(name);
      if (known) {
        const where = known.place.logicalId ?? known.place.file ?? '';
        findings.report(found.NAME_TAKEN(`There is another ${what} ${name}${where && ` (${where})`}.`, item.place));
      }
      byName.set(name, item);
    }
    return [...byName.values()];
  };

  const assembleApi = (base: ApiBase): ApiDefinition => {
    const own = parts.filter(({ apiId }) => apiId === base.id).map(({ part }) => part);
    const schema = own.flatMap((part) => (part.kind === 'schema' && part.schema ? [part.schema] : []));
    if (!own.some(({ kind }) => kind === 'schema')) {
      findings.report(found.SCHEMA_MISSING(`The API ${base.name} has no schema.`, base.place));
    }
    return {
      ...base,
      schema,
      apiKeys: own.flatMap((part) => (part.kind === 'apiKey' ? [part.apiKey] : [])),
      dataSources: unique(
        'data source',
        own.flatMap((part) => (part.kind === 'dataSource' ? [part.dataSource] : [])),
        ({ name }) => name,
      ),
      functions: own.flatMap((part) => (part.kind === 'function' ? [part.function] : [])),
      resolvers: unique(
        'resolver of',
        own.flatMap((part) => (part.kind === 'resolver' ? [part.resolver] : [])),
        ({ typeName, fieldName }) => `${typeName}.${fieldName}`,
      ),
      domainNames: own.flatMap((part) => (part.kind === 'domainName' ? [part.domainName] : [])),
    };
  };

  return {
    declareApi: (id) => void declared.add(id),
    api: (base) => void apis.set(base.id, base),
    part: (apiId, part, place) => void parts.push({ apiId, part, place }),
    table: (table) => void tables.push(table),
    function: (definition) => void functions.push(definition),
    eventSourceMapping: (mapping) => void eventSourceMappings.push(mapping),
    bucket: (bucket) => void buckets.push(bucket),
    queue: (queue) => void queues.push(queue),
    queueMapping: (mapping) => void queueMappings.push(mapping),
    topic: (topic) => void topics.push(topic),
    subscription: (subscription) => void subscriptions.push(subscription),
    stateMachine: (definition) => void stateMachines.push(definition),
    iam,
    assemble(outputs) {
      for (const { apiId, place } of parts) {
        if (declared.has(apiId)) continue;
        const message = `It belongs to the API ${apiId}, which no template of the app defines.`;
        findings.report(found.REFERENCE_UNKNOWN(message, place));
      }
      return {
        apis: [...apis.values()].map(assembleApi),
        apiCaches: parts.flatMap(({ part }) => (part.kind === 'cache' ? [part.cache] : [])),
        tables: unique('table', tables, ({ name }) => name),
        functions: unique('function', functions, ({ name }) => name),
        eventSourceMappings,
        buckets: unique('bucket', buckets, ({ name }) => name),
        queues: unique('queue', queues, ({ name }) => name),
        queueMappings,
        topics: unique('topic', topics, ({ name }) => name),
        subscriptions,
        stateMachines: unique('state machine', stateMachines, ({ name }) => name),
        processes: [],
        iam: iam.assemble(),
        outputs,
      };
    },
  };
}
