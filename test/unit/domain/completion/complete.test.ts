import {describe, expect, it} from 'vitest';

import {readCommandLine} from '../../../../src/lib/domain/completion/command-line.js';
import {complete, needsNodes} from '../../../../src/lib/domain/completion/complete.js';
import type {Grammar, KnownCommand, KnownFlag} from '../../../../src/lib/domain/completion/grammar.js';

type FlagTable = Record<string, Partial<KnownFlag>>;

function command(id: string, flags: FlagTable = {}, rest: Partial<KnownCommand> = {}): KnownCommand {
  const all = Object.entries(flags).map(([name, flag]) => [name, {name, type: 'boolean', ...flag}] as const);
  return {id, summary: `Does ${id}.`, args: {}, flags: Object.fromEntries(all), ...rest};
}

const NODES_ARG = {strict: false, args: {node: {name: 'node'}}};
const GRAMMAR: Grammar = {
  topics: [{name: 'etcd', description: 'Binaries'}],
  commands: [
    command('up', {fresh: {}, spec: {type: 'option', helpGroup: 'GLOBAL', helpValue: 'FILE'}}, NODES_ARG),
    command('status', {watch: {char: 'w'}, json: {helpGroup: 'GLOBAL'}, secret: {hidden: true}}),
    command('bootstrap'),
    command('bootstrap:static', {
      members: {type: 'option', exclusive: ['member']},
      member: {type: 'option', multiple: true, exclusive: [{name: 'members'}]},
      format: {
        type: 'option',
        char: 'f',
        options: ['config', 'env', 'systemd'],
        delimiter: ',',
        multiple: true,
      },
      tls: {type: 'option', options: ['none', 'ca']},
      dir: {type: 'option'},
      start: {char: 's'},
      'etcd-version': {type: 'option', helpValue: 'VERSION'},
    }),
    command('etcd:list'),
    command('etcd:install', {}, {args: {version: {name: 'version', multiple: true}}}),
    command('ctl', {}, {strict: false}),
    command('completion', {}, {args: {shell: {name: 'shell', options: ['bash', 'zsh']}}}),
    command('snapshot:save', {from: {type: 'option', helpValue: 'NODE'}}, {args: {path: {name: 'path'}}}),
    command('help', {}, {strict: false, args: {command: {name: 'command'}}}),
    command('__complete', {}, {hidden: true}),
  ],
};
const NODES = ['infra0', 'infra1', 'gateway0'].map(value => ({value, description: 'a node'}));

function completing(typed: string) {
  const line = readCommandLine(typed.split(' ').slice(1), GRAMMAR);
  return {...complete(line, NODES), needsNodes: needsNodes(line)};
}

function words(typed: string): string {
  const {kind, candidates} = completing(typed);
  expect(kind).toBe('words');
  return candidates.map(({value}) => value).join(' ');
}

describe('complete', () => {
  it.each([
    [
      'commands and topics, hidden ones left out',
      'etcdops ',
      'bootstrap completion ctl etcd help snapshot status up',
    ],
    ['the same whatever is typed: the shell matches', 'etcdops st', words('etcdops ')],
    ['the commands of a topic', 'etcdops etcd ', 'install list'],
    ['subcommands of a command', 'etcdops bootstrap ', 'static'],
    ['nothing behind an unknown word', 'etcdops nonsense ', ''],
    ['help and version at the beginning', 'etcdops -', '--help --version'],
    ['help of a topic', 'etcdops etcd -', '--help'],
    ['nodes', 'etcdops up ', 'infra0 infra1 gateway0'],
    ['nodes not named yet', 'etcdops up infra1 ', 'infra0 gateway0'],
    ['nodes behind a flag with a value', 'etcdops up --spec x infra0 ', 'infra1 gateway0'],
    ['nodes behind an assigned flag', 'etcdops up --spec=x infra0 ', 'infra1 gateway0'],
    ['nodes for a flag', 'etcdops snapshot save --from ', 'infra0 infra1 gateway0'],
    [
      'nodes for an assigned flag',
      'etcdops snapshot save --from=',
      '--from=infra0 --from=infra1 --from=gateway0',
    ],
    ['flags, global ones last', 'etcdops up --', '--fresh --spec --help'],
    ['flags not given yet', 'etcdops up --fresh --', '--spec --help'],
    ['flags given by their letter', 'etcdops status -w --', '--json --help'],
    ['flags where nothing else can stand', 'etcdops status ', '--watch --json --help'],
    ['no flags where something was typed', 'etcdops status x', ''],
    ['repeatable flags again, excluded ones not', 'etcdops bootstrap static --member a=b --me', undefined],
    ['values of a flag', 'etcdops bootstrap static --tls ', 'none ca'],
    ['values of an assigned flag', 'etcdops bootstrap static --tls=n', '--tls=none --tls=ca'],
    ['values of a letter', 'etcdops bootstrap static -f ', 'config env systemd'],
    ['values of a letter among letters', 'etcdops bootstrap static -sf ', 'config env systemd'],
    ['a letter that has its value', 'etcdops bootstrap static -fenv --tls ', 'none ca'],
    ['the rest of a list', 'etcdops bootstrap static --format env,', 'env,config env,systemd'],
    [
      'the rest of an assigned list',
      'etcdops bootstrap static --format=config,env,s',
      '--format=config,env,systemd',
    ],
    ['versions for a flag', 'etcdops bootstrap static --etcd-version ', '3.4 3.5 3.6 3.7 latest'],
    ['versions for an argument, again', 'etcdops etcd install 3.7 ', '3.4 3.5 3.6 latest'],
    ['values of an argument', 'etcdops completion ', 'bash zsh'],
    ['no second value of a single argument', 'etcdops completion bash z', ''],
    ['commands to read about', 'etcdops help ', words('etcdops ')],
    ['their subcommands', 'etcdops help etcd ', 'install list'],
    ['nothing for free text', 'etcdops bootstrap static --members ', ''],
    ['nothing for an unknown flag', 'etcdops up --nonsense=', ''],
    ['nothing that belongs to another program', 'etcdops ctl -- ', ''],
    ['nor its flags', 'etcdops ctl -- get --', ''],
  ])('offers %s', (_, typed, expected) => {
    if (expected === undefined) {
      expect(words(typed).split(' ')).toContain('--member');
      expect(words(typed).split(' ')).not.toContain('--members');
    } else {
      expect(words(typed)).toBe(expected);
    }
  });

  it.each([
    ['etcdops up --spec ', 'files'],
    ['etcdops up --spec=et', 'files'],
    ['etcdops snapshot save ', 'files'],
    ['etcdops bootstrap static --dir ', 'directories'],
  ])('leaves the paths of "%s" to the shell', (typed, kind) => {
    expect(completing(typed)).toMatchObject({kind, candidates: []});
  });

  it('describes commands, topics, flags and nodes in one line', () => {
    const described = (typed: string) => completing(typed).candidates.map(({description}) => description);

    expect(described('etcdops ')).toContain('Does up');
    expect(described('etcdops ')).toContain('Binaries');
    expect(described('etcdops up --')[2]).toBe('show how the command is used');
    expect(described('etcdops up ')).toEqual(['a node', 'a node', 'a node']);
    const twoLines = {...GRAMMAR, commands: [command('a', {}, {summary: 'One\n  two\tthree. '})]};
    expect(complete(readCommandLine([''], twoLines), []).candidates).toEqual([
      {value: 'a', description: 'One two three'},
    ]);
  });

  it.each([
    ['etcdops up ', true],
    ['etcdops snapshot save --from ', true],
    ['etcdops snapshot save --from=', true],
    ['etcdops up --', false],
    ['etcdops ', false],
    ['etcdops ctl -- ', false],
  ])('"%s" needs the nodes: %s', (typed, expected) => {
    expect(completing(typed).needsNodes).toBe(expected);
  });

  it('reads the value of a flag before the cursor', () => {
    const flagsOf = (typed: string) => readCommandLine(typed.split(' ').slice(1), GRAMMAR).flags.get('spec');

    expect(flagsOf('etcdops up --spec a.yaml ')).toBe('a.yaml');
    expect(flagsOf('etcdops up --spec=a=b.yaml ')).toBe('a=b.yaml');
    expect(flagsOf('etcdops up --spec ')).toBeUndefined();
  });
});
