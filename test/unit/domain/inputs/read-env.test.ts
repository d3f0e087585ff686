import {describe, expect, it} from 'vitest';

import type {EnvDialect} from '../../../../src/lib/domain/inputs/env-file.js';
import {readEnv, readEnvFile} from '../../../../src/lib/domain/inputs/read-env.js';
import {contextOf, shownFindings, shownLaunch, sourceOf} from './read-files.js';

/** `A=1`, unresolved ones behind a question mark, and the findings. */
function read(text: string, dialect: EnvDialect): {variables: string[]; findings: string[]} {
  const file = readEnvFile(sourceOf('a.env', text), dialect);
  return {
    variables: file.variables.map(({name, value, unresolved}) => `${unresolved ? '?' : ''}${name}=${value}`),
    findings: shownFindings(file),
  };
}

describe('as systemd reads it', () => {
  // Every row without a remark was compared with what systemd 252 makes of it.
  it.each<[string, string[], string[]?]>([
    ['A=b', ['A=b']],
    ['A=b c  \nB=1', ['A=b c', 'B=1']],
    ['\n  A = b\n', ['A=b']],
    ['A="b c"\nB=\'d e\'', ['A=b c', 'B=d e']],
    ['A=', ['A=']],
    ['A="b" "c"', ['A=bc']],
    ['A="b\\"c\\\\d\\e\\$"', ['A=b"c\\d\\e$']],
    ["A='b\\c'", ['A=b\\c']],
    ['A=b\\\\c\\ d\\ ', ['A=b\\c d ']],
    ['A=b\\\nc', ['A=bc']],
    ['A="b\\\nc"', ['A=bc']],
    ['A="b\nc"\nB=1', ['A=b\nc', 'B=1']],
    ['A=b\r\nB="c"\r\n', ['A=b', 'B=c']],
    ['A=b;c#d', ['A=b;c#d']],
    ['# A=1\n; B=2\n#\\\n\nC=3', ['C=3']],
    ['A=“b”', ['A=“b”']],
    ["A='$B `c`'", ['A=$B `c`']],
    ['A=\\$B\nC="\\$B"', ['A=$B', 'C=$B']],
    ['A=100$', ['A=100$']],
    ['export A=b', [], ['env-export 1']],
    ['A=$B', ['A=$B'], ['env-dollar 1']],
    ['A="${B}c"', ['A=${B}c'], ['env-dollar 1']],
    ['A=`hostname`', ['A=`hostname`'], ['env-dollar 1']],
    ['A=b # c', ['A=b # c'], ['env-trailing-comment 1']],
    ['A="b" # c', ['A=b# c'], ['env-trailing-comment 1']],
    ['A= # c', ['A=# c'], ['env-trailing-comment 1']],
    ['A=b"c"', ['A=b"c"'], ['env-quotes 1']],
    ["A='it'\\''s'", ["A=it''s'"], ['env-quotes 1']],
    ['A="b\nB=1', ['A=b\nB=1'], ['env-open-quote 1']],
    ['A-B=1\nA B=2\n=3', [], ['env-no-assignment 1', 'env-no-assignment 2', 'env-no-assignment 3']],
    ['A b\nset -a\nexport A', [], ['env-no-assignment 1']],
    ['# c \\\nA=1', ['A=1'], ['env-comment-continuation 1']],
  ])('%j', (text, variables, findings = []) => {
    expect(read(text, 'systemd')).toEqual({variables, findings});
  });
});

describe('as a shell reads it', () => {
  it.each<[string, string[], string[]?]>([
    ['A=b # c\nB="d e"', ['A=b', 'B=d e']],
    ["A='it'\\''s'", ["A=it's"]],
    ['export A=b\nexport B=$A-c', ['A=b', 'B=b-c']],
    ['A=$(hostname)', ['?A=$(hostname)']],
    ['set -a\nA=b\nset +a', ['A=b']],
    ['A=b; export A', ['A=b', 'A=b']],
    ['[ -z "$B" ] && A=b', ['?A=b']],
    ['A=b c', [], ['env-unquoted 1']],
    ['export A=b c', ['A=b', '?c=$c'], ['env-unquoted 1']],
    ['export A=b C D=e', ['A=b', '?C=$C', 'D=e']],
    ['A = b', [], ['env-space-around-equals 1']],
    ['A= b', [], ['env-space-around-equals 1']],
    ['A =b', [], ['env-space-around-equals 1']],
    ['A: b', [], ['env-no-assignment 1']],
    ['export A=1\nETCD_NAME=b', ['A=1', 'ETCD_NAME=b'], ['env-not-exported 2']],
    [
      'export A=1\nETCD_NAME=b\nETCD_LOG_LEVEL=warn',
      ['A=1', 'ETCD_NAME=b', 'ETCD_LOG_LEVEL=warn'],
      ['env-not-exported 2'],
    ],
    ['A=b\r\n', ['A=b']],
  ])('%j', (text, variables, findings = []) => {
    expect(read(text, 'shell')).toEqual({variables, findings});
  });
});

describe('as docker reads it', () => {
  it.each<[string, string[], string[]?]>([
    ['A=b c \n# d\n  B=\n', ['A=b c ', 'B=']],
    ['A=b\r\n', ['A=b']],
    ['A=b=c#d', ['A=b=c#d']],
    ['ETCD_NAME', ['?ETCD_NAME=$ETCD_NAME']],
    ['A="b"', ['A="b"'], ['env-quotes 1']],
    ["A='b'", ["A='b'"], ['env-quotes 1']],
    ['A=b # c', ['A=b # c'], ['env-trailing-comment 1']],
    ['A=${B}', ['A=${B}'], ['env-dollar 1']],
    ['export A=b', [], ['env-export 1']],
    ['A =b\n=c', [], ['env-no-assignment 1', 'env-no-assignment 2']],
  ])('%j', (text, variables, findings = []) => {
    expect(read(text, 'docker')).toEqual({variables, findings});
  });
});

describe('as compose and runners of Procfiles read it', () => {
  it.each<[string, string[], string[]?]>([
    ['A=b c # d\n\n# e\nexport B = f\nC: g', ['A=b c', 'B=f', 'C=g']],
    ['A="b\\n\\"c\\"" # d\nB=\'e\\n$A\'', ['A=b\n"c"', 'B=e\\n$A']],
    ['A="b\nc"\nB=1', ['A=b\nc', 'B=1']],
    ['A=b\nB=$A-${A}-$C', ['A=b', '?B=b-b-$C']],
    ['A=${B:-c}', ['?A=${B:-c}']],
    ['A=#b\nB=#', ['A=', 'B=']],
    ['A\n=b\n', []],
    ['A="b', ['A=b'], ['env-open-quote 1']],
  ])('%j', (text, variables, findings = []) => {
    expect(read(text, 'dotenv')).toEqual({variables, findings});
  });
});

describe('a file that stands alone', () => {
  function launches(text: string, file = 'infra0.env'): [string[], string[]] {
    const result = readEnv(sourceOf(file, text), contextOf({}));
    return [result.launches.map(shownLaunch), shownFindings(result)];
  }

  it.each<[string, string[], string[]?]>([
    ['ETCD_NAME=a\nX=1', ['infra0: ETCD_NAME=a X=1']],
    ['ETCDCTL_API=3', ['infra0: ETCDCTL_API=3 etcdctl']],
    ['ETCDCTL_API=3\nETCD_NAME=a', ['infra0: ETCDCTL_API=3 ETCD_NAME=a']],
    ['A=1', []],
    ['', []],
    ['export ETCD_NAME=a # b', ['infra0: ETCD_NAME=a']],
    ['set -a\nETCD_NAME=$A', ['infra0: ?ETCD_NAME=$A']],
    // What is meant counts, so that one slip is not found twice.
    ['N=a\nETCD_NAME=$N # b', ['infra0: N=a ETCD_NAME=a'], ['env-dollar 2', 'env-trailing-comment 2']],
    ['ETCD_NAME=a b', ['infra0: ETCD_NAME=a b']],
    ['; ETCD_NAME=a\nETCD_NAME = b', ['infra0: ETCD_NAME=b']],
    ['ETCD_NAME=a\nETCD_NAME=b', ['infra0: ETCD_NAME=a ETCD_NAME=b']],
  ])('%j', (text, expected, findings = []) => {
    expect(launches(text)).toEqual([expected, findings]);
  });

  it.each([
    ['nodes/infra0/etcd.env', 'infra0'],
    ['infra0.env', 'infra0'],
    ['infra0/.env', 'infra0'],
    ['/etc/default/etcd', 'etcd'],
    ['/etc/etcd/etcd.conf', 'etcd'],
    ['/etc/etcd.env', 'etcd'],
    ['etcd.infra1.env', 'etcd.infra1'],
  ])('is called after its name: %s', (file, label) => {
    const [launch] = readEnv(sourceOf(file, 'ETCD_NAME=a'), contextOf({})).launches;

    expect(launch?.label).toBe(label);
  });

  it('knows where each value stands', () => {
    const [launch] = readEnv(
      sourceOf('a.env', '\nETCD_NAME = "a b" \nETCD_DATA_DIR='),
      contextOf({}),
    ).launches;

    expect(launch?.environment.map(({place}) => place)).toEqual([
      {file: 'a.env', line: 2, column: 13, length: 5},
      {file: 'a.env', line: 3, column: 1, length: 14},
    ]);
  });
});

it('says what etcd gets and what to write', () => {
  const text = ['export ETCD_NAME=a', 'ETCD_DATA_DIR="/a b" # c', "ETCD_X='it'\\''s\u001b[0m'"].join('\n');

  const {findings} = readEnvFile(sourceOf('a.env', text), 'systemd');

  expect(findings.map(({message, fix}) => [message, fix])).toEqual([
    ['systemd ignores a line that begins with export: etcd never gets ETCD_NAME', 'ETCD_NAME=a'],
    [
      'the remark becomes part of the value: etcd gets "/a b# c"',
      'ETCD_DATA_DIR="/a b", with the remark on a line of its own',
    ],
    [
      "systemd keeps quotes that stand inside a value: etcd gets \"it''s\\x1b[0m'\"",
      'put one pair of quotes around the whole value of ETCD_X',
    ],
  ]);
});
