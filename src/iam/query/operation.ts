// The descriptor of one operation of STS or IAM. One file each in sts/ and api/, one line in the index there.
import type { QueryInput, XmlMembers } from '../../aws/query-wire.js';
import type { Subject } from '../identities/subject.js';

export interface QueryCall {
  readonly input: QueryInput;
  /** Condition keys of the request itself: its address, whether it came over TLS. */
  readonly context: Readonly<Record<string, string>>;
}

export interface SignedCall extends QueryCall {
  readonly subject: Subject;
}

export type QueryOperation<Ports> =
  | {
      readonly name: string;
      /** Anybody may ask. */
      readonly signed: false;
      handle(call: QueryCall, ports: Ports): XmlMembers | Promise<XmlMembers>;
    }
  | {
      readonly name: string;
      readonly signed: true;
      handle(call: SignedCall, ports: Ports): XmlMembers | Promise<XmlMembers>;
    };
