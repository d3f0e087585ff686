import {describe, expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {readManifest, wordsOf} from './manifest.js';

// `help --help` is the help of all.
const commands = readManifest().filter(({id, hidden}) => hidden !== true && id !== 'help');

describe('--help', () => {
  it.each(commands.map(command => [wordsOf(command).join(' '), command] as const))(
    'of %s',
    async (words, command) => {
      const {stdout, stderr, exitCode} = await runCli([...wordsOf(command), '--help']);

      expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
      expect(stdout).toContain(command.summary?.split('<%=')[0]);
      const [, examples = ''] = stdout.split(/^EXAMPLES$/m);
      const shown = examples.match(new RegExp(`\\betcdops ${words}\\b`, 'g')) ?? [];
      expect(shown.length, stdout).toBeGreaterThanOrEqual(command.examples?.length ?? 1);
      expect(stdout).not.toContain('<%=');
      const visible = Object.values(command.flags).filter(({hidden}) => hidden !== true);
      for (const {name} of visible) expect(stdout).toContain(`--${name}`);
    },
  );

  it.each([[['--help']], [['help']], [[]]])('of etcdops itself: %j', async args => {
    const {stdout, exitCode} = await runCli(args);

    expect(exitCode).toBe(0);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${wordsOf(command)[0]} `, 'm'));
  });

  it.each([
    ...new Set(commands.map(wordsOf).flatMap(([topic, ...rest]) => (rest.length > 0 ? [topic!] : []))),
  ])('of the topic %s', async topic => {
    const {stdout, exitCode} = await runCli(['help', topic]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain(`etcdops ${topic} `);
  });

  it('as JSON: every command with its flags, or those of a topic', async () => {
    const all = (await runCli(['help', '--json'])).json<{
      commands: {id: string; flags: {name: string}[]}[];
    }>();
    const topic = (await runCli(['help', 'etcd', '--json'])).json<{commands: {id: string}[]}>();
    const unknown = await runCli(['help', 'bogus', '--json']);

    expect(all).toHaveProperty('schemaVersion', 1);
    for (const command of commands) {
      const found = all.commands.find(({id}) => id === wordsOf(command).join(' '));
      expect(found?.flags.map(({name}) => name).sort()).toEqual(Object.keys(command.flags).sort());
    }
    expect(topic.commands.map(({id}) => id)).toEqual(['etcd install', 'etcd list']);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.json()).toMatchObject({error: {code: 'E_USAGE'}});
  });
});
