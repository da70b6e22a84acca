// `dataSources:` of offsync.yaml -> data sources in the AppSync API's shape, and `api.auth` -> auth providers. Called by
// load.ts; what a source can do is the business of appsync/sources.
import { resolve } from 'node:path';
import { formatArn } from '../../aws/arn.js';
import type { AuthProvider, DataSourceDefinition } from '../../definition/model.js';
import type { Place } from '../../lib/diagnostics.js';
import type { LoadOptions } from '../options.js';
import type { AuthConfig, DataSourceConfig } from './config.js';

/** Every convention app has it: the data source of resolvers that name none. */
export const NONE_SOURCE = 'NONE';

function functionArn(name: string, options: LoadOptions): string {
  return name.startsWith('arn:') ? name : formatArn(options.account, 'lambda', `function:${name}`);
}

function settings(config: DataSourceConfig, options: LoadOptions): Record<string, unknown> {
  const { region } = options.account;
  switch (config.type) {
    case 'NONE':
      return {};
    case 'AMAZON_DYNAMODB':
      return {
        tableName: config.table,
        awsRegion: config.region ?? region,
        ...(config.useCallerCredentials !== undefined && { useCallerCredentials: config.useCallerCredentials }),
      };
    case 'AWS_LAMBDA':
      return { lambdaFunctionArn: functionArn(config.function, options) };
    case 'HTTP':
      return {
        endpoint: config.endpoint,
        ...(config.authorization && {
          authorizationConfig: {
            authorizationType: 'AWS_IAM',
            awsIamConfig: {
              signingRegion: config.authorization.region ?? region,
              signingServiceName: config.authorization.service,
            },
          },
        }),
      };
    default:
      return config.config ?? {};
  }
}

export function createDataSource(
  name: string,
  config: DataSourceConfig,
  options: LoadOptions,
  place: Place,
): DataSourceDefinition {
  return { name, type: config.type, config: settings(config, options), place };
}

/** An URL stays as it is, a file is one of the app's. */
const keySet = (jwks: string, root: string): string => (/^https?:\/\//.test(jwks) ? jwks : resolve(root, jwks));

export function createAuthProvider(config: AuthConfig, root: string, options: LoadOptions): AuthProvider {
  switch (config.type) {
    case 'API_KEY':
    case 'AWS_IAM':
      return { type: config.type };
    case 'OPENID_CONNECT':
      return {
        type: config.type,
        openIdConnect: {
          issuer: config.issuer,
          ...(config.clientId !== undefined && { clientId: config.clientId }),
          ...(config.iatTtl !== undefined && { iatTtlMs: config.iatTtl }),
          ...(config.authTtl !== undefined && { authTtlMs: config.authTtl }),
          ...(config.jwks !== undefined && { jwks: keySet(config.jwks, root) }),
        },
      };
    case 'AMAZON_COGNITO_USER_POOLS':
      return {
        type: config.type,
        userPool: {
          userPoolId: config.userPoolId,
          region: config.region ?? options.account.region,
          ...(config.appIdClientRegex !== undefined && { appIdClientRegex: config.appIdClientRegex }),
          ...(config.defaultAction !== undefined && { defaultAction: config.defaultAction }),
          ...(config.issuer !== undefined && { issuer: config.issuer }),
          ...(config.jwks !== undefined && { jwks: keySet(config.jwks, root) }),
        },
      };
    case 'AWS_LAMBDA':
      return {
        type: config.type,
        lambda: {
          functionArn: functionArn(config.function, options),
          ...(config.resultTtl !== undefined && { resultTtlSeconds: config.resultTtl }),
          ...(config.identityValidationExpression !== undefined && {
            identityValidationExpression: config.identityValidationExpression,
          }),
        },
      };
  }
}
