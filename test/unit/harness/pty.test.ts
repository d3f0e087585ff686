import {describe, expect, it} from 'vitest';

import {KEYS, startPty} from '../../helpers/pty.js';

describe('pty', () => {
  it('types into a program and sees its screen and exit code', async () => {
    const session = startPty('bash', [
      '-c',
      'test -t 0 && read -rp "Name? " name; echo "Hello, $name"; exit 7',
    ]);

    await session.waitFor(/Name\?/);
    session.type(`Eve${KEYS.enter}`);
    await session.waitFor(/Hello, Eve/);

    expect(await session.exitCode()).toBe(7);
    expect(session.screen()).toBe('Name? Eve\nHello, Eve');
  });

  it('sends Ctrl-C as a terminal does', async () => {
    const session = startPty('bash', [
      '-c',
      'trap "echo caught; exit 130" INT; echo ready; while :; do sleep 0.05; done',
    ]);

    await session.waitFor(/ready/);
    session.type(KEYS.ctrlC);

    expect(await session.exitCode()).toBe(130);
    expect(session.screen()).toContain('caught');
  });

  it('gives the window size that was asked for', async () => {
    const session = startPty('stty', ['size'], {columns: 61, rows: 17});

    expect(await session.exitCode()).toBe(0);
    expect(session.screen()).toBe('17 61');
  });

  it('says what the screen shows when a text does not come', async () => {
    const running = startPty('bash', ['-c', 'echo something else; sleep 60']);
    const ended = startPty('bash', ['-c', 'echo over']);

    await running.waitFor(/something else/);
    await expect(running.waitFor(/never/, 100)).rejects.toThrow(/never.*something else/s);
    await expect(ended.waitFor(/never/)).rejects.toThrow(/ended without.*over/s);
  });
});
