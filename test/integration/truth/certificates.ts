import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

let made: Certificate | undefined;

/** A certificate for 127.0.0.1 and localhost, signed by itself: it is its own CA, for servers and clients. */
function ownCertificate(): Certificate {
  return (made ??= makeCertificate());
}

function makeCertificate(): Certificate {
  const dir = mkdtempSync(join(tmpdir(), 'etcdops-truth-'));
  const certificate = join(dir, 'own.crt');
  const key = join(dir, 'own.key');
  try {
    const algorithm = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const names = ['-subj', '/O=etcdops', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
    const {status, stderr} = spawnSync(
      'openssl',
      ['req', '-x509', ...algorithm, ...names, '-days', '2', '-keyout', key, '-out', certificate],
      {encoding: 'utf8'},
    );
    if (status !== 0) throw new Error(`openssl makes no certificate: ${stderr}`);
    return {certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8')};
  } finally {
    rmSync(dir, {recursive: true, force: true});
  }
}

/** Files with it, as a row hands them over. */
export function certificateFiles(): Readonly<Record<string, string>> {
  const {certificate, key} = ownCertificate();
  return {'own.crt': certificate, 'own.key': key};
}
