// A resolver realm inside QuickJS, an engine compiled to WebAssembly: the same library and guards, with nothing of V8's and
// a bound on memory and time. For `sandbox: quickjs`, code one does not trust. Loaded only when an API asks for it.
import { QUICKJS_WASM } from 'quickjs:wasm';
import { REALM_SOURCE } from 'realm:source';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  RELEASE_SYNC,
} from 'quickjs-emscripten';
import { messageOf } from '../../../lib/errors.js';
import { FAILED, type RunRecord, SEE_RECORD } from './realm/protocol.js';
import type { Realm, Sandbox } from './realm.js';

/** Memory of one API's realm. */
const MEMORY_BYTES = 256 * 1024 * 1024;
const STACK_BYTES = 512 * 1024;
/** Interrupt checks one call into the realm may take before it is ended: seconds of work, counted and not timed. */
const MOST_CHECKS = 10_000;

/** Loads the engine, once; what it gives makes realms. */
export async function loadQuickJs(): Promise<Sandbox> {
  const wasmBinary = new Uint8Array(QUICKJS_WASM).buffer;
  const engine = await newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmBinary }));
  return (host) => {
    const vm = engine.newContext();
    let checks = 0;
    vm.runtime.setMemoryLimit(MEMORY_BYTES);
    vm.runtime.setMaxStackSize(STACK_BYTES);
    vm.runtime.setInterruptHandler(() => ++checks > MOST_CHECKS);

    const outside = vm.newFunction('host', (name, argument) => {
      try {
        return vm.newString(host(vm.getString(name), vm.getString(argument)));
      } catch (fault) {
        return vm.newString(`${FAILED}${messageOf(fault)}`);
      }
    });
    const create = evaluate(vm, REALM_SOURCE, 'appsync-library.js');
    const api = vm.unwrapResult(vm.callFunction(create, vm.undefined, outside));
    create.dispose();
    outside.dispose();

    const methods = new Map<string, QuickJSHandle>();
    /** Calls a function of the realm's and takes what it gives, a string or number. */
    const call = (name: string, ...parameters: readonly (string | number | QuickJSHandle)[]): unknown => {
      checks = 0;
      const method = methods.get(name) ?? vm.getProp(api, name);
      methods.set(name, method);
      const handles = parameters.map((one) =>
        typeof one === 'string' ? vm.newString(one) : typeof one === 'number' ? vm.newNumber(one) : one,
      );
      try {
        const answer = vm.unwrapResult(vm.callFunction(method, api, ...handles));
        return answer.consume((handle) => vm.dump(handle) as unknown);
      } finally {
        for (const handle of handles) handle.dispose();
      }
    };

    const inBox: unknown[] = [];
    const outBox: unknown[] = [];
    let ended: RunRecord | undefined;
    const takeValue = (length: number): void => {
      outBox.length = 0;
      if (length > 0) outBox.push(...(JSON.parse(call('take', length) as string) as unknown[]));
    };
    const names = JSON.parse(call('moduleNames') as string) as Record<string, string[]>;
    const realm: Realm = {
      inBox,
      outBox,
      moduleNames: () => call('moduleNames') as string,
      release: (unit) => void call('release', unit),
      operation: (id, identity, request, env) => void call('operation', id, identity, request, env),
      run(unit, handler, operation, parts, stash) {
        ended = undefined;
        const given = JSON.stringify(inBox);
        inBox.length = 0;
        try {
          call('fill', given);
          const answer = call('run', unit, handler, operation, parts, stash) as number;
          takeValue(answer);
          return answer;
        } catch (fault) {
          // The engine ended it: out of memory, or interrupted.
          ended = { kind: 'failure', length: 0, message: messageOf(fault), errors: [], effects: [] };
          return SEE_RECORD;
        }
      },
      record() {
        if (ended) return JSON.stringify(ended);
        const text = call('record') as string;
        takeValue((JSON.parse(text) as { readonly length: number }).length);
        return text;
      },
      load: (script, file) => call('register', evaluate(vm, script, file)) as number,
      modules: new Map(Object.entries(names).map(([module, exported]) => [module, new Set(exported)])),
    };
    return realm;
  };
}

function evaluate(vm: QuickJSContext, text: string, file: string): QuickJSHandle {
  return vm.unwrapResult(vm.evalCode(text, file));
}
