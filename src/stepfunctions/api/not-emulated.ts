// Operations that AWS has and offsync doesn't: refused by name.
import { notEmulated } from '../../aws/errors.js';
import type { Operation } from '../../aws/wire.js';
import type { ApiPorts } from '../ports.js';

const NAMES = ['RedriveExecution', 'DescribeMapRun', 'ListMapRuns', 'UpdateMapRun'];

export const NOT_EMULATED: readonly Operation<ApiPorts>[] = NAMES.map((name) => ({
  name,
  handle() {
    throw notEmulated(name);
  },
}));
