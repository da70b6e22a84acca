// Choice: goes on to the state of the first rule that holds.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
import { isObject } from '../../lib/json.js';
import { compileRule } from '../asl/choice-rules.js';
import { EvaluationFault } from '../asl/faults.js';
import { withInput } from '../asl/scope.js';
import { compileField, compileFlow } from './flow.js';
import { plainState } from './plain.js';
import type { Lead, StateType } from './state.js';

export const choice: StateType = {
  type: 'Choice',
  fields: ['Choices', 'Default', 'InputPath', 'OutputPath', 'Assign'],
  compile(source, { check, location, name }) {
    const leads: Lead[] = [];
    const fallback = source['Default'];
    if (typeof fallback === 'string') leads.push({ to: fallback, location: `${location}/Default`, field: 'Default' });
    else if (fallback !== undefined) check.schema('Expected value of type String', `${location}/Default`);

    const choices = source['Choices'];
    if (choices === undefined) check.schema("The field 'Choices' is required but was missing", location);
    else if (!Array.isArray(choices)) check.schema('Expected value of type Array', `${location}/Choices`);
    else if (choices.length === 0) check.schema('Value cannot be empty', `${location}/Choices`);
    const rules = (Array.isArray(choices) ? choices : []).map((rule: unknown, index) => {
      const at = `${location}/Choices[${index}]`;
      if (!isObject(rule)) {
        check.schema('Expected value of type Object', at);
        return { holds: () => false, next: '', assign: undefined };
      }
      const next = rule['Next'];
      if (typeof next === 'string') leads.push({ to: next, location: `${at}/Next`, field: 'Next' });
      else check.schema("The field 'Next' is required but was missing", at);
      return {
        holds: compileRule(rule, check, at),
        next: String(next),
        assign: compileField(rule, 'Assign', check, at),
      };
    });
    const flow = compileFlow({ ...source, Assign: undefined }, check, location, undefined);
    const otherwise = compileField(source, 'Assign', check, location);

    return plainState(name, 'Choice', leads, (step) => {
      const raw = step.scope(step.thread.input);
      const scope = withInput(raw, flow.input(raw));
      const rule = rules.find((one) => one.holds(scope));
      const next = rule ? rule.next : fallback;
      if (typeof next !== 'string') {
        throw new EvaluationFault(
          'Failed to transition out of the state. The state does not point to a next state.',
          'States.NoChoiceMatched',
        );
      }
      const assigned = (rule ? rule.assign : otherwise)?.(scope) as Record<string, unknown> | undefined;
      const left = flow.exit(raw, scope.input);
      return left?.kind === 'exit' ? { ...left, next, assigned } : left;
    });
  },
};
