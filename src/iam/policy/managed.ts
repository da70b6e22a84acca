// AWS's own managed policies that say something of what is emulated, by ARN. The others are known to exist; compile.ts names
// those an app uses and does not find here. security-iam-policy-list, reference_aws-managed-policy.

const ADMINISTRATION = { Effect: 'Allow', Action: '*', Resource: '*' };
const allow = (...actions: string[]) => ({ Effect: 'Allow', Action: actions, Resource: '*' });

const INVOKE = ['appsync:GraphQL', 'appsync:GetGraphqlApi', 'appsync:ListGraphqlApis', 'appsync:ListApiKeys'];
/** Reading in the account's services; appsync:GraphQL is not among it. */
const READ = [
  'appsync:Get*',
  'appsync:List*',
  'dynamodb:BatchGet*',
  'dynamodb:Describe*',
  'dynamodb:Get*',
  'dynamodb:List*',
]
  .concat(['dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan', 'iam:Get*', 'iam:List*', 'lambda:Get*'])
  .concat(['lambda:List*', 'logs:Describe*', 'logs:Get*', 'states:Describe*', 'states:Get*', 'states:List*'])
  .concat(['sts:GetAccessKeyInfo', 'sts:GetCallerIdentity', 'sts:GetSessionToken']);
const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const STATEMENTS: Readonly<Record<string, readonly unknown[]>> = {
  AdministratorAccess: [ADMINISTRATION],
  PowerUserAccess: [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    allow(
      'iam:CreateServiceLinkedRole',
      'iam:DeleteServiceLinkedRole',
      'iam:ListRoles',
      'organizations:DescribeOrganization',
    ),
  ],
  ReadOnlyAccess: [allow(...READ)],
  'job-function/ViewOnlyAccess': [
    allow('appsync:List*', 'dynamodb:List*', 'iam:List*', 'lambda:List*', 'states:List*'),
  ],
  SecurityAudit: [
    allow('appsync:List*', 'dynamodb:Describe*', 'dynamodb:List*', 'iam:Get*', 'iam:List*', 'lambda:List*'),
  ],
  AWSAppSyncAdministrator: [allow('appsync:*')],
  AWSAppSyncInvokeFullAccess: [allow(...INVOKE)],
  AWSAppSyncSchemaAuthor: [
    allow(
      'appsync:GraphQL',
      ...['Create', 'Delete', 'Get', 'Update'].flatMap((verb) =>
        ['Function', 'Resolver', 'Type'].map((thing) => `appsync:${verb}${thing}`),
      ),
      'appsync:GetDataSource',
      'appsync:GetSchemaCreationStatus',
      'appsync:GetIntrospectionSchema',
      'appsync:GetGraphqlApi',
      'appsync:List*',
      'appsync:StartSchemaCreation',
      'appsync:TagResource',
      'appsync:UntagResource',
      'appsync:EvaluateMappingTemplate',
      'appsync:EvaluateCode',
    ),
  ],
  AmazonDynamoDBFullAccess: [allow('dynamodb:*')],
  AmazonDynamoDBFullAccess_v2: [allow('dynamodb:*')],
  AmazonDynamoDBReadOnlyAccess: [allow(...READ.filter((action) => action.startsWith('dynamodb:')))],
  AWSLambda_FullAccess: [allow('lambda:*')],
  AWSLambda_ReadOnlyAccess: [allow('lambda:Get*', 'lambda:List*')],
  AWSLambdaExecute: [allow('logs:*')],
  AWSLambdaInvocation_DynamoDB: [allow('lambda:InvokeFunction')],
  AWSStepFunctionsFullAccess: [allow('states:*')],
  AWSStepFunctionsReadOnlyAccess: [allow('states:List*', 'states:Describe*', 'states:Get*')],
  CloudWatchLogsFullAccess: [allow('logs:*')],
  IAMFullAccess: [allow('iam:*')],
  IAMReadOnlyAccess: [allow('iam:Get*', 'iam:List*')],
  AWSXRayDaemonWriteAccess: [allow('xray:Put*')],
  'service-role/AWSAppSyncPushToCloudWatchLogs': [allow(...LOGS)],
  'service-role/AWSLambdaBasicExecutionRole': [allow(...LOGS)],
  'service-role/AWSLambdaRole': [allow('lambda:InvokeFunction')],
};

const PREFIX = 'arn:aws:iam::aws:policy/';

/** The document of an AWS managed policy; undefined when it is not one of those above. */
export function managedPolicyDocument(arn: string): unknown {
  const name = arn.startsWith(PREFIX) ? arn.slice(PREFIX.length) : '';
  if (!Object.hasOwn(STATEMENTS, name)) return undefined;
  return { Version: '2012-10-17', Statement: STATEMENTS[name] };
}

/** Policies of service roles are for AWS's services, which ask nobody here; they grant nothing that is checked. */
export function isServiceRolePolicy(arn: string): boolean {
  return arn.startsWith(`${PREFIX}service-role/`) || arn.startsWith(`${PREFIX}aws-service-role/`);
}
