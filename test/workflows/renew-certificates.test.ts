import {appendFileSync, copyFileSync, readFileSync, renameSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {issueCertificates} from '../../src/lib/workflows/pki/issue-certificates.js';
import {makeAuthorities} from '../../src/lib/workflows/pki/make-authorities.js';
import {renewCertificates, type RenewedCertificate} from '../../src/lib/workflows/pki/renew-certificates.js';
import {aWholePki, CA, filesIn, ISSUE, keysIn, RENEW} from '../fakes/pki-world.js';

describe('what a renewal keeps', () => {
  it('two within the same second keep both', async () => {
    const {context, folder} = await aWholePki();
    const [first] = keysIn(folder);
    expect(first).toBeDefined();
    const all = keysIn(folder);

    for (let times = 0; times < 2; times++) await renewCertificates(context, {...RENEW, newKeys: true});

    expect(keysIn(folder)).toEqual(expect.arrayContaining(all));
    expect(
      filesIn(folder)
        .filter(path => path.startsWith('nodes/infra0/server.key.'))
        .sort(),
    ).toEqual(['nodes/infra0/server.key.20261121T000000Z', 'nodes/infra0/server.key.20261121T000000Z-2']);
  });

  it('is out of version control by the rules of pki/.gitignore', async () => {
    const {context, folder} = await aWholePki();

    await renewCertificates(context, {...RENEW, newKeys: true});

    const patterns = readFileSync(join(folder, 'pki/.gitignore'), 'utf8')
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(glob => new RegExp(`(^|/)${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`));
    const secret = filesIn(folder).filter(path =>
      readFileSync(join(folder, 'pki', path), 'utf8').includes('PRIVATE KEY'),
    );
    expect(secret.length).toBeGreaterThan(5);
    expect(secret.filter(path => !patterns.some(pattern => pattern.test(path)))).toEqual([]);
  });
});

describe('one certificate that cannot be renewed or signed', () => {
  it('stops the whole before anything is written', async () => {
    const {context, folder} = await aWholePki();
    const {files} = context.adapters;
    const before = filesIn(folder);
    await files.rename(join(folder, 'pki/peer-ca.key'), join(folder, 'peer-ca.key'));

    await expect(renewCertificates(context, RENEW)).rejects.toMatchObject({code: 'E_CA_MISSING'});
    await expect(issueCertificates(context, {...ISSUE, days: 9})).rejects.toMatchObject({
      code: 'E_CA_MISSING',
    });
    await expect(renewCertificates(context, {...RENEW, dryRun: true})).rejects.toMatchObject({
      code: 'E_CA_MISSING',
    });
    await files.rename(join(folder, 'peer-ca.key'), join(folder, 'pki/peer-ca.key'));
    await files.rename(join(folder, 'pki/clients/admin.crt'), join(folder, 'pki/clients/admin.gone'));
    await expect(renewCertificates(context, RENEW)).rejects.toMatchObject({code: 'E_CERT_INVALID'});
    await files.rename(join(folder, 'pki/clients/admin.gone'), join(folder, 'pki/clients/admin.crt'));

    expect(filesIn(folder)).toEqual(before);
  });

  it('renews further clients too, but not what was signed for a key that is elsewhere', async () => {
    const {context, folder} = await aWholePki();
    for (const client of ['backup', 'elsewhere']) await issueCertificates(context, {...ISSUE, client});
    const {files} = context.adapters;
    await files.rename(join(folder, 'pki/clients/elsewhere.key'), join(folder, 'elsewhere.key'));

    const {certificates} = await renewCertificates(context, RENEW);

    expect(certificates.map(({path}) => path)).toEqual([
      'pki/nodes/infra0/server.crt',
      'pki/nodes/infra0/peer.crt',
      'pki/clients/admin.crt',
      'pki/clients/backup.crt',
    ]);
    expect(filesIn(folder)).not.toContain('clients/elsewhere.key');
  });
});

it('tls issue makes anew what lacks a name that the spec has got since', async () => {
  const {context} = await aWholePki();
  const {spec} = context.loaded;
  const tls = {...spec.tls, sans: ['etcd.example.com']};
  const loaded = {...context.loaded, spec: {...spec, tls}};

  const first = await issueCertificates({...context, loaded}, ISSUE);
  const second = await issueCertificates({...context, loaded}, ISSUE);

  expect(first.certificates.map(({path, outcome}) => `${path} ${outcome}`)).toEqual([
    'pki/nodes/infra0/server.crt issued',
    'pki/nodes/infra0/peer.crt there',
    'pki/clients/admin.crt there',
  ]);
  expect(second.certificates.map(({outcome}) => outcome)).toEqual(['there', 'there', 'there']);
});

describe('close to the end of the CA', () => {
  const outcomes = ({certificates}: {certificates: readonly RenewedCertificate[]}): string[] =>
    certificates.map(
      ({outcome, endsWithCa}) => `${outcome}${endsWithCa === true ? ', ends with its CA' : ''}`,
    );

  it('what a new certificate would not outlast is kept, with a warning for each CA', async () => {
    const {context, folder, warnings} = await aWholePki(20);
    const before = filesIn(folder);
    warnings.length = 0;

    for (const withinDays of [30, undefined]) {
      const kept = await renewCertificates(context, {...RENEW, withinDays});
      expect(outcomes(kept)).toEqual(Array<string>(3).fill('there, ends with its CA'));
    }

    expect(filesIn(folder)).toEqual(before);
    expect(warnings.map(text => text.split(',', 1)[0])).toEqual(
      ['ca', 'peer-ca', 'ca', 'peer-ca'].map(name => `pki/${name}.crt ends on 2026-12-11`),
    );
  });

  it('nothing is said where certificates are asked for that it outlasts', async () => {
    const {context, warnings} = await aWholePki(20);
    warnings.length = 0;

    const result = await renewCertificates(context, {...RENEW, days: 7});

    expect(outcomes(result)).toEqual(['issued', 'issued', 'issued']);
    expect(warnings).toEqual([]);
  });

  it('what becomes another one is made anew all the same: new keys, a further name, a broken pair', async () => {
    const {context, folder} = await aWholePki(20);
    const {spec} = context.loaded;
    const named = {...spec, tls: {...spec.tls, sans: ['etcd.example.com']}};

    const withKeys = await renewCertificates(context, {...RENEW, newKeys: true});
    const withName = await renewCertificates({...context, loaded: {...context.loaded, spec: named}}, RENEW);
    copyFileSync(join(folder, 'pki/nodes/infra0/peer.key'), join(folder, 'pki/clients/admin.key'));
    const mended = await renewCertificates(context, RENEW);

    expect(outcomes(withKeys)).toEqual(Array<string>(3).fill('issued, ends with its CA'));
    expect(outcomes(withName)).toEqual([
      'issued, ends with its CA',
      'issued, ends with its CA',
      'there, ends with its CA',
    ]);
    expect(outcomes(mended)).toEqual([
      'there, ends with its CA',
      'there, ends with its CA',
      'issued, ends with its CA',
    ]);
  });

  it('another CA signs anew, though it ends on the same day', async () => {
    const {context, folder} = await aWholePki(20);
    const at = (name: string): string => join(folder, 'pki', name);
    for (const end of ['crt', 'key']) renameSync(at(`ca.${end}`), at(`ca.${end}.old`));
    await makeAuthorities(context, {...CA, days: 20});
    appendFileSync(at('ca.crt'), readFileSync(at('ca.crt.old')));

    expect(outcomes(await renewCertificates(context, {...RENEW, withinDays: 30}))).toEqual([
      'issued, ends with its CA',
      'there, ends with its CA',
      'issued, ends with its CA',
    ]);
  });

  it('a dry run says the same', async () => {
    const {context} = await aWholePki(20);

    const kept = await renewCertificates(context, {...RENEW, dryRun: true});
    const planned = await renewCertificates(context, {...RENEW, dryRun: true, newKeys: true});

    expect(outcomes(kept)).toEqual(Array<string>(3).fill('there, ends with its CA'));
    expect(planned.certificates.map(({outcome}) => outcome)).toEqual(['planned', 'planned', 'planned']);
  });

  it('tls issue warns too', async () => {
    const {context, warnings} = await aWholePki(20);
    warnings.length = 0;

    const {certificates} = await issueCertificates(context, {...ISSUE, client: 'backup'});

    expect(certificates).toMatchObject([{outcome: 'issued', endsWithCa: true}]);
    expect(warnings).toHaveLength(1);
  });
});
