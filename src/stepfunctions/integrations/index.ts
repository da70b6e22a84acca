// The service integrations, one line each.
import { lambda } from './lambda.js';
import type { Integration } from './service.js';

export const INTEGRATIONS: readonly Integration[] = [lambda];
