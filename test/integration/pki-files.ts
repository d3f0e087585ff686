import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {readKey, spkiOf} from '../../src/lib/adapters/forge/keys.js';
import {writeCertificate} from '../../src/lib/adapters/forge/write-certificate.js';
import {runCliOk} from '../helpers/cli.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {tempDir} from '../helpers/temp-dir.js';

export interface ListJson {
  readonly certificates: readonly {
    path: string;
    kind: string;
    node?: string;
    subject: string;
    sans: string[];
    daysLeft: number;
    issuer: string;
    keyType: string;
    fingerprint: string;
  }[];
  readonly missing: readonly {path: string; why: string; host?: string}[];
}

export interface IssuedJson {
  readonly certificates: readonly {
    path: string;
    outcome: string;
    presented?: boolean;
    kept?: string[];
    copyTo?: string;
  }[];
}

export interface VerdictJson {
  readonly ok: boolean;
  readonly faults: readonly {id: string; path: string; message: string; fix?: string}[];
  readonly handshakes: readonly {from: string; to: string; side: string; outcome: string; why?: string}[];
}

export function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

/** Files of a cluster with an own CA, that nothing is started of. */
export async function filesOnly(args: readonly string[] = []): Promise<string> {
  const dir = tempDir('tls');
  const members = args.includes('--members') ? [] : ['--members', '1'];
  const nodes = [...members, '--base-port', String(await freeBasePort(3))];
  const line = ['bootstrap', 'static', ...nodes, '--tls', 'ca', '--etcd-bin-dir', etcdBinDir('3.7'), ...args];
  await runCliOk(line, {cwd: dir});
  return dir;
}

/** The CA of a folder with other dates, by its own key. */
export function selfSignCa(dir: string, dates: {notBefore: Date; notAfter: Date}): void {
  const key = readKey(readFileSync(join(dir, 'pki/ca.key')), 'ca.key');
  const content = {
    ...dates,
    subject: {commonName: 'demo etcd CA'},
    sans: [],
    keyUsage: ['keyCertSign' as const],
    extendedKeyUsage: [],
    caPathLength: 0,
    serial: '41'.repeat(16),
  };
  writeFileSync(join(dir, 'pki/ca.crt'), writeCertificate(content, {spki: spkiOf(key), signer: key}));
}
