// The port to functions: invoke by name, as the Lambda Invoke API means it.

export interface InvokeRequest {
  /** A function's name, or its ARN (a qualifier behind it is ignored: there is one version). */
  readonly functionName: string;
  /** JSON text. */
  readonly payload: string;
  /** 'Event' answers 202 as soon as the event is accepted. */
  readonly invocationType: 'RequestResponse' | 'Event' | 'DryRun';
  /** Base64 JSON, handed to the handler as `context.clientContext`. */
  readonly clientContext?: string;
}

export interface InvokeResponse {
  readonly statusCode: number;
  /** JSON text: the handler's result, or `{errorType, errorMessage, trace}` when `functionError` is set. */
  readonly payload: string;
  /** 'Unhandled' when the handler threw, timed out, ran out of memory or exited. */
  readonly functionError?: 'Handled' | 'Unhandled';
  /** What the handler printed, newest last, at most 4 KB. */
  readonly logTail: string;
  /** `context.awsRequestId` of the event. */
  readonly requestId?: string;
}

export interface LambdaBackend {
  /** Rejects with a ServiceError (ResourceNotFoundException, ...) only when the function could not be called at all. */
  invoke(request: InvokeRequest): Promise<InvokeResponse>;
  has(functionName: string): boolean;
}
