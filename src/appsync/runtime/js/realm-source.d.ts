// The realm's code (realm/*.ts and runtime/util) bundled to one script: an expression whose value is `createRealm`.
// Made by scripts/realm-plugin.mjs, in builds and in tests alike.
declare module 'realm:source' {
  export const REALM_SOURCE: string;
}

// Made by the same plugin: the bytes of QuickJS's engine.
declare module 'quickjs:wasm' {
  export const QUICKJS_WASM: Buffer;
}
