// The face of the util library: `util`, `extensions`, `runtime` and the modules a handler imports from
// '@aws-appsync/utils'. The APPSYNC_JS runtime bundles this folder into its realm, the VTL runtime imports it.
export { createUtil, type UtilLibrary } from './create.js';
export type { HostCall } from './host.js';
export {
  EarlyReturn,
  type Fault,
  type LogLevel,
  RaisedFault,
  UnauthorizedFault,
  type UtilEffect,
  UtilMisuse,
  type UtilSession,
} from './session.js';
