// The program inside a Python process: loads the handler as AWS's Python runtime does and runs one event after the other.
// Kept as text, like node-host.ts. One JSON document a line: settings, then [requestId, payload, clientContext] come in on
// stdin; ['ready', files], ['log', level, text], ['ok' | 'error', text, fatal] go out on descriptor 3.
// ("Define Lambda function handler in Python", "Using the Lambda context object" in the Lambda guide.)

export const PYTHON_HOST = String.raw`
import importlib.util, json, os, sys, time, traceback

source = sys.stdin
out = os.fdopen(3, "w", buffering=1, encoding="utf-8")

def send(*message):
    out.write(json.dumps(message) + "\n")
    out.flush()

settings = json.loads(source.readline())
for name in list(os.environ):
    if name not in settings["inherited"]:
        del os.environ[name]
os.environ.update(settings["environment"])
root = settings["root"]
sys.path.insert(0, root)
os.chdir(root)

class Printer:
    encoding = "utf-8"
    def __init__(self, level):
        self.level, self.rest = level, ""
    def write(self, text):
        lines = (self.rest + text).split("\n")
        self.rest = lines.pop()
        for line in lines:
            send("log", self.level, line)
        return len(text)
    def flush(self):
        if self.rest:
            send("log", self.level, self.rest)
            self.rest = ""
    def isatty(self):
        return False
    def fileno(self):
        return 1 if self.level == "info" else 2

sys.stdout, sys.stderr = Printer("info"), Printer("error")
sys.stdin = open(os.devnull)

def document(error_type, message, stack, request_id=""):
    return json.dumps({"errorMessage": message, "errorType": error_type, "requestId": request_id, "stackTrace": stack})

def refuse(error_type, message, stack=()):
    send("error", document(error_type, message, list(stack)), True)
    sys.exit(1)

module_name, dot, function_name = settings["handler"].rpartition(".")
if not dot:
    refuse("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % settings["handler"])
module_name = module_name.replace("/", ".")
try:
    module = importlib.import_module(module_name)
except ImportError as error:
    refuse("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, error))
except SyntaxError as error:
    line = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, (error.text or "").strip())
    refuse("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), [line])
except SystemExit as error:
    code = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
    send("error", document("Runtime.ExitError", "Error: Runtime exited with error: exit status %d" % code, []), True)
    sys.exit(code)
except BaseException as error:
    refuse(type(error).__name__, str(error), traceback.format_tb(error.__traceback__))
handler = getattr(module, function_name, None)
if handler is None:
    refuse("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))

class Context:
    function_version = "$LATEST"
    identity = None
    def __init__(self, request_id, client):
        self.aws_request_id = request_id
        self.function_name = settings["functionName"]
        self.invoked_function_arn = settings["functionArn"]
        self.memory_limit_in_mb = settings["memoryLimitInMB"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None if client is None else json.loads(client, object_hook=lambda d: type("ClientContext", (), d)())
        self._deadline = time.monotonic() + settings["timeoutMs"] / 1000
    def get_remaining_time_in_millis(self):
        return max(0, int((self._deadline - time.monotonic()) * 1000))
    def log(self, text):
        sys.stdout.write(str(text))

def own_files():
    found = []
    for loaded in list(sys.modules.values()):
        file = getattr(loaded, "__file__", None)
        if file and file.startswith(root + os.sep) and "site-packages" not in file:
            found.append(file)
    return found

send("ready", own_files())
for text in source:
    request_id, payload, client = json.loads(text)
    try:
        result = handler(json.loads(payload), Context(request_id, client))
        try:
            answer = json.dumps(result)
        except TypeError as error:
            answer = None
            failure = document("Runtime.MarshalError", "Unable to marshal response: %s" % error, [], request_id)
    except SystemExit as error:
        sys.stdout.flush(); sys.stderr.flush()
        os._exit(error.code if isinstance(error.code, int) else 0 if error.code is None else 1)
    except BaseException as error:
        answer = None
        stack = traceback.format_list(traceback.extract_tb(error.__traceback__)[1:])
        failure = document(type(error).__name__, str(error), stack, request_id)
    sys.stdout.flush(); sys.stderr.flush()
    if answer is None:
        send("error", failure, False)
    else:
        send("ok", answer, False)
`;
