import {describe, expect, it} from 'vitest';

import {hasErrors} from '../../../../src/lib/domain/findings/finding.js';
import {parseSpec} from '../../../../src/lib/domain/spec/parse-spec.js';
import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';

const SPEC: ClusterSpec = {
  schemaVersion: 1,
  cluster: 'demo',
  token: 'demo-7f3c91',
  etcd: {version: '3.7.3'},
  bootstrap: {method: 'static'},
  tls: {mode: 'none'},
  settings: {'auto-compaction-retention': '1h', 'quota-backend-bytes': 8589934592, 'pre-vote': true},
  nodes: [
    {name: 'infra0', role: 'member', host: '127.0.0.1', ports: {client: 2379, peer: 2380, metrics: 2381}},
    {name: 'gateway0', role: 'gateway', host: '127.0.0.1', ports: {client: 2389}},
  ],
};

type Edit = (spec: Record<string, unknown> & {nodes: Record<string, unknown>[]}) => void;

function edited(edit: Edit): unknown {
  const copy = structuredClone(SPEC) as unknown as Parameters<Edit>[0];
  edit(copy);
  return copy;
}

describe('parseSpec', () => {
  it.each<[string, Edit]>([
    ['the spec that bootstrap writes', () => undefined],
    ['discovery', spec => (spec['bootstrap'] = {method: 'discovery', url: 'https://d.example/abc', size: 3})],
    ['SRV', spec => (spec['bootstrap'] = {method: 'srv', domain: 'example.com'})],
    [
      'formats and hosts',
      spec => Object.assign(spec, {formats: ['config'], hosts: {'10.0.0.1': {ssh: {user: 'root'}}}}),
    ],
    ['settings of a node', spec => (spec.nodes[0]!['settings'] = {'snapshot-count': 5000, cors: ['a', 'b']})],
  ])('takes %s as it is', (_, edit) => {
    const value = edited(edit);

    expect(parseSpec(value)).toEqual({spec: value, findings: []});
  });

  it.each<[what: string, value: unknown, message: string]>([
    ['nothing', null, 'the spec is empty'],
    ['nothing at all', undefined, 'the spec is empty'],
    ['a text', 'hello', 'the spec is "hello", not a block of keys'],
    ['a list', [1], 'the spec is [1], not a block of keys'],
    ['a number', 5, 'the spec is 5, not a block of keys'],
  ])('says of %s what it is', (_, value, message) => {
    const fix = expect.stringContaining('etcdops bootstrap static') as string;
    expect(parseSpec(value).findings).toMatchObject([{rule: 'spec-value', path: [], message, fix}]);
  });

  it.each<{
    what: string;
    edit: Edit;
    rule: string;
    path: (string | number)[];
    message: string | RegExp;
    fix?: RegExp;
  }>([
    {
      what: 'a key with a slip',
      edit: spec => (spec['tokens'] = 'a'),
      rule: 'spec-unknown-key',
      path: ['tokens'],
      message: 'unknown key "tokens"',
      fix: /did you mean "token"\?/,
    },
    {
      what: 'an unknown key of a node',
      edit: spec => (spec.nodes[1]!['hots'] = '10.0.0.1'),
      rule: 'spec-unknown-key',
      path: ['nodes', 1, 'hots'],
      message: 'unknown key "hots" in nodes[1]',
      fix: /did you mean "host"\?/,
    },
    {
      what: 'a key that resembles nothing',
      edit: spec => (spec['etcd'] = {version: '3.7.3', zzzzzzzz: 1}),
      rule: 'spec-unknown-key',
      path: ['etcd', 'zzzzzzzz'],
      message: 'unknown key "zzzzzzzz" in etcd',
      fix: /known keys here: version, binDir/,
    },
    {
      what: 'a key of another bootstrap method',
      edit: spec => (spec['bootstrap'] = {method: 'static', domain: 'example.com'}),
      rule: 'spec-unknown-key',
      path: ['bootstrap', 'domain'],
      message: 'unknown key "domain" in bootstrap',
    },
    {
      what: 'a missing key',
      edit: spec => delete spec['token'],
      rule: 'spec-missing-key',
      path: [],
      message: 'token is missing',
      fix: /write token: a text/,
    },
    {
      what: 'a missing port',
      edit: spec => (spec.nodes[0]!['ports'] = {}),
      rule: 'spec-missing-key',
      path: ['nodes', 0, 'ports'],
      message: 'nodes[0].ports.client is missing',
      fix: /write nodes\[0\]\.ports\.client: a (whole )?number/,
    },
    {
      what: 'a value of the wrong type',
      edit: spec => (spec['token'] = 5),
      rule: 'spec-value',
      path: ['token'],
      message: 'token is 5, but must be a text',
    },
    {
      what: 'a port out of range',
      edit: spec => (spec.nodes[0]!['ports'] = {client: 70_000}),
      rule: 'spec-value',
      path: ['nodes', 0, 'ports', 'client'],
      message: 'nodes[0].ports.client is 70000, but must be 65535 or less',
    },
    {
      what: 'a port that is a text',
      edit: spec => (spec.nodes[0]!['ports'] = {client: '2379'}),
      rule: 'spec-value',
      path: ['nodes', 0, 'ports', 'client'],
      message: /nodes\[0\]\.ports\.client is "2379", but must be a (whole )?number/,
    },
    {
      what: 'a port that is no whole number',
      edit: spec => (spec.nodes[0]!['ports'] = {client: 2379.5}),
      rule: 'spec-value',
      path: ['nodes', 0, 'ports', 'client'],
      message: /nodes\[0\]\.ports\.client is 2379\.5, but must be a whole number/,
    },
    {
      what: 'an unknown role',
      edit: spec => (spec.nodes[0]!['role'] = 'leader'),
      rule: 'spec-value',
      path: ['nodes', 0, 'role'],
      message: 'nodes[0].role is "leader", but must be "member" or "v2-proxy" or "gateway" or "grpc-proxy"',
    },
    {
      what: 'an unknown bootstrap method',
      edit: spec => (spec['bootstrap'] = {method: 'magic'}),
      rule: 'spec-value',
      path: ['bootstrap', 'method'],
      message: 'bootstrap.method is "magic", but must be "static", "discovery" or "srv"',
    },
    {
      what: 'no nodes',
      edit: spec => (spec.nodes = []),
      rule: 'spec-value',
      path: ['nodes'],
      message: 'nodes is [], but must be at least one',
    },
    {
      what: 'a host with a port',
      edit: spec => (spec.nodes[0]!['host'] = '10.0.0.1:2379'),
      rule: 'spec-value',
      path: ['nodes', 0, 'host'],
      message: /^nodes\[0\]\.host: "10\.0\.0\.1:2379" has a port/,
    },
    {
      what: 'half a version',
      edit: spec => (spec['etcd'] = {version: '3.7'}),
      rule: 'spec-value',
      path: ['etcd', 'version'],
      message: 'etcd.version: "3.7" is not a full etcd version such as 3.7.3',
    },
    {
      what: 'a version that YAML read as a number',
      edit: spec => (spec['etcd'] = {version: 3.7}),
      rule: 'spec-value',
      path: ['etcd', 'version'],
      message: 'etcd.version is 3.7, but must be a text',
    },
    {
      what: 'a setting that is a block',
      edit: spec => (spec['settings'] = {'snapshot-count': {a: 1}}),
      rule: 'spec-value',
      path: ['settings', 'snapshot-count'],
      message:
        'settings.snapshot-count is {"a":1}, but must be a text, a number, true, false or a list of texts',
    },
    {
      what: 'a newer schema',
      edit: spec => Object.assign(spec, {schemaVersion: 2, novelty: true}),
      rule: 'spec-schema-version',
      path: ['schemaVersion'],
      message: 'schemaVersion is 2; this etcdops reads up to 1',
      fix: /newer etcdops/,
    },
    {
      what: 'a schema version that is a text',
      edit: spec => (spec['schemaVersion'] = '1'),
      rule: 'spec-value',
      path: ['schemaVersion'],
      message: 'schemaVersion is "1", but must be 1',
    },
  ])('points to $what', ({edit, rule, path, message, fix}) => {
    const result = parseSpec(edited(edit));

    expect(result.findings).toHaveLength(1);
    const [finding] = result.findings;
    expect(finding).toMatchObject({rule, severity: 'error', path});
    expect(finding?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    if (fix !== undefined) expect(finding?.fix).toMatch(fix);
  });

  it('finds all that is wrong at once', () => {
    const {findings} = parseSpec({schemaVersion: 1, cluster: '', nodes: [{name: 'a'}], extra: 1});

    expect(hasErrors(findings)).toBe(true);
    expect(findings.map(({message}) => message)).toEqual(
      expect.arrayContaining([
        'cluster: a name is empty',
        'token is missing',
        'etcd is missing',
        'bootstrap is missing',
        'tls is missing',
        'nodes[0].role is missing',
        'nodes[0].host is missing',
        'nodes[0].ports is missing',
        'unknown key "extra"',
      ]),
    );
  });

  it('shows no control characters of the file', () => {
    const {findings} = parseSpec(
      edited(spec => Object.assign(spec, {'\u001b[2J': 1, token: '\u001b[31m', cluster: {'\u001b': 1}})),
    );

    expect(findings.map(({message, fix}) => `${message}${fix ?? ''}`).join('')).not.toMatch(
      /[\u0000-\u001f]/,
    );
  });

  it('is not fooled by keys of Object.prototype', () => {
    const value = JSON.parse(
      JSON.stringify(SPEC).replace('"schemaVersion"', '"__proto__":{"x":1},"schemaVersion"'),
    ) as unknown;

    expect(parseSpec(value).findings).toMatchObject([{rule: 'spec-unknown-key', path: ['__proto__']}]);
  });
});
