import {describe, expect, it} from 'vitest';

import {readShell} from '../../../../src/lib/domain/inputs/read-shell.js';
import {contextOf, shownFindings, shownLaunch, sourceOf, type Files} from './read-files.js';

function read(text: string, files: Files = {}): {launches: string[]; findings: string[]} {
  const result = readShell(sourceOf('nodes/run.sh', text), contextOf(files));
  return {launches: result.launches.map(shownLaunch), findings: shownFindings(result)};
}

describe('a script', () => {
  it.each<[string, string[], string[]?]>([
    [
      '#!/bin/sh\nset -eu\nexec etcd --name a \\\n  --data-dir "/x y"\n',
      ['nodes: etcd --name a --data-dir /x y'],
    ],
    ['$ etcd --name a', ['nodes: etcd --name a']],
    ['etcd --name a &\netcd --name b &\nwait', ['nodes:1: etcd --name a', 'nodes:2: etcd --name b']],
    ['etcd –name “a” --x=‘b’', ['nodes: etcd –name “a” --x=‘b’']],
    ['export ETCD_NAME=a\nETCD_X=b etcd', ['nodes: ETCD_NAME=a ETCD_X=b etcd']],
    ['export ETCD_NAME=a\nETCD_NAME=b etcd', ['nodes: ETCD_NAME=b etcd']],
    ['NAME=a\netcd --name "$NAME" --x=$(hostname)', ['nodes: etcd --name a ?--x=$(hostname)']],
    ['for n in a b; do etcd --name $n; done', ['nodes: etcd --name ?$n']],
    ['ETCDCTL_API=3 etcdctl --endpoints h:1 get a', ['nodes: ETCDCTL_API=3 etcdctl --endpoints h:1 get a']],
    ['ARGS=(--name a "--x=b c")\netcd "${ARGS[@]}"', ['nodes: etcd --name a --x=b c']],
    ['ssh h ls; cp bin/etcd /usr/bin/etcd; etcd --version', []],
    ["sudo -E sh -c 'A=$ETCD_NAME etcd'", ['nodes: ?A=$ETCD_NAME etcd']],
    ["export ETCD_NAME=a; sh -c 'etcd --x=$ETCD_NAME'", ['nodes: ETCD_NAME=a etcd --x=a']],
    ['cat <<EOF\netcd --name a\nEOF\n', []],
    ['', []],
  ])('%j', (text, launches, findings = []) => {
    expect(read(text)).toEqual({launches, findings});
  });

  it.each<[string, string[], string[]?]>([
    ['set -a; . ./a.env; set +a; etcd --x=$X', ['nodes: ETCD_NAME=a b X=1 etcd --x=1']],
    ['[ -f a.env ] && source a.env\netcd --name "$ETCD_NAME"', ['nodes: etcd --name a b']],
    ['. "$(dirname "$0")/a.env"; etcd --name "$ETCD_NAME"', ['nodes: etcd --name a b']],
    ['cd /w/nodes; . a.env; etcd --name "$ETCD_NAME"', ['nodes: etcd --name a b']],
    ['. a.env; etcd', ['nodes: etcd'], ['shell-not-exported 1']],
  ])('reads env files: %j', (text, launches, findings = []) => {
    expect(read(text, {'nodes/a.env': 'ETCD_NAME="a b" # c\nX=1\n'})).toEqual({launches, findings});
  });

  it('knows that something is missing', () => {
    const {launches} = readShell(sourceOf('a.sh', '. /etc/default/etcd; etcd'), contextOf({}));

    expect(launches[0]?.isIncomplete).toBe(true);
  });

  it.each([
    ['etcd', undefined],
    ['cd "$(dirname "$0")/.."; etcd', '/w'],
    ['cd data; etcd', '/w/nodes/data'],
    ['(cd /x && etcd)', '/x'],
    ['cd "$X"; etcd', '/w/nodes/$X'],
    ["sh -c 'cd /y; etcd'", '/y'],
  ])('knows the folder: %j', (text, folder) => {
    expect(readShell(sourceOf('nodes/run.sh', text), contextOf({})).launches[0]?.workingDirectory).toBe(
      folder,
    );
  });

  it('has places in the file', () => {
    const [launch] = readShell(
      sourceOf('a.sh', '\nexport ETCD_X=b\n  etcd \\\n --name a'),
      contextOf({}),
    ).launches;

    expect([launch?.place, launch?.argv[2]?.place, launch?.environment[0]?.place]).toEqual([
      {file: 'a.sh', line: 3, column: 3, length: 16},
      {file: 'a.sh', line: 4, column: 9, length: 1},
      {file: 'a.sh', line: 2, column: 15, length: 1},
    ]);
  });
});

describe('slips of a script', () => {
  it.each([
    ['etcd --name a\n  --data-dir b\n  --x c', ['shell-stray-flags 2']],
    ['etcd --name a \\ \n  --data-dir b', ['shell-stray-flags 2']],
    ['etcd --name a \\\n  # no\n  --data-dir b', ['shell-stray-flags 3']],
    ['docker run --net host quay.io/coreos/etcd:v3.5.1 \n etcd', []],
    ['docker run nginx\n --x', []],
    ['etcd --name "a --x', ['shell-open-quote 1']],
    ["etcd --name a\n# don't\nls", []],
    ["etcd --name a; echo don't", []],
    ['#!/bin/sh\r\netcd --name a\r\n', []],
    ['ETCD_NAME=a\nETCD_DATA_DIR=b\netcd', ['shell-not-exported 1']],
    ['ETCD_NAME=a\netcd --name ${ETCD_NAME}', []],
    ['ETCD_VERSION=3.5.1\nETCD_UNKNOWN=1\netcd', []],
    ['ETCD_NAME=a\nexport ETCD_NAME\netcd', []],
    ['etcd\nETCD_NAME=a', []],
    ['ETCDCTL_ENDPOINTS=a\netcdctl get b', ['shell-not-exported 1']],
    ['export ETCD_NAME=a\nsudo etcd', ['shell-cleared-environment 2']],
    ['export ETCD_NAME=a\nsudo -E etcd', []],
    ['export X=a\nsudo etcd', []],
    ['export ETCD_NAME=a ETCD_X=b\nenv -i etcd --name a', ['shell-cleared-environment 2']],
  ])('%j', (text, findings) => {
    expect(read(text).findings).toEqual(findings);
  });

  it.each([
    ['starts', 'etcd\n'.repeat(2001), 1000, 'input-too-many 1001'],
    ['words', `etcd ${'a '.repeat(200_000)}\netcd`, 1, 'input-too-many 1'],
    [
      'variables',
      `${Array.from({length: 1000}, (_, at) => `export A${at}=1\n`).join('')}${'etcd\n'.repeat(501)}`,
      500,
      'input-too-many 1501',
    ],
  ])('bears too many %s', (_, text, count, finding) => {
    const {launches, findings} = read(text);

    expect([launches.length, findings]).toEqual([count, [finding]]);
  });

  it('says what to do', () => {
    const text = 'export ETCD_NAME=a ETCD_X=b\n/usr/bin/sudo etcd\n  --x';

    const {findings} = readShell(sourceOf('a.sh', text), contextOf({}));

    expect(findings.map(({message, fix}) => [message, fix])).toEqual([
      [
        'the command above ended before this line: a shell takes "--x" for a program',
        'end the line above with a backslash and nothing behind it, not even a blank or a comment',
      ],
      [
        '/usr/bin/sudo does not pass on the variables of the caller: etcd does not get ETCD_NAME and 1 more',
        '/usr/bin/sudo -E',
      ],
    ]);
  });
});
