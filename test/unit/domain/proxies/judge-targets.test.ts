import {describe, expect, it} from 'vitest';

import {judgeTargets, type Seen} from '../../../../src/lib/domain/proxies/judge-targets.js';
import {srvNames, needsInsecureDiscovery} from '../../../../src/lib/domain/proxies/srv-discovery.js';
import {targetsOf, type Target} from '../../../../src/lib/domain/proxies/targets.js';
import {startedProcess} from '../../../helpers/started-process.js';

const ASKED = {allowUnreachable: false, dropsSilent: false};
const DEAD: Seen = {error: 'ECONNREFUSED'};

function target(text: string, wire?: Target['wire']): Target {
  return {text, host: '10.0.0.1', port: 2379, ...(wire === undefined ? {} : {wire})};
}

describe('judgeTargets', () => {
  it.each<[what: string, found: [Target, Seen][], refusal: RegExp | undefined, warnings: number]>([
    ['all answer as the proxy speaks', [[target('http://a:1', 'plain'), {wire: 'plain'}]], undefined, 0],
    ['what passes bytes on takes all', [[target('a:1'), {wire: 'tls'}]], undefined, 0],
    ['what cannot be made out is left alone', [[target('a:1', 'tls'), {wire: 'unknown'}]], undefined, 0],
    [
      'one is dead',
      [
        [target('a:1'), DEAD],
        [target('b:1'), {wire: 'plain'}],
      ],
      undefined,
      1,
    ],
    [
      'all are dead',
      [
        [target('a:1'), DEAD],
        [target('b:1'), DEAD],
      ],
      /none of 2 servers answers: a:1 does not/,
      0,
    ],
    [
      'plain before TLS',
      [[target('http://a:1', 'plain'), {wire: 'tls'}]],
      /a:1 speaks TLS, and the proxy would not/,
      0,
    ],
    [
      'TLS before plain',
      [[target('https://a:1', 'tls'), {wire: 'plain'}]],
      /speaks no TLS, and the proxy would/,
      0,
    ],
    ['there are none', [], undefined, 0],
  ])('%s', (_, rows, refusal, warnings) => {
    const verdict = judgeTargets(
      rows.map(([one, seen]) => ({target: one, seen})),
      ASKED,
    );

    if (refusal === undefined) expect(verdict.refusal).toBeUndefined();
    else expect(verdict.refusal?.message).toMatch(refusal);
    expect(verdict.warnings).toHaveLength(warnings);
  });

  it('starts before nobody where that is wanted, and says so', () => {
    const {refusal, warnings} = judgeTargets([{target: target('a:1'), seen: DEAD}], {
      ...ASKED,
      allowUnreachable: true,
    });

    expect(refusal).toBeUndefined();
    expect(warnings).toEqual(['a:1 does not answer (ECONNREFUSED); it may come later']);
  });

  it('never before nobody where etcd would drop all and go elsewhere', () => {
    const options = {allowUnreachable: true, dropsSilent: true};
    const dead = {target: target('https://a:1', 'tls'), seen: DEAD};
    const alive = {target: target('https://b:1', 'tls'), seen: {wire: 'tls'}} as const;

    expect(judgeTargets([dead], options).refusal?.fix).toMatch(/etcd would go to 127\.0\.0\.1:2379/);
    expect(judgeTargets([dead, alive], options).warnings).toEqual([
      'https://a:1 does not answer (ECONNREFUSED); etcd drops it until this proxy is started again',
    ]);
  });

  it('names the scheme that is spoken', () => {
    const {refusal} = judgeTargets([{target: target('a:1', 'plain'), seen: {wire: 'tls'}}], ASKED);

    expect(refusal?.fix).toBe('write https://a:1');
  });
});

describe('targetsOf', () => {
  it.each<[what: string, argv: string[], targets: string[]]>([
    ['a gateway: any wire', ['gateway', 'start', '--endpoints=a:1,http://b:2/x'], ['a 1 any', 'b 2 any']],
    ['what is no address: left to the rules', ['gateway', 'start', '--endpoints=a,b:c'], []],
    [
      'a gRPC proxy by scheme',
      ['grpc-proxy', 'start', '--endpoints=https://a:1,http://b:2'],
      ['a 1 tls', 'b 2 plain'],
    ],
    ['a gRPC proxy without one', ['grpc-proxy', 'start', '--endpoints=a:1'], ['a 1 plain']],
    ['a gRPC proxy with a CA', ['grpc-proxy', 'start', '--endpoints=a:1', '--cacert=ca.crt'], ['a 1 tls']],
    [
      'a v2 proxy: its peers',
      ['--proxy=on', '--initial-cluster=x=http://a:2380,y=https://[::1]:2380'],
      ['a 2380 plain', '::1 2380 tls'],
    ],
  ])('%s', (_, argv, targets) => {
    const process = startedProcess(['etcd', ...argv], {version: '3.5.35'});

    expect(targetsOf(process).map(({host, port, wire = 'any'}) => `${host} ${port} ${wire}`)).toEqual(
      targets,
    );
  });
});

describe('discovery by DNS', () => {
  it('asks for the names that etcd asks for', () => {
    expect(srvNames('client', 'example.com', undefined)).toEqual({
      tls: '_etcd-client-ssl._tcp.example.com',
      plain: '_etcd-client._tcp.example.com',
    });
    expect(srvNames('server', 'example.com', '').plain).toBe('_etcd-server._tcp.example.com');
    expect(srvNames('client', 'example.com', 'foo').tls).toBe('_etcd-client-ssl-foo._tcp.example.com');
  });

  it.each([
    [{tls: 0, plain: 3}, true],
    [{tls: 3, plain: 0}, false],
    [{tls: 1, plain: 3}, false],
    [{tls: 0, plain: 0}, false],
  ])('%o: insecure %s', (found, insecure) => {
    expect(needsInsecureDiscovery(found)).toBe(insecure);
  });
});
