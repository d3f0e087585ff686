import {readFileSync} from 'node:fs';

import {describe, expect, it} from 'vitest';

import {containerRun} from '../../../../src/lib/domain/artifacts/container.js';
import {readCompose} from '../../../../src/lib/domain/inputs/read-compose.js';
import {readSystemd} from '../../../../src/lib/domain/inputs/read-systemd.js';
import type {ReadResult} from '../../../../src/lib/domain/inputs/input.js';
import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';
import {readInput} from './read-input.js';

/** The files of a golden case, and the spec from which they are made. */
function goldenOf(format: string, name: string): {texts: string[]; spec: ClusterSpec} {
  const base = `test/golden/${format}/${name}`;
  const {spec} = JSON.parse(readFileSync(`${base}.json`, 'utf8')) as {spec: ClusterSpec};
  const [, ...texts] = readFileSync(`${base}.out`, 'utf8').split(/^==> .*\n/m);
  return {texts, spec};
}

function commandsOf({launches}: ReadResult): string[][] {
  return launches.map(({argv}) => argv.map(({text}) => text));
}

describe('units that bootstrap writes are read as they were meant', () => {
  it.each([
    ['local-etcd-from-path', [['/usr/local/bin/etcd', '--config-file', '/srv/demo/nodes/infra0/etcd.yaml']]],
    [
      'odd-names-and-folders',
      [
        [
          '/opt/my 50% of $HOME/etcd',
          '--config-file',
          '/srv/my clusters/50% of $HOME/it\'s "mine"/nodes/a.b-c_d/etcd.yaml',
        ],
        [
          ...['/opt/my 50% of $HOME/etcd', 'gateway', 'start', '--endpoints=127.0.0.1:2379'],
          ...['--listen-addr=127.0.0.1:2409', "--retry-delay=5 o'clock %n \\x"],
        ],
      ],
    ],
  ])('%s', (name, commands) => {
    const results = goldenOf('systemd', name).texts.map(text =>
      readInput(readSystemd, {'etcd.service': text}),
    );

    expect(results.flatMap(({findings}) => findings)).toEqual([]);
    expect(results.flatMap(commandsOf)).toEqual(commands);
  });

  it.each(['local-with-proxies', 'remote'])('%s', name => {
    const {texts, spec} = goldenOf('systemd', name);
    const results = texts.map(text => readInput(readSystemd, {'etcd.service': text}));

    expect(results.flatMap(({findings}) => findings)).toEqual([]);
    for (const [result, text] of results.map((result, at) => [result, texts[at]!] as const)) {
      const [, exec] = /^ExecStart=(.*)$/m.exec(text)!;
      expect(commandsOf(result)).toEqual([exec!.split(' ')]);
    }
    expect(results.length).toBeLessThanOrEqual(spec.nodes.length);
  });
});

describe('compose files that bootstrap writes are read as they were meant', () => {
  it.each(['local', 'proxies-on-a-host-of-their-own', 'remote', 'odd-names-and-values'])('%s', name => {
    const {texts, spec} = goldenOf('compose', name);
    const result = readInput(readCompose, {'compose.yaml': texts[0]!});
    const expected = spec.nodes.map(node => containerRun(spec, node));

    expect(commandsOf(result)).toEqual(expected.map(({argv}) => argv));
    expect(result.launches.map(({mounts}) => mounts)).toEqual(
      expected.map(({mounts}) =>
        mounts.map(({source, target, relative}) => ({source: relative ? `./${source}` : source, target})),
      ),
    );
    expect(new Set(result.launches.map(({version}) => version))).toEqual(new Set([spec.etcd.version]));
    // The odd values look like variables, and are none.
    expect(result.findings.filter(({rule}) => rule !== 'container-unread-variable')).toEqual([]);
  });
});
