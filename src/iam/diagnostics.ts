// What can be wrong with the users, groups, roles and policies of an app. Rows are printed in docs/errors.md.
import { defineDiagnostics } from '../lib/diagnostics.js';

export const found = defineDiagnostics({
  POLICY_INVALID: {
    severity: 'error',
    summary: 'A policy document breaks the grammar of IAM policies; AWS would refuse it with MalformedPolicyDocument.',
    fix: 'Mend the member that the message names. Until then the policy allows and denies nothing.',
  },
  POLICY_DOUBTFUL: {
    severity: 'warning',
    summary: 'A policy names a resource that is no ARN: AWS would refuse it, or the value is one that is made up here.',
    fix: 'Correct it, unless it is the attribute of a resource that is not emulated: the statement is about nothing here.',
  },
  POLICY_UNKNOWN: {
    severity: 'warning',
    summary:
      'A managed policy is named that neither the app has nor offsync knows of AWS. It allows and denies nothing.',
    fix: "Correct the ARN, or write the policy's statements into the app.",
  },
  POLICY_KEY_NOT_EMULATED: {
    severity: 'warning',
    summary: 'A condition asks for a key of organisations or networks, which no request has here.',
    fix: 'Nothing has to be done when the policy is about something else; such a condition sees the key absent.',
  },
  GROUP_UNKNOWN: {
    severity: 'warning',
    summary: 'A user is in a group that the app does not have, and gets nothing from it.',
    fix: 'Correct the name, or add the group.',
  },
  ACCESS_KEY_TAKEN: {
    severity: 'error',
    summary: 'Two users have an access key of the same id.',
    fix: 'Give one of them another id.',
  },
});
