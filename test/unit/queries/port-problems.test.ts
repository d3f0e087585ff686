import {describe, expect, it} from 'vitest';

import {lastingPortProblems} from '../../../src/lib/queries/port-problems.js';
import {aMember} from '../../fakes/spec.js';

const MEMBER = aMember(0);
const {signal} = new AbortController();

/** A machine on which the client port is taken for some looks. */
async function problemsAfter(takenLooks: number): Promise<{found: string[]; sleptMs: number}> {
  let looks = 0;
  let sleptMs = 0;
  const host = {
    listenProblem: async (_: string, port: number) =>
      port === MEMBER.ports.client && looks++ < takenLooks ? 'EADDRINUSE' : undefined,
  };
  const clock = {
    sleep: async (ms: number) => {
      sleptMs += ms;
    },
  };
  const found = await lastingPortProblems({host, clock, signal} as never, [MEMBER]);
  return {found, sleptMs};
}

describe('ports that are in the way', () => {
  it('are none once who had them has ended', async () => {
    expect(await problemsAfter(0)).toEqual({found: [], sleptMs: 0});
    expect(await problemsAfter(2)).toEqual({found: [], sleptMs: 200});
  });

  it('are told where they stay', async () => {
    const {found, sleptMs} = await problemsAfter(1000);

    expect(found).toEqual([
      `client port ${MEMBER.ports.client} of infra0 on 127.0.0.1 is in use by another process`,
    ]);
    expect(sleptMs).toBe(400);
  });
});
