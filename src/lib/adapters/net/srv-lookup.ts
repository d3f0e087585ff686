import {Resolver} from 'node:dns/promises';

import {systemErrorCode, errorMessage, OpsError} from '../../errors/ops-error.js';

export interface SrvRecord {
  readonly host: string;
  readonly port: number;
}

/** The SRV records of a name, in no order; none where the name has none. Throws E_UNREACHABLE. */
export type SrvLookup = (name: string) => Promise<SrvRecord[]>;

const TIMEOUT_MS = 3000;

export const lookupSrv: SrvLookup = async name => {
  try {
    const records = await new Resolver({timeout: TIMEOUT_MS, tries: 2}).resolveSrv(name);
    return records.map(({name: host, port}) => ({host, port}));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    const why = code === 'ETIMEOUT' ? 'the name server does not answer' : errorMessage(error);
    throw new OpsError('E_UNREACHABLE', `the SRV records of ${name} cannot be had: ${why}`, {
      cause: error,
      hints: ['see which name server this machine asks: cat /etc/resolv.conf'],
    });
  }
};
