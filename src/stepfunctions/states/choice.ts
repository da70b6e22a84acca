// Choice: goes on to the state of the first rule that holds.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
import { isObject } from '../../lib/json.js';
import type { JsonRecord } from '../asl/check.js';
import { compileRule, type Rule } from '../asl/choice-rules.js';
import { EvaluationFault } from '../asl/faults.js';
import { compileTyped } from '../asl/jsonata-fields.js';
import { withInput } from '../asl/scope.js';
import { compileFlow } from './flow.js';
import { plainState } from './plain.js';
import type { Lead, StateContext, StateType } from './state.js';

/** `Condition`: an expression that gives true or false, or one of them as it stands. */
function compileCondition(rule: JsonRecord, index: number, context: StateContext): Rule {
  const name = `Choices[${index}]/Condition`;
  if (rule['Condition'] === undefined) {
    context.check.schema("The field 'Condition' is required but was missing", `${context.location}/Choices[${index}]`);
    return () => false;
  }
  const compute = compileTyped(rule['Condition'], name, 'boolean', context);
  return (scope) => compute(scope) === true;
}

export const choice: StateType = {
  type: 'Choice',
  fields: ['Choices', 'Default', 'InputPath', 'OutputPath', 'Assign'],
  jsonataFields: ['Choices', 'Default', 'Output', 'Assign'],
  compile(source, context) {
    const { check, location, name } = context;
    const jsonata = context.queryLanguage === 'JSONata';
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
        return { holds: () => false, next: '', flow: undefined };
      }
      const next = rule['Next'];
      if (typeof next === 'string') leads.push({ to: next, location: `${at}/Next`, field: 'Next' });
      else check.schema("The field 'Next' is required but was missing", at);
      const inner = { ...context, location: at };
      return {
        holds: jsonata ? compileCondition(rule, index, context) : compileRule(rule, check, at),
        next: String(next),
        flow: compileFlow(jsonata ? rule : { ...source, Assign: rule['Assign'] }, inner, String(next)),
      };
    });
    const otherwise = compileFlow(source, context, typeof fallback === 'string' ? fallback : undefined);

    return plainState(name, 'Choice', leads, (step) => {
      const raw = step.scope(step.thread.input);
      const scope = withInput(raw, otherwise.input(raw));
      const rule = rules.find((one) => one.holds(scope));
      if (!rule && typeof fallback !== 'string') {
        throw new EvaluationFault(
          'Failed to transition out of the state. The state does not point to a next state.',
          'States.NoChoiceMatched',
        );
      }
      return (rule?.flow ?? otherwise).exit(raw, jsonata ? undefined : scope.input);
    });
  },
};
