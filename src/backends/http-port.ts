// The port for outgoing HTTP. Hosts of AWS services that the emulator serves itself are answered inside.

export interface HttpRequest {
  readonly method: string;
  /** Absolute URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined with ','. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same with the names as the server wrote them; absent when nobody knows (`headers` then serves). */
  readonly headersAsSent?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpBackend {
  /** Rejects with an HttpFailure when no answer came. */
  send(request: HttpRequest, options: { readonly timeoutMs: number; readonly maxBytes: number }): Promise<HttpResponse>;
}
