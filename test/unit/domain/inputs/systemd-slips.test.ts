import {describe, expect, it} from 'vitest';

import {readSystemd} from '../../../../src/lib/domain/inputs/read-systemd.js';
import {readInput, shownSlips} from './read-input.js';
import type {Files} from './read-files.js';

/** A service with an ExecStart of etcd, and lines above it. */
function service(exec: string, ...lines: readonly string[]): string {
  return `[Service]\n${[...lines, `ExecStart=${exec}`].join('\n')}\n`;
}

describe('slips of a unit', () => {
  it.each([
    ['etcd > /var/log/etcd', 'systemd-shell-syntax 2: >'],
    ['/usr/bin/etcd --name=a && echo', 'systemd-shell-syntax 2: &&'],
    ['/usr/bin/etcd 2>&1', 'systemd-shell-syntax 2: 2>&1'],
    ['/usr/bin/etcd --name=$(hostname) --data-dir=/d', 'systemd-shell-syntax 2: $(hostname)'],
    ['/usr/bin/etcd --name=`hostname`', 'systemd-shell-syntax 2: `hostname`'],
    ['/usr/bin/etcd --name=${A:-b}', 'systemd-shell-syntax 2: ${A:-b}'],
    [`/bin/sh -c 'etcd --name=\${A:-b}'`, 'systemd-shell-syntax 2: ${A:-b}'],
    ['GOMAXPROCS=2 /usr/bin/etcd', 'systemd-shell-syntax 2: GOMAXPROCS=2'],
    ['/usr/bin/etcd --name=$HOSTNAME', 'systemd-braceless-variable 2: $HOSTNAME'],
    ['/usr/bin/etcd --name=${NAME}', 'systemd-unset-variable 2: ${NAME}'],
    ['/usr/bin/etcd --name $NAME --data-dir=/d', 'systemd-unset-variable 2: $NAME'],
    [`/bin/sh -c 'N=a; etcd --name=\${N}'`, 'systemd-unset-variable 2: ${N}'],
    ['/usr/bin/etcd --data-dir=/a%20b', 'systemd-unknown-specifier 2: %2'],
    ['./etcd', 'systemd-program-path 2: ./etcd'],
    ['${BIN}/etcd', 'systemd-program-path 2: ${BIN}/etcd'],
    ['/usr/bin/etcd --name="a', 'systemd-open-quote 2: "'],
    ['/usr/bin/etcd \\ \n  --name=a \\\n --data-dir=/d\n--wal-dir=/w', 'systemd-broken-continuation 2: \\'],
    ['/usr/bin/etcd\n  --name=a \\\n --data-dir=/d', 'systemd-broken-continuation 3: --name'],
    ['/usr/bin/etcd\nExecStart=/usr/bin/etcd --name=a', 'systemd-several-exec-starts 3: /usr/bin/etcd'],
  ])('in ExecStart=%s: %s', (exec, slip) => {
    const files = {'etcd.service': service(exec)};

    expect(shownSlips(files, readInput(readSystemd, files))).toEqual([slip]);
  });

  it.each([
    ['Environment=ETCD_NAME = infra0', 'systemd-bad-assignment 2: ETCD_NAME', 'Environment=ETCD_NAME=infra0'],
    ['Environment=ETCD_OPTS=--a b', 'systemd-bad-assignment 2: b', 'Environment="ETCD_OPTS=--a b"'],
    ['Environment=A=\\d+', 'systemd-bad-assignment 2: A=\\d+', 'write two backslashes for one'],
    ['Environment="A=b', 'systemd-open-quote 2: "', 'close it before the end of the line'],
    ['Environment=A=%zb', 'systemd-unknown-specifier 2: %z', '%%z'],
    ['EnvironmentFile=etcd.env', 'systemd-environment-file 2: etcd.env', '/etc/etcd/etcd.env'],
    ['EnvironmentFile="/etc/etcd.env"', 'systemd-environment-file 2: "/etc/etcd.env"', '/etc/etcd.env'],
  ])('in %s: %s', (line, slip, fix) => {
    const files = {'etcd.service': service('/usr/bin/etcd', line)};
    const result = readInput(readSystemd, files);

    expect(shownSlips(files, result)).toEqual([slip]);
    expect(result.findings[0]?.fix).toBe(fix);
  });

  it.each([
    ['[Service]\nexecstart=/usr/bin/etcd\n', 'systemd-no-exec-start 2: execstart'],
    ['[Unit]\nExecStart=/usr/bin/etcd\n', 'systemd-no-exec-start 2: ExecStart'],
    ['[Service]\nRestart=always\n', 'systemd-no-exec-start -: '],
  ])('in %j: %s', (text, slip) => {
    const files = {'etcd.service': text};

    expect(shownSlips(files, readInput(readSystemd, files))).toEqual([slip]);
  });

  it.each([
    ['of another program', {'backup.service': service('/opt/backup.sh >x --a=${B}', 'Environment=A = b')}],
    ['of a service that only stops something', {'etcd.service': '[Service]\nExecStop=/bin/a\n'}],
    ['of a timer', {'etcd-backup.timer': '[Unit]\nDescription=etcd\n[Timer]\nOnCalendar=daily\n'}],
    [
      'with variables for a shell',
      {'etcd.service': service(`/bin/sh -c 'N=a; etcd --name=$N | tee $$N > log'`)},
    ],
    ['without variables', {'etcd.service': service(':/usr/bin/etcd --name=${NAME}')}],
    ['with options that nobody set', {'etcd.service': service('/usr/bin/etcd $ETCD_OPTS --name=a $MORE')}],
  ])('are none %s', (_, files) => {
    expect(readInput(readSystemd, files as Files).findings).toEqual([]);
  });
});
