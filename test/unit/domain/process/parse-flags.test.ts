import {describe, expect, it} from 'vitest';

import type {Word} from '../../../../src/lib/domain/inputs/input.js';
import type {ProcessRole} from '../../../../src/lib/domain/process/etcd-process.js';
import {parseFlags} from '../../../../src/lib/domain/process/parse-flags.js';

/** `$…` is a word that only a shell knows. */
function wordsOf(line: string): Word[] {
  return line
    .split(' ')
    .filter(Boolean)
    .map((text, index) => ({
      text,
      place: {file: 'f', line: 1, column: index},
      ...(text.startsWith('$') ? {unresolved: true as const} : {}),
    }));
}

function read(line: string, role: ProcessRole = 'member', version = '3.6.0') {
  const {values, problems, ignored} = parseFlags(wordsOf(line), role, version);
  return {
    values: Object.fromEntries([...values].map(([name, {value}]) => [name, value])),
    problems: problems.map(({kind, argument}) => `${kind} ${argument}`),
    ignored: ignored.map(({why, assignment}) => `${why} ${assignment.value}`),
  };
}

describe('parseFlags for the server', () => {
  it.each([
    ['--name a', {name: 'a'}],
    ['--name=a', {name: 'a'}],
    ['-name a', {name: 'a'}],
    ['--name=', {name: ''}],
    ['--name --wal-dir', {name: '--wal-dir'}],
    ['--pre-vote', {'pre-vote': 'true'}],
    ['--pre-vote=F', {'pre-vote': 'F'}],
    ['--name a --', {name: 'a'}],
    ['--snapshot -vv --v=2 --name a', {name: 'a'}],
    ['$FLAGS --name a', {name: 'a'}],
    ['--feature-gates=A=true --feature-gates=B=false', {'feature-gates': 'A=true,B=false'}],
  ])('takes %s', (line, values) => {
    expect(read(line)).toEqual({values, problems: [], ignored: []});
  });

  it.each([
    ['--no-such-flag=1 --name a', 'unknown-flag --no-such-flag=1'],
    ['--enable-v2 --name a', 'unknown-flag --enable-v2'],
    ['--discovery-dial-timeout', 'no-value --discovery-dial-timeout'],
    ['--pre-vote false', 'no-flag false'],
    ['--pre-vote=yes', 'bad-boolean --pre-vote=yes'],
    ['--name a start --no-such-flag', 'no-flag start'],
    ['---name a', 'bad-syntax ---name'],
    ['--=a', 'bad-syntax --=a'],
    ['-', 'no-flag -'],
    ['-- --pre-vote', 'no-flag --pre-vote'],
    ['--snapshot 5', 'no-flag 5'],
  ])('finds what is wrong with %s', (line, problem) => {
    expect(read(line).problems).toEqual([problem]);
  });

  it('takes the last of several values', () => {
    expect(read('--name a --name=b')).toEqual({values: {name: 'b'}, problems: [], ignored: ['repeated a']});
  });

  it('lets a flag of another version take its value along', () => {
    const {values, problems} = read('--proxy on --name a');

    expect({values, problems}).toEqual({values: {name: 'a'}, problems: ['unknown-flag --proxy']});
  });
});

describe('parseFlags for the other programs', () => {
  it.each<[ProcessRole, string, Record<string, string>]>([
    ['gateway', '--endpoints=a:1 --endpoints b:2', {endpoints: 'a:1,b:2'}],
    ['gateway', 'extra --listen-addr a:1 word', {'listen-addr': 'a:1'}],
    ['gateway', '--listen-addr a:1 -- --endpoints b:2', {'listen-addr': 'a:1'}],
    ['grpc-proxy', '--enable-pprof false', {'enable-pprof': 'true'}],
    ['etcdctl', 'get --prefix k -w json', {'write-out': 'json'}],
    ['etcdctl', '-wtable --endpoints a:1', {'write-out': 'table', endpoints: 'a:1'}],
    ['etcdctl', '-w=fields -i lock', {'write-out': 'fields'}],
  ])('%s takes %s', (role, line, values) => {
    expect(read(line, role)).toEqual({values, problems: [], ignored: []});
  });

  it.each<[ProcessRole, string, string]>([
    ['gateway', '-listen-addr a:1', 'bad-syntax -listen-addr'],
    ['gateway', '--data-dir x', 'unknown-flag --data-dir'],
    ['gateway', '--snapshot', 'unknown-flag --snapshot'],
    ['gateway', '--insecure-discovery=maybe', 'bad-boolean --insecure-discovery=maybe'],
    ['grpc-proxy', '--listen-addr', 'no-value --listen-addr'],
  ])('%s finds what is wrong with %s', (role, line, problem) => {
    expect(read(line, role).problems).toEqual([problem]);
  });
});
