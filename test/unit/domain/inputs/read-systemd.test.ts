import {describe, expect, it} from 'vitest';

import {readSystemd} from '../../../../src/lib/domain/inputs/read-systemd.js';
import {judgeFiles} from '../../../helpers/judge-files.js';
import {readInput, shownLaunches, shownPlaces, shownSlips} from './read-input.js';
import type {Files} from './read-files.js';

/** A service with an ExecStart of etcd, and lines above it. */
function service(exec: string, ...lines: readonly string[]): string {
  return `[Service]\n${[...lines, `ExecStart=${exec}`].join('\n')}\n`;
}

function launchesOf(files: Files): string[] {
  return shownLaunches(readInput(readSystemd, files).launches);
}

describe('a unit', () => {
  it.each([
    ['/usr/bin/etcd --name=infra0', 'etcd: /usr/bin/etcd --name=infra0'],
    ['etcd --name infra0', 'etcd: etcd --name infra0'],
    ['-@/usr/bin/etcd member --name=infra0', 'etcd: /usr/bin/etcd --name=infra0'],
    [
      '/usr/bin/etcd --name="a b" --data-dir=/var/lib/50%%',
      'etcd: /usr/bin/etcd --name=a b --data-dir=/var/lib/50%',
    ],
    ['/usr/bin/etcd --name=%N --data-dir=/d/%H', 'etcd: /usr/bin/etcd --name=etcd ?--data-dir=/d/%H'],
    ['/usr/bin/env A=1 ETCD_NAME=b etcd', 'etcd: A=1 ETCD_NAME=b etcd'],
    ['/bin/sh -c "exec etcd --name=$$(hostname)"', 'etcd: etcd ?--name=$(hostname)'],
    [`/bin/sh -c 'exec etcd --name="%H" --data-dir=/d'`, 'etcd: etcd ?--name=%H --data-dir=/d'],
    ['/usr/bin/nice -n 5 /opt/my\\x20etcd/etcd gateway start', 'etcd: /opt/my etcd/etcd gateway start'],
  ])('with ExecStart=%s starts %s', (exec, launch) => {
    const files = {'etcd.service': service(exec)};

    expect(launchesOf(files)).toEqual([launch]);
    expect(readInput(readSystemd, files).findings).toEqual([]);
  });

  it.each([
    ['ETCD_NAME=a', '--name=${ETCD_NAME}', '--name=a'],
    ['"A=x y"', '${A} z', 'x y z'],
    ['"A=x y"', '$A z', 'x y z'],
    [`"A=x 'y z'" B=`, '$A $B --c', 'x y z --c'],
    ['A=x', '$$A $${A} a$$b', '$A ${A} a$b'],
    ['A=x', '${A} ${A', 'x ${A'],
    ['A=%H', '--name=${A} $A', '?--name=${A} ?$A'],
    ['A=1 A=2', '--name=${A}', '--name=2'],
    ['A=x', '$B --c', '--c'],
    ['A=x', '--name=${HOME}', '?--name=${HOME}'],
    ['A=x', '--name $STATE_DIRECTORY', '--name ?$STATE_DIRECTORY'],
  ])('with Environment=%s reads the words %s', (environment, words, expected) => {
    const files = {'etcd.service': service(`/usr/bin/etcd ${words}`, `Environment=${environment}`)};
    const [launch] = readInput(readSystemd, files).launches;

    expect(launch!.argv.map(({text, unresolved}) => (unresolved ? '?' : '') + text).join(' ')).toBe(
      `/usr/bin/etcd ${expected}`,
    );
    expect(readInput(readSystemd, files).findings).toEqual([]);
  });

  it.each([
    ['the last one of several', ['Environment=A=1', 'Environment=A=2 B=3'], 'A=1 A=2 B=3'],
    ['those behind an empty one', ['Environment=A=1', 'Environment=', 'Environment=B=2'], 'B=2'],
    ['all but those that are taken off', ['Environment=A=1 B=2', 'UnsetEnvironment=A'], 'B=2'],
    ['those of a file last', ['EnvironmentFile=/etc/etcd/etcd.env', 'Environment=A=1'], 'A=1 A=file'],
    ['those of a file beside it', ['EnvironmentFile=-/nowhere/beside.env'], 'A=beside'],
    ['those of a file of its instance', ['EnvironmentFile=/etc/etcd/%p.env'], 'A=file'],
  ])('takes %s', (_, lines, variables) => {
    const files = {
      'units/etcd.service': service('/usr/bin/etcd', ...lines),
      '/etc/etcd/etcd.env': 'A=file\n',
      'units/beside.env': 'A="beside"\n',
    };

    expect(launchesOf(files)).toEqual([`etcd: ${variables} /usr/bin/etcd`]);
  });

  it.each([
    ['EnvironmentFile=/etc/etcd/etcd.conf'],
    ['EnvironmentFile=-/etc/etcd/etcd.conf'],
    ['EnvironmentFile=/etc/etcd/%H.conf'],
    ['EnvironmentFile=/etc/etcd/*.conf'],
  ])('knows that %s may set anything', line => {
    const files = {'etcd.service': service('/usr/bin/etcd --name=${ETCD_NAME} $OPTIONS', line)};

    expect(launchesOf(files)).toEqual(['etcd: /usr/bin/etcd ?--name=${ETCD_NAME} ?$OPTIONS …']);
    expect(readInput(readSystemd, files).findings).toEqual([]);
  });

  it('of Fedora is read to its last word', () => {
    const exec = String.raw`/bin/bash -c "GOMAXPROCS=$(nproc) /usr/bin/etcd --name=\"\${ETCD_NAME}\" --data-dir=\"\${ETCD_DATA_DIR}\""`;
    const files = {
      'etcd.service': service(
        exec.replaceAll('\\$', '$'),
        'Type=notify',
        'EnvironmentFile=-/etc/etcd/etcd.conf',
      ),
      '/etc/etcd/etcd.conf':
        'ETCD_NAME=default\nETCD_DATA_DIR="/var/lib/etcd/default.etcd"\n#ETCD_WAL_DIR=""\n',
    };
    const {launches, findings} = readInput(readSystemd, files);

    expect(shownLaunches(launches)).toEqual([
      'etcd: ETCD_NAME=default ETCD_DATA_DIR=/var/lib/etcd/default.etcd ?GOMAXPROCS=$(nproc) /usr/bin/etcd --name=default --data-dir=/var/lib/etcd/default.etcd',
    ]);
    expect(shownPlaces(files, launches[0]!).slice(-2)).toEqual([
      String.raw`--name=\"$` + String.raw`{ETCD_NAME}\"`,
      String.raw`--data-dir=\"$` + String.raw`{ETCD_DATA_DIR}\"`,
    ]);
    expect(findings).toEqual([]);
  });

  it('with continued lines and comments between them knows where each word stands', () => {
    const files = {
      'etcd.service':
        '[Service]\nExecStart=/usr/bin/etcd \\\n  --name=infra0 \\\n  # --proxy=on \\\n  "--data-dir=/d e" \\\n  --wal-dir \'/w\'\n',
    };
    const [launch] = readInput(readSystemd, files).launches;

    expect(launch!.argv.map(({text}) => text)).toEqual(shownPlaces(files, launch!));
    expect(launch!.argv.map(({place}) => place.line)).toEqual([2, 3, 5, 6, 6]);
    expect(launch).toMatchObject({label: 'etcd', input: 'systemd', workingDirectory: '/'});
  });

  it.each([
    ['WorkingDirectory=/srv/etcd', '/srv/etcd'],
    ['WorkingDirectory=-/srv/%p', '/srv/etcd'],
    ['Restart=always', '/'],
  ])('with %s works in %s', (line, folder) => {
    const [launch] = readInput(readSystemd, {'etcd.service': service('/usr/bin/etcd', line)}).launches;

    expect(launch?.workingDirectory).toBe(folder);
  });

  it.each([
    ['Type=oneshot', 'echo a\nExecStart=/usr/bin/etcdctl put a b\nExecStart=etcd ; etcd --name=b', 3],
    ['Type=simple', '/usr/bin/etcd\nExecStart=\nExecStart=/usr/bin/etcd --name=b', 1],
    ['Type=simple', '/usr/bin/kube-apiserver --etcd-servers=http://a:2379', 0],
    ['Type=simple', '/usr/bin/etcd --version', 0],
    ['Type=simple', '', 0],
  ])('of %s and ExecStart=%s starts etcd %i times', (type, exec, count) => {
    const {launches, findings} = readInput(readSystemd, {'kube.service': service(exec, type)});

    expect(launches).toHaveLength(count);
    expect(findings).toEqual([]);
  });
});

describe('a unit that runs a container', () => {
  const exec =
    '/usr/bin/docker run --rm --name %n -e ETCD_NAME=${NODE} --net=host -v /srv/etcd:/d quay.io/coreos/etcd:v3.5.12';

  it('starts what runs in it', () => {
    const files = {
      'etcd.service': service(`${exec} etcd --data-dir=/d --x=%H`, 'Environment=NODE=a ETCD_DEBUG=1'),
    };
    const {launches, findings} = readInput(readSystemd, files);

    expect(findings).toEqual([]);
    expect(shownLaunches(launches)).toEqual(['etcd: ETCD_NAME=a etcd --data-dir=/d ?--x=%H']);
    expect(launches).toMatchObject([
      {
        input: 'systemd',
        version: '3.5.12',
        inContainer: true,
        mounts: [{source: '/srv/etcd', target: '/d'}],
        place: {line: 3, column: 11},
      },
    ]);
  });

  it('has the slips of both', () => {
    const files = {'etcd.service': service(`${exec} --name=a > /dev/null`, 'Environment=NODE=a')};

    expect(shownSlips(files, readInput(readSystemd, files))).toEqual([
      'systemd-shell-syntax 3: >',
      'container-flag-as-program 3: --name=a',
    ]);
  });

  it('may run something else', () => {
    const files = {'etcd.service': service('/usr/bin/docker run -e A=${B} redis')};

    expect(readInput(readSystemd, files)).toEqual({launches: [], findings: []});
  });
});

describe('drop-ins', () => {
  const FILES = {
    'u/etcd@a.service': service('/usr/bin/etcd', 'Environment=A=unit'),
    'u/etcd@a.service.d/20-last.conf': '[Service]\nEnvironment=A=last\n',
    'u/etcd@.service.d/10-all.conf': '[Service]\nEnvironment=A=all\n',
    'u/etcd@.service.d/20-last.conf': '[Service]\nEnvironment=A=hidden\n',
    'u/service.d/00-any.conf': '[Service]\nEnvironment=A=any\n',
    'u/etcd@a.service.d/remark.txt': '[Service]\nEnvironment=A=text\n',
    'u/other.service.d/10.conf': '[Service]\nEnvironment=A=other\n',
  };

  it('count in the order of their names, the nearest folder first', () => {
    expect(launchesOf(FILES)).toEqual(['etcd@a: A=unit A=any A=all A=last /usr/bin/etcd']);
  });

  it('are found in all folders of systemd', () => {
    const files = {
      '/lib/systemd/system/etcd.service': service('/usr/bin/etcd'),
      '/etc/systemd/system/etcd.service.d/a.conf': '[Service]\nEnvironment=A=etc\n',
      '/lib/systemd/system/etcd.service.d/a.conf': '[Service]\nEnvironment=A=lib\n',
    };

    expect(launchesOf(files)).toEqual(['etcd: A=etc /usr/bin/etcd']);
  });

  it('are one with their unit, whichever of them are named', async () => {
    const files = {
      'etcd.service': service('/usr/bin/etcd', 'Environment=A=1 oops'),
      'etcd.service.d/a.conf': '[Service]\nEnvironment=ETCD_NAME=b\n',
    };

    for (const inputs of [Object.keys(files), ['etcd.service'], ['etcd.service.d/a.conf']]) {
      const {processes, findings} = await judgeFiles(files, {inputs, kind: 'systemd'});
      expect(processes.map(({label, values}) => [label, values.get('name')?.value])).toEqual([['etcd', 'b']]);
      expect(findings.filter(({rule}) => rule === 'systemd-bad-assignment')).toHaveLength(1);
    }
  });

  it('belong to a template too', () => {
    const files = {
      'u/etcd@a.service.d/a.conf': '[Service]\nEnvironment=A=%i\n',
      'u/etcd@.service': service('/usr/bin/etcd --name=%i'),
    };

    expect(launchesOf(files)).toEqual(['etcd@a: A=a /usr/bin/etcd --name=a']);
  });

  it.each([
    ['[Service]\nEnvironment=ETCD_NAME=a\n', ['etcd: ETCD_NAME=a …']],
    ['[Service]\nExecStart=\nExecStart=etcd --name=a\n', ['etcd: etcd --name=a …']],
    ['[Service]\nRestart=always\n', []],
  ])('without their unit: %j', (text, launches) => {
    const files = {'etcd.service.d/a.conf': text};

    expect(launchesOf(files)).toEqual(launches);
    expect(readInput(readSystemd, files).findings).toEqual([]);
  });
});
