// The common shape of states that neither wait, nor fork, nor have Retry and Catch. Used by the state types.
import type { Lead, Outcome, StateProgram, Step } from './state.js';

export function plainState(
  name: string,
  type: string,
  leads: readonly Lead[],
  enter: (step: Step) => Outcome,
  more: Partial<StateProgram> = {},
): StateProgram {
  return { name, type, leads, blocks: [], retriers: [], catchers: [], enter, ...more };
}

export function nextLead(next: string | undefined, location: string): Lead[] {
  return next === undefined ? [] : [{ to: next, location: `${location}/Next`, field: 'Next' }];
}
