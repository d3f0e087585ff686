import {describe, expect, it} from 'vitest';

import {etcdCommandOf, etcdCommandsOf} from '../../../../src/lib/domain/inputs/etcd-command.js';
import {read} from './shell-commands.js';

/** The words of a line, as a shell has them. */
function wordsOf(line: string): NonNullable<Parameters<typeof etcdCommandOf>[0]> {
  return read(line)[0]!.words;
}

/** `A=1 etcd --name a`, or undefined. */
function found(line: string, known: Readonly<Record<string, string>> = {}): string | undefined {
  const command = etcdCommandOf(wordsOf(line), new Map(Object.entries(known)));
  if (command === undefined) return undefined;
  const {environment, argv} = command;
  return [...environment.map(({name, value}) => `${name}=${value}`), ...argv.map(({text}) => text)].join(' ');
}

describe('etcdCommandOf', () => {
  it.each([
    ['etcd', 'etcd'],
    ['etcd --name a', 'etcd --name a'],
    ['./bin/etcd --name a', './bin/etcd --name a'],
    ['/usr/bin/etcdctl get a', '/usr/bin/etcdctl get a'],
    ['$ETCD_BIN/etcd -name a', '$ETCD_BIN/etcd -name a'],
    ['${ETCD} --name a', 'etcd --name a'],
    ['"$MY_ETCD_BIN" --name a', 'etcd --name a'],
    ['$ETCDCTL get a', 'etcdctl get a'],
    ['exec etcd a', 'etcd a'],
    ['exec -a x etcd a', 'etcd a'],
    ['env A=1 B="2 3" etcd a', 'A=1 B=2 3 etcd a'],
    ['env -i -u X A=1 etcd a', 'A=1 etcd a'],
    ['/usr/bin/env - etcd a', 'etcd a'],
    ['sudo -u etcd etcd a', 'etcd a'],
    ['sudo -nu etcd -- etcd a', 'etcd a'],
    ['sudo -E --user=etcd A=1 etcd a', 'A=1 etcd a'],
    ['nohup setsid etcd a', 'etcd a'],
    ['nice -n 5 etcd a', 'etcd a'],
    ['nice -10 etcd a', 'etcd a'],
    ['ionice -c2 -n0 etcd a', 'etcd a'],
    ['ionice -c 2 -n 0 etcd a', 'etcd a'],
    ['time -p etcd a', 'etcd a'],
    ['timeout -k 1 5 etcd a', 'etcd a'],
    ['command etcd a', 'etcd a'],
    ['chroot --userspec=a:b /root etcd a', 'etcd a'],
    ['setpriv --reuid etcd --clear-groups etcd a', 'etcd a'],
    ['runuser -u etcd -- etcd a', 'etcd a'],
    ['runuser -l etcd -c "etcd a"', 'etcd a'],
    ['su - etcd -s /bin/sh -c "etcd a"', 'etcd a'],
    ['su -c "etcd a" etcd', 'etcd a'],
    ['gosu etcd etcd a', 'etcd a'],
    ['tini -- etcd a', 'etcd a'],
    ['honcho -f x run etcd a', 'etcd a'],
    ['$ etcd a', 'etcd a'],
    [`sh -c 'etcd a'`, 'etcd a'],
    [`bash -lc "exec etcd 'a b'"`, 'etcd a b'],
    [`bash -euo pipefail -c 'A=1 etcd a'`, 'A=1 etcd a'],
    [`/bin/sh -c 'export A=1; B=2; nohup etcd a > log &'`, 'A=1 etcd a'],
    [`sh -c "sh -c 'etcd a'"`, 'etcd a'],
    [`sh -c 'etcdctl get a; exec etcd a'`, 'etcd a'],
    [`env A=1 sh -c 'B=2 etcd $A'`, 'A=1 B=2 etcd 1'],
    [`env A=1 sudo B=2 etcd a`, 'B=2 etcd a'],
  ])('%s', (line, expected) => {
    expect(found(line)).toBe(expected);
  });

  it.each([
    'ls',
    'echo etcd',
    'etcdutl snapshot status x',
    'bin/etcd-dump-logs x',
    'my-etcd --name a',
    '$ETCD_DATA_DIR/x',
    '$ETCD_NAME',
    'command -v etcd',
    'sudo systemctl start etcd',
    'sudo -l etcd',
    'etcd --version',
    'etcdctl --help',
    'honcho start etcd',
    'sh etcd',
    'sh -c',
    "sh -c 'ls'",
    'exec',
    'env A=1',
    'nice -n',
    'which etcd',
    'systemctl status etcd',
    'constructor etcd',
  ])('is none: %s', line => {
    expect(found(line)).toBeUndefined();
  });

  it('gives the variables of the caller to the text of sh -c', () => {
    expect(found(`sh -c 'etcd --name $NAME'`, {NAME: 'a'})).toBe('etcd --name a');
    expect(found(`sudo sh -c 'etcd --name $NAME'`, {NAME: 'a'})).toBe('etcd --name $NAME');
  });

  it.each([
    ['sudo etcd', 'sudo'],
    ['sudo -E etcd', undefined],
    ['nohup sudo --preserve-env etcd', undefined],
    ['nohup env -i etcd', 'env'],
    ['su etcd -c etcd', undefined],
    ['su - etcd -c etcd', 'su'],
    [`sh -c 'sudo etcd'`, 'sudo'],
  ])('says what clears the environment: %s', (line, program) => {
    expect(etcdCommandOf(wordsOf(line))?.clearedBy?.text).toBe(program);
  });

  it('lists every start', () => {
    const commands = etcdCommandsOf(wordsOf(`sh -c 'cd /x; etcd a & etcd b'`));

    expect(commands.map(({argv, folder}) => [folder, argv[1]?.text])).toEqual([
      ['/x', 'a'],
      ['/x', 'b'],
    ]);
  });

  it.each([
    [`sh -c 'etcd --name a'`, 2, [1, 20, 1]],
    [`sh -c "cd /\n exec etcd a"`, 1, [2, 12, 1]],
    [`sh -c etcd\\ a`, 1, [1, 7, 7]],
    [`env A=1 etcd`, 0, [1, 9, 4]],
  ])('keeps places: %j', (line, index, [lineNumber, column, length]) => {
    const {place} = etcdCommandOf(wordsOf(line))!.argv[index]!;

    expect(place).toEqual({file: 'a.sh', line: lineNumber, column, length});
  });

  it('has the place of a value that env sets', () => {
    expect(etcdCommandOf(wordsOf('env ETCD_NAME=a etcd'))!.environment[0]!.place).toEqual({
      file: 'a.sh',
      line: 1,
      column: 15,
      length: 1,
    });
  });

  it('bears shells in shells without end', () => {
    const line = Array.from({length: 40}).reduce<string>(
      text => `sh -c '${text.replaceAll("'", `'\\''`).slice(0, 50_000)}'`,
      'etcd a',
    );

    expect(found(line)).toBeUndefined();
  });
});
