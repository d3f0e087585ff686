import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {forge} from '../../../../src/lib/adapters/forge/forge.js';
import {OpsError} from '../../../../src/lib/errors/ops-error.js';
import {tempDir} from '../../../helpers/temp-dir.js';

/** A certificate or, without `-x509`, a request of openssl, as DER. */
function made(...args: string[]): Buffer {
  const dir = tempDir('odd');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
  const options = {cwd: dir, stdio: 'ignore'} as const;
  execFileSync(
    'openssl',
    ['req', ...key, '-subj', '/CN=odd', '-outform', 'DER', '-out', 'out', ...args],
    options,
  );
  return readFileSync(join(dir, 'out'));
}

function certificate(...args: string[]): Buffer {
  return made('-x509', '-days', '9', ...args);
}

describe('certificates that nobody expects', () => {
  it('an extension whose value is no DER is none of ours to read', () => {
    const der = certificate('-addext', '1.2.3.4=DER:30:05:01', '-addext', 'subjectAltName=DNS:a');

    const [read] = forge.readCertificates(der, 'odd.crt');

    expect(read!.facts.sans).toEqual([{type: 'dns', value: 'a'}]);
  });

  it('one with thousands of names is read whole, and in time', () => {
    const names = Array.from({length: 5000}, (_, index) => `DNS:host-${index}.example.com`).join(',');
    const der = certificate('-addext', `subjectAltName=${names}`);
    const startedAt = performance.now();

    const [read] = forge.readCertificates(der, 'odd.crt');

    expect(read!.facts.sans).toHaveLength(5000);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it.each([
    ['a date that is none', (der: Buffer) => der.fill('99', at(der), at(der) + 6)],
    ['an end that is missing', (der: Buffer) => der.subarray(0, der.length - 9)],
    ['lengths that lie', (der: Buffer) => (der.fill(0xff, 4, 8), der)],
  ])('%s is E_CERT_INVALID', (_, breakIt) => {
    const der = breakIt(certificate());

    let failure: unknown;
    try {
      forge.readCertificates(der, 'odd.crt');
    } catch (error) {
      failure = error;
    }

    expect(failure).toBeInstanceOf(OpsError);
    expect(failure).toMatchObject({code: 'E_CERT_INVALID'});
  });

  it('never throws anything else, whichever byte is another one', () => {
    const der = certificate(
      '-addext',
      'subjectAltName=DNS:a,IP:10.0.0.1',
      '-addext',
      'extendedKeyUsage=clientAuth',
    );
    const others: unknown[] = [];

    for (let place = 0; place < der.length; place++) {
      const broken = Buffer.from(der);
      broken[place]! ^= 0xff;
      try {
        for (const {facts} of forge.readCertificates(broken, 'odd.crt')) facts.notAfter.toISOString();
      } catch (error) {
        if (!(error instanceof OpsError)) others.push(error);
      }
    }

    expect(others).toEqual([]);
  });
});

/** Where the first date, a UTCTime, has its digits. */
function at(der: Buffer): number {
  return der.indexOf(Buffer.from([0x17, 0x0d])) + 2;
}

describe('requests that ask for more than they get', () => {
  it('to be a CA is not among what is read of a request', () => {
    const der = made(
      ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign'],
      ...['-addext', 'subjectAltName=DNS:a'],
    );

    expect(Object.keys(forge.readRequest(der, 'odd.csr')).sort()).toEqual(
      ['commonName', 'keyType', 'sans', 'spki', 'subject'].sort(),
    );
  });

  it('one with another byte anywhere is refused, or says what was signed', () => {
    const der = made('-addext', 'subjectAltName=DNS:a');
    const whole = forge.readRequest(der, 'odd.csr');
    let refused = 0;

    for (let place = 0; place < der.length; place++) {
      const broken = Buffer.from(der);
      broken[place]! ^= 0x01;
      try {
        expect(forge.readRequest(broken, 'odd.csr')).toEqual(whole);
      } catch (error) {
        expect(error).toMatchObject({code: 'E_CERT_INVALID'});
        refused++;
      }
    }

    expect(refused).toBeGreaterThan(der.length * 0.9);
  });
});
