// Filter policies of subscriptions: event patterns over a message's attributes or its JSON body, with SNS's differences. Compiled
// once for each subscription, asked for each message.
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
import { compileEventPattern } from '../../lib/event-pattern.js';
import { isObject, tryParse } from '../../lib/json.js';
import type { MessageAttributes } from '../queues/message.js';

export interface FilterPolicy {
  readonly scope: 'MessageAttributes' | 'MessageBody';
  matches(message: { readonly body: string; readonly attributes: MessageAttributes | undefined }): boolean;
  readonly faults: readonly string[];
}

const MOST_KEYS = 5;
/** Values multiplied over the keys. */
const MOST_COMBINATIONS = 150;

/** An attribute as patterns see it: numbers as numbers, a String.Array as its members. */
function visibleValue({ DataType, StringValue }: MessageAttributes[string]): unknown {
  if (DataType.startsWith('Number')) return Number(StringValue);
  if (!DataType.startsWith('String.Array')) return StringValue;
  const members = tryParse(StringValue ?? '');
  return Array.isArray(members) ? members : undefined;
}

function viewOf(attributes: MessageAttributes | undefined): Record<string, unknown> {
  return Object.fromEntries(
    // Binary attributes are never looked at.
    Object.entries(attributes ?? {})
      .filter(([, { DataType }]) => !DataType.startsWith('Binary'))
      .map(([name, attribute]) => [name, visibleValue(attribute)]),
  );
}

function leavesOf(pattern: Readonly<Record<string, unknown>>): readonly (readonly unknown[])[] {
  return Object.values(pattern).flatMap((member) =>
    Array.isArray(member) ? [member] : isObject(member) ? leavesOf(member) : [],
  );
}

/** The policy as JSON text, and its scope as the attribute has it. */
export function compileFilterPolicy(text: string, scope: string | undefined): FilterPolicy {
  const pattern = tryParse(text);
  if (!isObject(pattern)) {
    return { scope: 'MessageAttributes', matches: () => false, faults: ['failed to parse JSON.'] };
  }
  const ofBody = scope === 'MessageBody';
  // An empty policy takes everything, where an empty event pattern would be a fault.
  if (Object.keys(pattern).length === 0) {
    return { scope: ofBody ? 'MessageBody' : 'MessageAttributes', matches: () => true, faults: [] };
  }
  const compiled = compileEventPattern(pattern);
  const faults = [...compiled.faults];
  const leaves = leavesOf(pattern);
  if (leaves.length > MOST_KEYS) faults.push('Filter policy can not have more than 5 keys');
  if (leaves.reduce((product, values) => product * Math.max(1, values.length), 1) > MOST_COMBINATIONS) {
    faults.push('Filter policy is too complex');
  }
  if (!ofBody && Object.entries(pattern).some(([name, member]) => name !== '$or' && !Array.isArray(member))) {
    faults.push('Filter policy scope MessageAttributes does not support nested filter policy');
  }
  if (ofBody) {
    return {
      scope: 'MessageBody',
      faults,
      matches: ({ body }) => {
        const parsed = tryParse(body);
        return isObject(parsed) && compiled.matches(parsed);
      },
    };
  }
  return { scope: 'MessageAttributes', faults, matches: ({ attributes }) => compiled.matches(viewOf(attributes)) };
}
