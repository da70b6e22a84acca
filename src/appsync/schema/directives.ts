// The directives AppSync knows without being told, as SDL. A schema that declares one of them again is not refused.
// security-authz.md, aws-appsync-real-time-data.md, merged-api.md.
import { type DirectiveDefinitionNode, parse } from 'graphql';

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
