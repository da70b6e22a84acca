// The optimized integrations AWS has, so that one that isn't emulated is refused by its name and one that doesn't exist in
// AWS's words. Read by resource.ts only.
// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html

export const KNOWN_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  apigateway: ['invoke'],
  athena: ['startQueryExecution', 'stopQueryExecution', 'getQueryExecution', 'getQueryResults'],
  batch: ['submitJob'],
  bedrock: ['invokeModel', 'createModelCustomizationJob'],
  codebuild: ['startBuild', 'stopBuild', 'batchDeleteBuilds', 'batchGetReports', 'startBuildBatch', 'stopBuildBatch'],
  databrew: ['startJobRun'],
  dynamodb: ['getItem', 'putItem', 'deleteItem', 'updateItem'],
  ecs: ['runTask'],
  eks: ['createCluster', 'deleteCluster', 'createNodegroup', 'deleteNodegroup', 'runJob', 'call'],
  elasticmapreduce: ['createCluster', 'terminateCluster', 'addStep', 'cancelStep', 'setClusterTerminationProtection'],
  'emr-containers': ['createVirtualCluster', 'deleteVirtualCluster', 'startJobRun'],
  'emr-serverless': ['createApplication', 'startApplication', 'stopApplication', 'deleteApplication', 'startJobRun'],
  events: ['putEvents'],
  glue: ['startJobRun'],
  http: ['invoke'],
  lambda: ['invoke'],
  mediaconvert: ['createJob'],
  sagemaker: ['createTrainingJob', 'createTransformJob', 'createProcessingJob', 'createEndpoint', 'createModel'],
  sns: ['publish'],
  sqs: ['sendMessage'],
  states: ['startExecution'],
};
