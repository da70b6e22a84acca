// The realm's code (realm/*.ts and runtime/util) bundled to one script: an expression whose value is `createRealm`.
// Made by scripts/realm-plugin.mjs, in builds and in tests alike.
declare module 'realm:source' {
  export const REALM_SOURCE: string;
}
