/** An SRV record as DNS has it. Names have no dot at their end; the target `.` is the empty text. */
export interface FoundSrv {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
  readonly ttl: number;
}

/** What DNS says of a name. */
export type SrvAnswer =
  | {readonly records: readonly FoundSrv[]; /** There is not even the name. */ readonly isUnknown?: true}
  /** The name server has answered, and not with an answer: `SERVFAIL`. */
  | {readonly failure: string};

/** What DNS has of a host. Names have no dot at their end. */
export interface HostRecord {
  readonly type: 'A' | 'AAAA' | 'CNAME';
  readonly name: string;
  readonly ttl: number;
  readonly data: string;
}

/** What a host is to the system, or to the name server that was named. */
export type HostAnswer =
  | {
      /** In the order of the answer: etcd takes the first. */
      readonly addresses: readonly string[];
      /** Those in DNS, where this machine has others by its hosts file. */
      readonly inDns?: readonly string[];
      /**
       * Where this machine says otherwise than DNS, and not by its hosts file: its resolver asks elsewhere, or the
       * answers change from question to question.
       */
      readonly here?: readonly string[];
      /** Why DNS says nothing: the addresses are from this machine alone. */
      readonly dnsFailure?: string;
      /** The name that stands for it, where it is an alias; that may be one again. */
      readonly alias?: string;
      /** Seconds; undefined where it is not from DNS. */
      readonly ttl?: number;
    }
  | {readonly failure: string};

/** All that DNS was asked. Hosts have lower-case names. */
export interface DnsFacts {
  readonly services: ReadonlyMap<string, SrvAnswer>;
  readonly hosts: ReadonlyMap<string, HostAnswer>;
}

export function hostKey(host: string): string {
  return host.toLowerCase();
}
