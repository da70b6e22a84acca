// The directives AppSync knows without being told, as SDL. A schema that declares one of them again is not refused.
// security-authz.md, aws-appsync-real-time-data.md, merged-api.md.
import { type DirectiveDefinitionNode, type DirectiveNode, Kind, parse } from 'graphql';
import type { AuthType } from '../../definition/model.js';

export const DIRECTIVES_SDL = `
directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION
directive @aws_publish(subscriptions: [String]) on FIELD_DEFINITION
directive @aws_auth(cognito_groups: [String]) on FIELD_DEFINITION
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_oidc on OBJECT | FIELD_DEFINITION
directive @aws_lambda on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools(cognito_groups: [String]) on OBJECT | FIELD_DEFINITION
directive @canonical on OBJECT | FIELD_DEFINITION | INPUT_OBJECT | ENUM | INTERFACE | UNION
directive @hidden on OBJECT | FIELD_DEFINITION | INPUT_OBJECT | ENUM | INTERFACE | UNION
directive @renamed(to: String!) on OBJECT | FIELD_DEFINITION | INPUT_OBJECT | ENUM | INTERFACE | UNION
`;

export const DIRECTIVES: readonly DirectiveDefinitionNode[] = parse(DIRECTIVES_SDL, {
  noLocation: true,
}).definitions.filter((node): node is DirectiveDefinitionNode => node.kind === 'DirectiveDefinition');

/** The directives that open a type or a field, and the mode each lets in. security-authz.md. */
export const AUTH_DIRECTIVES: ReadonlyMap<string, AuthType> = new Map<string, AuthType>([
  ['aws_api_key', 'API_KEY'],
  ['aws_iam', 'AWS_IAM'],
  ['aws_oidc', 'OPENID_CONNECT'],
  ['aws_lambda', 'AWS_LAMBDA'],
  ['aws_cognito_user_pools', 'AMAZON_COGNITO_USER_POOLS'],
  // The older name, for APIs with user pools and nothing else.
  ['aws_auth', 'AMAZON_COGNITO_USER_POOLS'],
]);

/** The strings of a list argument: `cognito_groups: ["a", "b"]`, or one string alone. Undefined where it is not given. */
export function stringsOf(directive: DirectiveNode, argument: string): readonly string[] | undefined {
  const value = directive.arguments?.find((one) => one.name.value === argument)?.value;
  if (value === undefined || value.kind === Kind.NULL) return undefined;
  const items = value.kind === Kind.LIST ? value.values : [value];
  return items.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
}
