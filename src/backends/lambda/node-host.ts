// The program inside a worker: loads the handler as AWS's Node.js runtime does and runs one event after the other. Kept as
// text so that a bundled offsync has no file to look for. It is user-side code: it may use process, console and timers.
// Behaviour follows https://github.com/aws/aws-lambda-nodejs-runtime-interface-client as documented in the Lambda guide
// ("Define Lambda function handler in Node.js", "AWS Lambda context object in Node.js").

/** Messages in: [requestId, payload, clientContext]. Out: ['ready', files], ['log', level, text], ['ok' | 'error', text, fatal]. */
export const NODE_HOST = String.raw`'use strict';
const { parentPort: port, workerData: settings } = require('node:worker_threads');
const Module = require('node:module');
const path = require('node:path');
const fs = require('node:fs');
const { pathToFileURL } = require('node:url');
const { format } = require('node:util');

for (const name of Object.keys(process.env)) if (!settings.inherited.includes(name)) delete process.env[name];
Object.assign(process.env, settings.environment);
if (process.setSourceMapsEnabled) process.setSourceMapsEnabled(true);

let requestId = '';

function print(level, text) {
  port.postMessage(['log', level, text]);
}
function printer(level, label) {
  return function () {
    print(level, new Date().toISOString() + '\t' + requestId + '\t' + label + '\t' + format.apply(undefined, arguments));
  };
}
console.log = console.info = printer('info', 'INFO');
console.debug = printer('debug', 'DEBUG');
console.warn = printer('warn', 'WARN');
console.error = printer('error', 'ERROR');
console.trace = printer('info', 'TRACE');
for (const [stream, level] of [[process.stdout, 'info'], [process.stderr, 'error']]) {
  stream.write = function (chunk, encoding, done) {
    print(level, String(chunk).replace(/\n$/, ''));
    const after = typeof encoding === 'function' ? encoding : done;
    if (after) process.nextTick(after);
    return true;
  };
}

// Lines of this program say nothing to the author of the handler.
function traceOf(error) {
  const lines = String((error && error.stack) || '').split('\n');
  const own = lines.findIndex(function (line) { return line.includes('[worker eval]'); });
  return own < 0 ? lines : lines.slice(0, own);
}
function errorDocument(error) {
  if (error instanceof Error || (error && typeof error === 'object' && 'message' in error && 'stack' in error)) {
    return { errorType: error.name, errorMessage: error.message, trace: traceOf(error) };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}
function runtimeError(type, error) {
  return { errorType: 'Runtime.' + type, errorMessage: String(error), trace: traceOf(error) };
}
function crash(document) {
  port.postMessage(['error', JSON.stringify(document), true]);
}
process.on('uncaughtException', function (error) {
  crash(errorDocument(error));
});
process.on('unhandledRejection', function (reason) {
  const document = runtimeError('UnhandledPromiseRejection', reason);
  crash({ errorType: document.errorType, errorMessage: document.errorMessage, reason: errorDocument(reason), promise: {}, trace: document.trace });
});

// What to do when nothing is left to run: AWS answers then, and not before, to a callback.
let whenEmpty;
process.on('beforeExit', function () {
  if (!whenEmpty) return;
  const run = whenEmpty;
  whenEmpty = undefined;
  port.ref();
  run();
});
function afterEmptyLoop(run) {
  whenEmpty = run;
  port.unref();
}

function compile(file, code) {
  const module = new Module(file, null);
  module.filename = file;
  module.paths = Module._nodeModulePaths(settings.resolveFrom || process.cwd());
  Module._cache[file] = module;
  module._compile(code, file);
  module.loaded = true;
  return module.exports;
}

// A package.json above the function's folder does not exist on AWS: its "type" must not decide.
if (settings.ignoreOuterType) {
  const standard = Module._extensions['.js'];
  Module._extensions['.js'] = function (module, file) {
    if (!file.startsWith(settings.root + path.sep) || file.includes(path.sep + 'node_modules' + path.sep)) return standard(module, file);
    module._compile(fs.readFileSync(file, 'utf8'), file);
  };
}

async function load() {
  if (settings.format === 'esm') return import(pathToFileURL(settings.file).href);
  if (settings.code !== undefined) return compile(settings.file, settings.code);
  return Module.createRequire(settings.file)(settings.file);
}

function ownFiles() {
  return Object.keys(require.cache).concat(Object.keys(Module._cache)).filter(function (file, at, all) {
    return all.indexOf(file) === at && !file.includes(path.sep + 'node_modules' + path.sep) && file.startsWith(settings.root + path.sep);
  });
}

const label = settings.module + '.' + settings.exportPath;
let handler;

load().then(
  function (exported) {
    let value = exported;
    for (const name of settings.exportPath.split('.')) value = value === undefined || value === null ? undefined : value[name];
    if (value === undefined || value === null) return crash({ errorType: 'Runtime.HandlerNotFound', errorMessage: label + ' is undefined or not exported', trace: [] });
    if (typeof value !== 'function') return crash({ errorType: 'Runtime.HandlerNotFound', errorMessage: label + ' is not a function', trace: [] });
    handler = value;
    port.on('message', invoke);
    port.postMessage(['ready', ownFiles()]);
  },
  function (error) {
    if (error instanceof SyntaxError) return crash(runtimeError('UserCodeSyntaxError', error));
    const code = error && error.code;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') return crash(runtimeError('ImportModuleError', error));
    crash(errorDocument(error));
  },
);

function invoke(message) {
  requestId = message[0];
  const deadline = Date.now() + settings.timeoutMs;
  let settled = false;
  function end(kind, text) {
    if (settled) return;
    settled = true;
    whenEmpty = undefined;
    port.ref();
    port.postMessage([kind, text, false]);
  }
  function fail(error) {
    end('error', JSON.stringify(errorDocument(error)));
  }
  function succeed(result) {
    let text;
    try {
      text = JSON.stringify(result === undefined ? null : result);
    } catch (error) {
      return end('error', JSON.stringify(runtimeError('MarshalError', 'Unable to stringify response body as json: ' + error.message)));
    }
    end('ok', text === undefined ? 'null' : text);
  }
  function callback(error, result) {
    if (error !== undefined && error !== null) fail(error);
    else if (context.callbackWaitsForEmptyEventLoop) afterEmptyLoop(function () { succeed(result); });
    else succeed(result);
  }
  function done(error, result) {
    if (error !== undefined && error !== null) fail(error);
    else succeed(result);
  }
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: settings.functionName,
    memoryLimitInMB: settings.memoryLimitInMB,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: settings.functionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: function () { return Math.max(0, deadline - Date.now()); },
    done: done,
    succeed: function (result) { done(null, result); },
    fail: function (error) { done(error === undefined || error === null ? 'handled' : error); },
  };
  if (message[2] !== undefined) context.clientContext = JSON.parse(message[2]);
  afterEmptyLoop(function () { succeed(undefined); });
  try {
    const returned = handler(JSON.parse(message[1]), context, callback);
    if (returned && typeof returned.then === 'function') returned.then(succeed, fail);
  } catch (error) {
    fail(error);
  }
}
`;
