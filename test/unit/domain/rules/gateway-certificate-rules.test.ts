import {describe, expect, it} from 'vitest';

import {sanOf} from '../../../../src/lib/domain/pki/san.js';
import {
  exampleCertificate,
  fileWith,
  keyFileWith,
} from '../../../../src/lib/domain/rules/example-certificates.js';
import {judgeOnMachine} from '../../../helpers/judge-on-machine.js';
import {processOf} from '../../../helpers/process-of.js';

function said(scheme: string, gateway: string, names: readonly string[]): string[] {
  const url = `${scheme}://10.0.0.1:2379`;
  const member = `etcd --name a --listen-client-urls ${url} --advertise-client-urls ${url} --cert-file own.crt --key-file own.key`;
  const processes = [member, `etcd gateway start ${gateway}`].map(line => processOf(line, '3.7.3'));
  const tlsFiles = {
    'own.crt': fileWith(exampleCertificate({sans: names.map(sanOf)})),
    'own.key': keyFileWith(),
  };
  return judgeOnMachine(processes, {now: new Date('2026-06-01T12:00:00Z'), tlsFiles})
    .filter(({rule}) => rule === 'gateway-certificate-names')
    .map(({member: name, fix}) => `${name}: ${fix}`);
}

const MEMBER = ['10.0.0.1'];
const FIX = 'a: have it issued with subjectAltName=IP:10.0.0.9 as well';

describe('certificates of members behind a gateway', () => {
  it.each<[string, string, string, readonly string[], string[]]>([
    [
      'that they do not name',
      'https',
      '--listen-addr 10.0.0.9:2379 --endpoints 10.0.0.1:2379',
      MEMBER,
      [FIX],
    ],
    ['with a URL', 'https', '--listen-addr 10.0.0.9:1 --endpoints https://10.0.0.1:2379', MEMBER, [FIX]],
    [
      'that they name',
      'https',
      '--listen-addr 10.0.0.9:1 --endpoints 10.0.0.1:2379',
      [...MEMBER, '10.0.0.9'],
      [],
    ],
    [
      'that has a name',
      'https',
      '--listen-addr 10.0.0.9:1 --endpoints 10.0.0.1:2379',
      [...MEMBER, 'etcd.example.com'],
      [],
    ],
    ['on all addresses', 'https', '--listen-addr 0.0.0.0:2379 --endpoints 10.0.0.1:2379', MEMBER, []],
    ['of another cluster', 'https', '--listen-addr 10.0.0.9:2379 --endpoints 10.0.0.2:2379', MEMBER, []],
    ['without TLS', 'http', '--listen-addr 10.0.0.9:2379 --endpoints 10.0.0.1:2379', MEMBER, []],
  ])('%s', (_, scheme, gateway, names, expected) => {
    expect(said(scheme, gateway, names)).toEqual(expected);
  });
});
