import {describe, expect, it} from 'vitest';

import {readProcfile} from '../../../../src/lib/domain/inputs/read-procfile.js';
import {contextOf, shownFindings, shownLaunch, sourceOf, type Files} from './read-files.js';

function read(text: string, files: Files = {}): {launches: string[]; findings: string[]} {
  const result = readProcfile(sourceOf('Procfile', text), contextOf(files));
  return {launches: result.launches.map(shownLaunch), findings: shownFindings(result)};
}

describe('a Procfile', () => {
  it.each<[string, string[], string[]?]>([
    ['etcd1: bin/etcd --name infra1\n', ['etcd1: bin/etcd --name infra1']],
    ['a: etcd\nb:etcd gateway start\n', ['a: etcd', 'b: etcd gateway start']],
    ['# a: etcd\n  # b: etcd\n\nc: etcd # --name x', ['c: etcd']],
    [
      "a: etcd --initial-cluster 'a=http://h:1,b=http://i:1'",
      ['a: etcd --initial-cluster a=http://h:1,b=http://i:1'],
    ],
    ['a: exec env ETCD_NAME=b etcd --x', ['a: ETCD_NAME=b etcd --x']],
    ['a: ETCD_NAME=b etcd', ['a: ETCD_NAME=b etcd']],
    ['a: export ETCD_NAME=b; exec etcd', ['a: ETCD_NAME=b etcd']],
    ['a: ${BIN}/etcd --name $NAME', ['a: ?${BIN}/etcd --name ?$NAME']],
    ['a: bin/bridge -c 1\nbench: tools/benchmark put\nb: $CMD --x\nc: while true; do sleep 1; done', []],
    ['proxy: etcdctl watch a\r\nb: etcd\r\n', ['proxy: etcdctl watch a', 'b: etcd']],
    [
      'a: etcd --name b \\\n  --data-dir c\nd: etcd',
      ['a: etcd --name b --data-dir c', 'd: etcd'],
      ['procfile-continuation 1'],
    ],
    ['a: etcd --name b \\\r\n  --data-dir c', ['a: etcd --name b --data-dir c'], ['procfile-continuation 1']],
    ['a: sleep \\\n 1', []],
    ['# a \\\nb: etcd \\', ['b: etcd \\']],
    ['bin/etcd --name a', ['etcd: bin/etcd --name a'], ['procfile-no-name 1']],
    ['a.b: etcd', ['etcd: etcd'], ['procfile-no-name 1']],
    ['some words', []],
    ['a: sudo etcd', ['a: etcd']],
    ['a: ETCD_NAME=b sudo etcd', ['a: etcd'], ['shell-cleared-environment 1']],
    ['', []],
  ])('%j', (text, launches, findings = []) => {
    expect(read(text)).toEqual({launches, findings});
  });

  it('has the variables of the .env beside it', () => {
    const files = {'.env': 'export ETCD_NAME="a b" # c\nX=1\n'};

    expect(read('p: etcd --data-dir=$X "$ETCD_NAME"\nq: ETCD_NAME=c etcd', files)).toEqual({
      launches: ['p: ETCD_NAME=a b X=1 etcd --data-dir=1 a b', 'q: ETCD_NAME=c X=1 etcd'],
      findings: [],
    });
  });

  it('bears too many lines', () => {
    const {launches, findings} = read('a: etcd\n'.repeat(2001));

    expect([launches.length, findings]).toEqual([1000, ['input-too-many 1001']]);
  });

  it('knows the folder of a process', () => {
    const {launches} = readProcfile(
      sourceOf('sub/Procfile', 'a: cd x && etcd\nb: cd /y; etcd\nc: etcd'),
      contextOf({}),
    );

    expect(launches.map(({workingDirectory}) => workingDirectory)).toEqual(['/w/sub/x', '/y', undefined]);
  });

  it('knows where each word stands', () => {
    const [launch] = readProcfile(sourceOf('Procfile', "#\na: etcd --name 'b'"), contextOf({})).launches;

    expect(launch?.argv.map(({place}) => [place.line, place.column, place.length])).toEqual([
      [2, 4, 4],
      [2, 9, 6],
      [2, 16, 3],
    ]);
    expect(launch?.place).toEqual({file: 'Procfile', line: 2, column: 4, length: 15});
  });
});
