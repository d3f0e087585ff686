import {join} from 'node:path';

import {nextDirOf, undoneDirOf} from '../../domain/pki/rotation.js';
import {OpsError} from '../../errors/ops-error.js';
import {once} from '../../queries/once.js';
import {tlsFaults} from '../pki/rotation/faults.js';
import {waitBelieved} from '../pki/rotation/belief.js';
import {areByNext, areReplaced, leavesOfOldAgain, replaceLeaves, waitShown} from '../pki/rotation/leaves.js';
import {isPrepared, newPassphrases, prepareNext} from '../pki/rotation/next-authority.js';
import {
  dropOld,
  holdsNext,
  isOldDropped,
  isTrustedBoth,
  keepOld,
  requireAllByNext,
  trustBoth,
  trustOldAgain,
} from '../pki/rotation/trust.js';
import type {Binder} from './actions.js';
import {findNode} from './find-node.js';
import {isSame} from './restart-steps.js';
import {requireServing, restartNow} from './roll-steps.js';

function answer(isDone: boolean): 'done' | 'todo' {
  return isDone ? 'done' : 'todo';
}

export const prepareCa: Binder<'prepare-ca'> = (context, input) => {
  const {runId, askPassphrase} = context;
  const next = {...input, runId};
  const passphrases = once(async () => newPassphrases(await context.cluster(), next, askPassphrase));
  return {
    check: async () => answer(await isPrepared(await context.cluster(), runId)),
    // Asked for before anything is done.
    require: async () => void (await passphrases()),
    run: async () => prepareNext(await context.cluster(), next, await passphrases()),
    async undo() {
      const {files} = (await context.cluster()).adapters;
      const dir = join(context.folder, nextDirOf(runId));
      if (await files.exists(dir)) await files.rename(dir, join(context.folder, undoneDirOf(runId)));
      await files.removeScratch(`${dir}.tmp`);
    },
  };
};

export const noteProcesses: Binder<'note-processes'> = (context, {nodes, token}) => ({
  check: () => Promise.resolve('todo'),
  require: async () => requireServing(await context.cluster()),
  run: () => Promise.resolve(),
  async undo() {
    for (const {node, was} of nodes) {
      const {running} = await findNode(context, node);
      // It reads the CAs at its start, and there was only the old one when this began.
      if (running === undefined || !isSame(was, running)) await restartNow(context, {node, token});
    }
  },
});

export const trustBothCas: Binder<'trust-both-cas'> = (context, {authority}) => {
  const rotation = {runId: context.runId, authority};
  return {
    check: async () => answer(await isTrustedBoth(await context.cluster(), rotation)),
    run: async () => trustBoth(await context.cluster(), rotation),
    holds: async () => holdsNext(await context.cluster(), rotation),
    undo: async () => trustOldAgain(await context.cluster(), rotation),
  };
};

export const verifyTrust: Binder<'verify-trust'> = (context, input) => {
  const question = {runId: context.runId, ...input};
  return {
    check: () => Promise.resolve('todo'),
    run: async () => waitBelieved(await context.cluster(), question),
  };
};

export const replaceCerts: Binder<'replace-certs'> = (context, {authorities, node}) => {
  const leaves = {runId: context.runId, authorities, node};
  return {
    check: async () => answer(await areReplaced(await context.cluster(), leaves)),
    run: async () => replaceLeaves(await context.cluster(), leaves, context.askPassphrase),
    verify: async () => waitShown(await context.cluster(), leaves),
    holds: async () => areByNext(await context.cluster(), leaves),
    undo: async () => leavesOfOldAgain(await context.cluster(), leaves),
  };
};

export const dropOldCa: Binder<'drop-old-ca'> = (context, {authority}) => {
  const rotation = {runId: context.runId, authority};
  return {
    check: async () => answer(await isOldDropped(await context.cluster(), rotation)),
    require: async () => requireAllByNext(await context.cluster(), rotation),
    run: async () => dropOld(await context.cluster(), rotation),
    holds: async () => holdsNext(await context.cluster(), rotation),
    undo: async () => keepOld(await context.cluster(), rotation),
  };
};

const FITS_WITHIN_MS = 15_000;
const POLL_MS = 500;

/** What was restarted a moment ago may need another one. */
export const verifyCerts: Binder<'verify-tls'> = context => ({
  check: () => Promise.resolve('todo'),
  async run() {
    const {clock, signal} = (await context.cluster()).adapters;
    const deadline = clock.monotonicMs() + FITS_WITHIN_MS;
    for (;;) {
      const faults = await tlsFaults(await context.cluster());
      if (faults.length === 0) return;
      if (clock.monotonicMs() > deadline)
        throw new OpsError('E_UNHEALTHY', faults.join('\n  '), {hints: ['etcdops tls verify']});
      await clock.sleep(POLL_MS, signal);
    }
  },
});

export const clearPrepared: Binder<'clear-prepared'> = context => ({
  check: () => Promise.resolve('todo'),
  async run() {
    const {files} = (await context.cluster()).adapters;
    await files.removeScratch(join(context.folder, nextDirOf(context.runId)));
  },
});
