// The port to the public keys of token issuers. Asked by AppSync's OPENID_CONNECT and AMAZON_COGNITO_USER_POOLS modes;
// implemented over HTTP here and, for pools that live in this process, by whoever keeps them. Verifies nothing.

/** A JSON Web Key (RFC 7517). AppSync asks for `kty` and `kid` (security-authz.md, "OPENID_CONNECT authorization"). */
export interface IssuerKey {
  readonly kty: string;
  readonly kid: string;
  readonly alg?: string;
  readonly use?: string;
  readonly [member: string]: unknown;
}

export interface KeysRequest {
  /** An URL or a file of the key set, asked instead of the issuer's discovery document. */
  readonly jwks?: string;
  /** A token names a key that is not among those given last time: ask again, if that was not just done. */
  readonly missing?: boolean;
}

export interface KeysPort {
  /** The keys an issuer signs with. Rejects with an OffsyncError when they can't be had and were never known. */
  keysOf(issuer: string, request?: KeysRequest): Promise<readonly IssuerKey[]>;
}
