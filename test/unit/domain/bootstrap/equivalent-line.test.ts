import {execFileSync} from 'node:child_process';

import {parse} from '@oclif/core/parser';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';

import {bootstrapFlags, toBootstrapRequest} from '../../../../src/lib/cli/bootstrap-flags.js';
import {
  commandLine,
  equivalentArgv,
  simplified,
  type BootstrapAnswers,
} from '../../../../src/lib/domain/bootstrap/equivalent-line.js';
import {planBootstrap, type BootstrapRequest} from '../../../../src/lib/domain/bootstrap/plan-bootstrap.js';
import {KEY_TYPES} from '../../../../src/lib/domain/pki/certificate.js';
import {ARTIFACT_FORMATS, PEER_CAS, PROXY_MODES} from '../../../../src/lib/domain/spec/vocabulary.js';

/** What the real flags make of the arguments behind `bootstrap static`. */
async function answersOf(argv: readonly string[]): Promise<BootstrapAnswers> {
  const {flags} = await parse([...argv], {flags: bootstrapFlags});
  return {
    request: toBootstrapRequest(flags),
    etcdVersion: flags['etcd-version'],
    dir: flags.dir,
    // oclif leaves out a flag that is not given.
    start: Boolean(flags.start),
  };
}

function specOf(request: BootstrapRequest) {
  return planBootstrap(request, {etcd: {version: '3.7.3'}, ownAddresses: [], randomHex: '00'});
}

describe('equivalentArgv', () => {
  let usual: BootstrapAnswers;
  let argvOf: (changed: Partial<BootstrapRequest>, rest?: Partial<BootstrapAnswers>) => string;

  beforeAll(async () => {
    usual = await answersOf([]);
    argvOf = (changed, rest = {}) => {
      const answers = {...usual, ...rest, request: {...usual.request, ...changed}};
      return commandLine(equivalentArgv(answers, usual)).replace(/^bootstrap static ?/, '');
    };
  });

  it('says nothing of what is the default', () => {
    expect(equivalentArgv(usual, usual)).toEqual(['bootstrap', 'static']);
    expect(argvOf({proxyMode: 'readonly'})).toBe('');
  });

  it.each<[string, Partial<BootstrapRequest>, string]>([
    ['the name', {cluster: 'prod'}, '--cluster prod'],
    ['a number of members', {members: 5}, '--members 5'],
    ['another host', {host: '10.0.0.1'}, '--host 10.0.0.1'],
    ['ports', {basePort: 12_379}, '--base-port 12379'],
    ['proxies with their mode', {proxies: 2, proxyMode: 'readonly'}, '--proxies 2 --proxy-mode readonly'],
    ['proxies of the usual mode', {proxies: 1, proxyMode: 'readwrite'}, '--proxies 1'],
    ['proxies without the v2 API', {proxies: 1, enableV2: false}, '--proxies 1 --no-enable-v2'],
    ['gateways and gRPC proxies', {gateways: 1, grpcProxies: 2}, '--gateways 1 --grpc-proxies 2'],
    ['formats as a list', {formats: ['config', 'systemd']}, '--format config,systemd'],
    ['a token and a listen address', {token: 'T-1', listen: '0.0.0.0'}, '--token T-1 --listen 0.0.0.0'],
    [
      'members by name',
      {
        members: [
          {name: 'a', host: '10.0.0.1'},
          {name: 'b', host: '10.0.0.2'},
        ],
      },
      '--member a=10.0.0.1 --member b=10.0.0.2',
    ],
  ])('says %s', (_, changed, expected) => {
    expect(argvOf(changed)).toBe(expected);
  });

  it('counts members that have the usual names on one host', () => {
    const onOne = (host: string) => [0, 1].map(index => ({name: `infra${index}`, host}));

    expect(argvOf({members: onOne('10.0.0.1')})).toBe('--members 2 --host 10.0.0.1');
    expect(argvOf({members: onOne('127.0.0.1')})).toBe('--members 2');
    expect(argvOf({members: onOne('10.0.0.1').reverse()})).toContain('--member infra1=10.0.0.1');
  });

  it('says version, binaries, folder and start', () => {
    const rest = {etcdVersion: '3.5.35', etcdBinDir: '/opt/etcd', dir: 'my cluster', start: true};

    expect(argvOf({}, rest)).toBe(
      `--etcd-version 3.5.35 --etcd-bin-dir /opt/etcd --dir 'my cluster' --start`,
    );
    expect(argvOf({}, {dir: '-odd'})).toBe('--dir=-odd');
  });

  const host = fc.oneof(
    fc.ipV4().filter(ip => Number(ip.split('.')[0]) < 224 && ip !== '0.0.0.0'),
    fc.domain(),
  );
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,20}$/);
  const answers = fc.record({
    request: fc.record({
      cluster: name,
      token: fc.option(name, {nil: undefined}),
      members: fc.oneof(
        fc.integer({min: 1, max: 9}),
        fc.uniqueArray(fc.record({name, host}), {
          minLength: 1,
          maxLength: 5,
          selector: member => member.name,
        }),
        fc
          .array(host, {minLength: 1, maxLength: 3})
          .map(hosts => hosts.map((own, index) => ({name: `infra${index}`, host: own}))),
      ),
      host,
      listen: fc.option(fc.ipV4(), {nil: undefined}),
      basePort: fc.integer({min: 1, max: 60_000}),
      proxies: fc.integer({min: 0, max: 3}),
      proxyMode: fc.constantFrom(...PROXY_MODES),
      enableV2: fc.boolean(),
      gateways: fc.integer({min: 0, max: 3}),
      grpcProxies: fc.integer({min: 0, max: 3}),
      formats: fc.uniqueArray(fc.constantFrom(...ARTIFACT_FORMATS), {minLength: 1}),
      tls: fc.oneof(
        fc.record({mode: fc.constantFrom('none' as const, 'auto' as const)}),
        fc.record(
          {
            mode: fc.constant('ca' as const),
            peerCa: fc.constantFrom(...PEER_CAS),
            sans: fc.array(host, {minLength: 1, maxLength: 3}),
            keyType: fc.constantFrom(...KEY_TYPES),
          },
          {requiredKeys: ['mode']},
        ),
      ),
    }),
    etcdVersion: fc.option(fc.constantFrom('3.5.35', '3.7'), {nil: undefined}),
    dir: fc.oneof(fc.constant('.'), fc.string({minLength: 1, maxLength: 20, unit: 'grapheme-ascii'})),
    start: fc.boolean(),
  });

  it('reads back as the same cluster', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async asked => {
        const read = await answersOf(equivalentArgv(asked, usual).slice(2));

        expect(specOf(read.request)).toEqual(specOf(asked.request));
        expect(read.request.members).toEqual(simplified(asked.request).members);
        expect({...read, request: null}).toEqual({...asked, request: null});
      }),
      {numRuns: 300},
    );
  });

  it('reads back from a shell as the same words', () => {
    const words = fc.array(
      fc.string({maxLength: 30, unit: 'grapheme'}).filter(word => !word.includes('\0')),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(words, typed => {
        const read = execFileSync('sh', ['-c', `printf '%s\\0' ${commandLine(typed)}`], {encoding: 'utf8'});

        expect(read.split('\0').slice(0, -1)).toEqual(typed);
      }),
      {numRuns: 50},
    );
  });
});
