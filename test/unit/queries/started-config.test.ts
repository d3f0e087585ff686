import {describe, expect, it} from 'vitest';

import {loadYaml} from '../../../src/lib/adapters/yaml/yaml.js';
import {readConfig} from '../../../src/lib/queries/started-config.js';

const read = (text: string, version = '3.6.16') => readConfig({yaml: loadYaml}, text, version);

describe('a config file as etcd takes it', () => {
  it.each<[what: string, text: string, settings: Record<string, string>]>([
    ['comments and quotes', '# mine\n"name": \'infra0\' # here\n', {name: 'infra0'}],
    ['keys in any case', 'Data-Dir: d\n', {'data-dir': 'd'}],
    ['a key twice', 'snapshot-count: 1\nsnapshot-count: 2\n', {'snapshot-count': '2'}],
    ['a list', 'log-outputs: [stderr, a.log]\n', {'log-outputs': 'stderr,a.log'}],
    ['a block', 'client-transport-security:\n  cert-file: c\n', {'cert-file': 'c'}],
    ['JSON', '{"name": "infra0", "wal-dir": ""}', {name: 'infra0', 'wal-dir': ''}],
    ['nothing behind a key', 'name: infra0\nwal-dir:\n', {name: 'infra0'}],
    ['a key that nobody knows', 'from-the-future: true\n', {'from-the-future': 'true'}],
    ['a further document', 'name: a\n---\nname: b\n', {name: 'a'}],
    ['comments alone', '# none\n', {}],
    ['nothing', '', {}],
  ])('reads %s', async (_, text, settings) => {
    expect(Object.fromEntries((await read(text)) ?? [['it', 'is none']])).toEqual(settings);
  });

  it.each<[what: string, text: string]>([
    ['broken', 'name: [broken\n'],
    ['a list', '- name: infra0\n'],
    ['a text', 'infra0\n'],
    ['a block in the place of a value', 'name: {a: b}\n'],
  ])('reads nothing of what is %s', async (_, text) => {
    expect(await read(text)).toBeUndefined();
  });

  it('knows a setting by the name that it has in a version', async () => {
    const text = 'experimental-initial-corrupt-check: true\n';
    expect([...((await read(text, '3.5.35')) ?? [])]).toEqual([
      ['experimental-initial-corrupt-check', 'true'],
    ]);
  });
});
