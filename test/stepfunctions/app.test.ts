// What is said about the workflows of an app, and where: from files and templates through the loaders to compile().
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/lib/diagnostics.js';
import { compile } from '../../src/stepfunctions/index.js';
import { loadFixture, SHOWN } from '../loaders/fixture-apps.js';

async function findingsOf(app: string): Promise<string[]> {
  const { definition } = await loadFixture(app);
  return compile(definition).diagnostics.map((one) => formatDiagnostic(one).replaceAll(`${SHOWN}/${app}/`, ''));
}

describe('diagnostics of workflows', () => {
  it('name what tasks call and the app does not have, with the line in JSON and YAML', async () => {
    expect(await findingsOf('workflow-places')).toEqual([
      'warning WORKFLOW_TARGET_OUTSIDE offsync.yaml:14:13 inline/States/Call/Parameters/FunctionName names the function "unknown", which this app does not have.',
      'warning WORKFLOW_TARGET_OUTSIDE workflows/noted.asl.yaml:22:15 noted/States/Both/Branches[1]/States/Not there / at all/Arguments/TableName names the table "arn:aws:dynamodb:us-east-1:000000000000:table/Others", which this app does not have.',
      "error WORKFLOW_INVALID workflows/plain.asl.json:26:50 plain/States/Computed/Catch[0]/Next: Missing 'Next' target: Lost",
      'warning WORKFLOW_TARGET_OUTSIDE workflows/plain.asl.json:11:7 plain/States/Unknown/Resource names the function "arn:aws:lambda:us-east-1:000000000000:function:gone", which this app does not have.',
      'warning WORKFLOW_TARGET_OUTSIDE workflows/plain.asl.json:18:9 plain/States/Nested/Parameters/StateMachineArn names the state machine "arn:aws:states:us-east-1:000000000000:stateMachine:nowhere", which this app does not have.',
      'error WORKFLOW_INVALID workflows/torn.asl.json:4 torn: The text is not valid JSON',
    ]);
  });

  it('know the lines of templates', async () => {
    expect(await findingsOf('cfn-workflow-places')).toEqual([
      "error WORKFLOW_INVALID template.yaml:10 (Text) cfn-workflow-places-Text/States/A/Next: Missing 'Next' target: B",
      'warning WORKFLOW_TARGET_OUTSIDE template.yaml:24:15 (Object) cfn-workflow-places-Object/States/A/Parameters/TableName names the table "Gone", which this app does not have.',
    ]);
  });
});

describe('logging of workflows', () => {
  it('is set in offsync.yaml', async () => {
    const { definition } = await loadFixture('workflow-places');
    const { machines } = compile(definition).program;
    const loggingOf = (name: string) =>
      machines.get(`arn:aws:states:us-east-1:000000000000:stateMachine:${name}`)?.logging;
    expect(loggingOf('inline')).toEqual({ level: 'ERROR', includeExecutionData: true, groups: ['/things'] });
    expect(loggingOf('noted')).toEqual({
      level: 'ALL',
      includeExecutionData: false,
      groups: ['/aws/vendedlogs/states/noted-Logs'],
    });
  });
});
