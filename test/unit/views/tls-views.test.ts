import {describe, expect, it} from 'vitest';

import {certificateListView} from '../../../src/lib/views/tls-list-view.js';
import {issuedView, signedView} from '../../../src/lib/views/tls-issue-view.js';

const OPTIONS = {color: false, width: 120};
const ESCAPE = '\u001b[31mred\u001b]0;title\u0007';

const LISTED = {
  kind: 'client',
  subject: 'CN=a',
  sans: [],
  notBefore: '2026-11-01T00:00:00.000Z',
  notAfter: '2027-11-01T00:00:00.000Z',
  daysLeft: 300,
  issuer: 'CN=ca',
  keyType: 'ecdsa-p256',
  fingerprint: 'AA',
} as const;

describe('views of certificates', () => {
  it('show no escape of a file name, a request or a subject to the terminal', () => {
    const listed = {...LISTED, path: `pki/clients/${ESCAPE}.crt`};
    const missing = {path: `${ESCAPE}.crt`, why: ESCAPE};
    const list = {mode: 'ca', certificates: [listed], missing: [missing], isDue: false} as const;
    const signed = {path: 'a.crt', subject: `CN=${ESCAPE}`, sans: [], outcome: 'issued'} as const;

    for (const text of [certificateListView(list, OPTIONS), signedView(signed, OPTIONS)]) {
      expect(text).toContain('\\x1b[31mred');
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    }
  });

  it('name where the files of another machine belong', () => {
    const certificates = [
      {path: 'pki/nodes/a/server.crt', node: 'a', outcome: 'issued', copyTo: '10.0.0.1:/etc/etcd/a/'},
      {path: 'pki/clients/admin.crt', client: 'admin', outcome: 'issued'},
    ] as const;

    const text = issuedView({certificates}, OPTIONS);

    expect(text).toContain('  pki/nodes/a/server.* to 10.0.0.1:/etc/etcd/a/\n');
    expect(text).not.toContain('pki/clients/admin.*');
  });
});
