import {execFileSync, type StdioOptions} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';

import {cleanEnv} from './cli.js';
import {tempDir} from './temp-dir.js';

/** A certificate and its key, both as PEM. */
export interface Pair {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Wish {
  /** `/CN=…`; a certificate without a subject is none that openssl makes. */
  readonly subject: string;
  /** As openssl writes them: `IP:127.0.0.1`. */
  readonly sans?: readonly string[];
  readonly usages?: readonly ('serverAuth' | 'clientAuth')[];
  /** Over since years. */
  readonly isExpired?: boolean;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const EXPIRED = ['-startdate', '20240101000000Z', '-enddate', '20240102000000Z'];

/** The least that `openssl ca` asks for; of all openssl commands only that one sets dates at will. */
const CONFIG = `[ca]
default_ca = it
[it]
database = index.txt
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = optional
organizationName = optional
`;

export function pairAt(base: string): Pair {
  return {certFile: `${base}.crt`, keyFile: `${base}.key`};
}

/** Runs openssl in a folder; a failure throws. */
export function openssl(dir: string, ...args: readonly string[]): string {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  return execFileSync('openssl', args, {cwd: dir, env: cleanEnv(), encoding: 'utf8', stdio});
}

/** A CA that openssl makes. */
export async function makeAuthority(base: string, name: string): Promise<Pair> {
  const {certFile, keyFile} = pairAt(base);
  mkdirSync(dirname(base), {recursive: true});
  const files = ['-keyout', keyFile, '-out', certFile];
  openssl('/', 'req', '-x509', ...NEW_KEY, '-subj', `/CN=${name}`, '-days', '120', ...files);
  return {certFile, keyFile};
}

/** A certificate that openssl signs with the key of a CA, whoever made that. */
export async function signWithOpenssl(authority: Pair, base: string, wish: Wish): Promise<Pair> {
  const {certFile, keyFile} = pairAt(base);
  const work = tempDir('openssl');
  const request = join(work, `${basename(base)}.csr`);
  const {usages = ['serverAuth', 'clientAuth'], sans = []} = wish;
  mkdirSync(dirname(base), {recursive: true});
  writeFileSync(join(work, 'index.txt'), '');
  writeFileSync(join(work, 'ca.cnf'), CONFIG);
  const names = sans.length === 0 ? '' : `subjectAltName=${sans.join(',')}\n`;
  writeFileSync(join(work, 'extensions'), `extendedKeyUsage=${usages.join(',')}\n${names}`);
  openssl('/', 'req', '-new', ...NEW_KEY, '-subj', wish.subject, '-keyout', keyFile, '-out', request);
  const dates = wish.isExpired === true ? EXPIRED : ['-days', '90'];
  const signer = ['-cert', authority.certFile, '-keyfile', authority.keyFile];
  const files = ['-in', request, '-out', certFile, '-outdir', work, '-extfile', 'extensions'];
  openssl(work, 'ca', '-batch', '-notext', '-config', 'ca.cnf', ...signer, ...dates, ...files);
  return {certFile, keyFile};
}
