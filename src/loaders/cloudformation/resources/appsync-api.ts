// AWS::AppSync::GraphQLApi (aws-resource-appsync-graphqlapi). Its id is what every other part of the API names.
import { formatArn } from '../../../aws/arn.js';
import type { ApiLogging, AuthProvider, AuthType } from '../../../definition/model.js';
import { found } from '../../diagnostics.js';
import { stableId } from '../../stable-id.js';
import type { Reader } from '../reader.js';
import { attributeTable, properties, type Resource, type ResourceType } from '../resource.js';

const AUTH_TYPES: readonly AuthType[] = [
  'API_KEY',
  'AWS_IAM',
  'OPENID_CONNECT',
  'AMAZON_COGNITO_USER_POOLS',
  'AWS_LAMBDA',
];

export function apiIdOf(resource: Resource): string {
  return stableId(`api:${resource.path}`);
}

function arnOf(resource: Resource): string {
  return formatArn(resource.options.account, 'appsync', `apis/${apiIdOf(resource)}`);
}

function urls(resource: Resource) {
  const base = resource.options.baseUrl.replace(/\/+$/, '');
  const graphql = `${base}/graphql/${apiIdOf(resource)}`;
  return { graphql, realtime: `${graphql.replace(/^http/, 'ws')}/realtime`, host: base.replace(/^https?:\/\//, '') };
}

/** The settings of one provider: GraphQLApi itself and AdditionalAuthenticationProviders have them in the same form. */
function authProvider(reader: Reader, resource: Resource): AuthProvider | undefined {
  reader.needText('AuthenticationType');
  const type = reader.choice('AuthenticationType', AUTH_TYPES);
  switch (type) {
    case 'OPENID_CONNECT': {
      const config = reader.object('OpenIDConnectConfig');
      const issuer = config?.needText('Issuer');
      if (!config) return reader.missing('OpenIDConnectConfig');
      const clientId = config.text('ClientId');
      const iatTtlMs = config.number('IatTTL');
      const authTtlMs = config.number('AuthTTL');
      if (issuer === undefined) return undefined;
      return {
        type,
        openIdConnect: {
          issuer,
          ...(clientId !== undefined && { clientId }),
          ...(iatTtlMs !== undefined && { iatTtlMs }),
          ...(authTtlMs !== undefined && { authTtlMs }),
        },
      };
    }
    case 'AMAZON_COGNITO_USER_POOLS': {
      const config = reader.object('UserPoolConfig');
      if (!config) return reader.missing('UserPoolConfig');
      const userPoolId = config.needText('UserPoolId');
      const appIdClientRegex = config.text('AppIdClientRegex');
      const defaultAction = config.choice('DefaultAction', ['ALLOW', 'DENY'] as const);
      if (userPoolId === undefined) return undefined;
      return {
        type,
        userPool: {
          userPoolId,
          region: config.text('AwsRegion') ?? resource.options.account.region,
          ...(appIdClientRegex !== undefined && { appIdClientRegex }),
          ...(defaultAction !== undefined && { defaultAction }),
        },
      };
    }
    case 'AWS_LAMBDA': {
      const config = reader.object('LambdaAuthorizerConfig');
      if (!config) return reader.missing('LambdaAuthorizerConfig');
      const functionArn = config.needText('AuthorizerUri');
      const resultTtlSeconds = config.number('AuthorizerResultTtlInSeconds');
      const identityValidationExpression = config.text('IdentityValidationExpression');
      if (functionArn === undefined) return undefined;
      return {
        type,
        lambda: {
          functionArn,
          ...(resultTtlSeconds !== undefined && { resultTtlSeconds }),
          ...(identityValidationExpression !== undefined && { identityValidationExpression }),
        },
      };
    }
    default:
      return type && { type };
  }
}

/** Without a level nothing of the fields is logged; requests are all the same. */
function logging(read: Reader): { readonly logging?: ApiLogging } {
  const config = read.object('LogConfig');
  if (!config) return {};
  return {
    logging: {
      fieldLogLevel: config.choice('FieldLogLevel', ['NONE', 'ERROR', 'INFO', 'DEBUG', 'ALL'] as const) ?? 'NONE',
      excludeVerboseContent: config.flag('ExcludeVerboseContent') ?? false,
    },
  };
}

/** What an API may ask for and does not get: it serves all the same, openly and without X-Ray. */
function checkNotEmulated(read: Reader, { findings }: Resource): void {
  if (read.choice('Visibility', ['GLOBAL', 'PRIVATE'] as const) === 'PRIVATE')
    findings.report(
      found.PROPERTY_NOT_EMULATED(
        'Visibility PRIVATE is not emulated: the API answers whoever reaches this port.',
        read.place('Visibility'),
      ),
    );
  if (read.flag('XrayEnabled') === true)
    findings.report(
      found.PROPERTY_NOT_EMULATED(
        'XrayEnabled is not emulated: no traces go to X-Ray. OTEL_EXPORTER_OTLP_ENDPOINT names a collector that gets them.',
        read.place('XrayEnabled'),
      ),
    );
}

export const appsyncApi: ResourceType = {
  type: 'AWS::AppSync::GraphQLApi',
  properties: properties(
    [
      'Name',
      'AuthenticationType',
      'AdditionalAuthenticationProviders',
      'OpenIDConnectConfig',
      'UserPoolConfig',
      'LambdaAuthorizerConfig',
      'EnvironmentVariables',
      'IntrospectionConfig',
      'QueryDepthLimit',
      'ResolverCountLimit',
      'ApiType',
      'LogConfig',
      'XrayEnabled',
      'Visibility',
    ],
    ['Tags', 'OwnerContact', 'EnhancedMetricsConfig'],
    ['MergedApiExecutionRoleArn'],
  ),
  ref: arnOf,
  attribute: attributeTable({
    ApiId: apiIdOf,
    Arn: arnOf,
    GraphQLUrl: (resource) => urls(resource).graphql,
    GraphQLDns: (resource) => urls(resource).host,
    RealtimeUrl: (resource) => urls(resource).realtime,
    RealtimeDns: (resource) => urls(resource).host,
    GraphQLEndpointArn: (resource) =>
      formatArn(resource.options.account, 'appsync', `endpoints/graphql-api/${apiIdOf(resource)}`),
  }),
  build(resource, draft) {
    const read = resource.properties;
    draft.declareApi(apiIdOf(resource));
    if (read.choice('ApiType', ['GRAPHQL', 'MERGED'] as const) === 'MERGED') {
      resource.findings.report(found.NOT_EMULATED('Merged APIs are not emulated yet.', read.place('ApiType')));
      return;
    }
    checkNotEmulated(read, resource);
    const auth = authProvider(read, resource);
    const additionalAuth = read
      .objects('AdditionalAuthenticationProviders')
      .flatMap((provider) => authProvider(provider, resource) ?? []);
    if (!auth) return;
    draft.api({
      id: apiIdOf(resource),
      name: read.needText('Name') ?? resource.generatedName,
      auth,
      additionalAuth,
      environment: read.textMap('EnvironmentVariables'),
      introspection: read.choice('IntrospectionConfig', ['ENABLED', 'DISABLED'] as const) ?? 'ENABLED',
      queryDepthLimit: read.number('QueryDepthLimit') ?? 0,
      resolverCountLimit: read.number('ResolverCountLimit') ?? 0,
      ...logging(read),
      place: resource.place,
    });
  },
};
