import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {openssl} from '../../helpers/openssl.js';
import {TestCa, type Wanted} from '../../helpers/test-pki.js';
import {memberScript, urlsOf} from './member-files.js';
import type {TruthPlace, TruthRow} from './truth-row.js';

export const CLIENT_WORDS = '--cert-file own.crt --key-file own.key --trusted-ca-file ca.crt';
export const PEER_WORDS = '--peer-cert-file own.crt --peer-key-file own.key --peer-trusted-ca-file ca.crt';

export function clients(words = CLIENT_WORDS): TruthRow['files'] {
  return place => memberScript(place, words, urlsOf(place, {clients: 'https'}));
}

export function peers(words = PEER_WORDS): TruthRow['files'] {
  return place => memberScript(place, words, urlsOf(place, {peers: 'https'}));
}

export function proxy(words: string): TruthRow['files'] {
  return ({clientPort}) => {
    const own = `--listen-addr=127.0.0.1:${clientPort} --advertise-client-url=127.0.0.1:${clientPort}`;
    return {'run.sh': `etcd grpc-proxy start --endpoints=127.0.0.1:1 ${own} ${words}\n`};
  };
}

/** A good pair `own` with its CA, which is then broken. */
export function spoilt(spoil: (dir: string, ca: TestCa) => unknown = () => undefined, wanted: Wanted = {}) {
  return async ({dir}: TruthPlace): Promise<void> => {
    const ca = await TestCa.make(dir);
    await ca.issue('own', wanted);
    await spoil(dir, ca);
  };
}

export function write(name: string, text: string): (dir: string) => void {
  return dir => writeFileSync(join(dir, name), text);
}

export function copy(from: string, to: string): (dir: string) => void {
  return dir => writeFileSync(join(dir, to), readFileSync(join(dir, from)));
}

export function append(from: string, to: string): (dir: string) => void {
  return dir => appendFileSync(join(dir, to), readFileSync(join(dir, from)));
}

export const otherKey = async (dir: string, ca: TestCa): Promise<void> => {
  await ca.issue('other');
  copy('other.key', 'own.key')(dir);
};

export function onCurve(curve: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];
}

/** A pair that openssl makes, for kinds of keys that we make none of. */
export function selfSigned(name: string, kind: readonly string[]): (dir: string) => void {
  const names = ['-subj', `/O=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
  return dir => openssl(dir, 'req', '-x509', ...kind, '-nodes', ...names, '-days', '90', ...files);
}
