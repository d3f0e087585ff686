import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {createFiles} from '../../../src/lib/adapters/files/files.js';
import {execute} from '../../../src/lib/engine/execute.js';
import {beginJournal, continueJournal, readJournal} from '../../../src/lib/engine/journal.js';
import {runStateOf, stepsToUndo} from '../../../src/lib/engine/run-state.js';
import type {PlannedStep, Step} from '../../../src/lib/engine/step.js';
import {undoSteps} from '../../../src/lib/engine/undo.js';
import {createKiller, type Killer} from '../../fakes/crash.js';
import {tempDir} from '../../helpers/temp-dir.js';

const IDS = ['a', 'b', 'c', 'd'];
const BARRIER = 'b';

/** A world in which each step sets one thing, and each effect is counted. */
class ToyWorld {
  readonly set = new Set<string>();
  readonly effects: string[] = [];

  async add(id: string): Promise<void> {
    this.effects.push(id);
    this.set.add(id);
  }

  async drop(id: string): Promise<void> {
    this.effects.push(`-${id}`);
    this.set.delete(id);
  }
}

const PLAN: PlannedStep[] = IDS.map(id => ({
  id,
  title: `do ${id}`,
  action: 'toy',
  input: {},
  ...(id === BARRIER ? {pointOfNoReturn: true} : {}),
}));

function bind(world: ToyWorld): Step[] {
  return PLAN.map(({id, title, pointOfNoReturn}) => ({
    id,
    title,
    ...(pointOfNoReturn === undefined ? {} : {pointOfNoReturn}),
    check: async () => (world.set.has(id) ? 'done' : 'todo'),
    run: () => world.add(id),
    holds: async () => world.set.has(id),
    undo: async () => {
      if (world.set.has(id)) await world.drop(id);
    },
  }));
}

interface Toy {
  readonly world: ToyWorld;
  readonly dir: string;
}

function deps(killer: Killer) {
  const files = killer.watch(createFiles(), ['appendDurable', 'createExclusive', 'writeAtomic', 'ensureDir']);
  return {files, now: () => new Date(0)};
}

function aToy(): Toy {
  return {world: new ToyWorld(), dir: join(tempDir('resume'), 'runs')};
}

const OPTIONS = {
  runId: 'r1',
  workflow: 'toy',
  dryRun: false,
  signal: new AbortController().signal,
  monotonicMs: () => 0,
};

async function begin({world, dir}: Toy, killer: Killer): Promise<void> {
  const journal = await beginJournal(deps(killer), dir, {
    type: 'run',
    journalVersion: 1,
    id: 'r1',
    workflow: 'toy',
    cluster: 'demo',
    host: 'here',
    startedAt: '',
    input: {},
    steps: PLAN,
    done: '',
  });
  await execute(bind(killer.watch(world, ['add', 'drop'])), {...OPTIONS, journal});
}

async function resume({world, dir}: Toy, killer = createKiller(0, 'before')): Promise<void> {
  const parsed = await readJournal(deps(killer), dir, 'r1');
  if (parsed === undefined) return begin({world, dir}, killer);
  const journal = await continueJournal(deps(killer), dir, {journal: parsed, host: 'here'});
  const steps = bind(killer.watch(world, ['add', 'drop']));
  await execute(steps, {...OPTIONS, journal, prior: runStateOf(parsed)});
}

/** Returns what was undone; undefined where there was nothing to abort. */
async function abort({world, dir}: Toy, killer = createKiller(0, 'before')): Promise<string[] | undefined> {
  const parsed = await readJournal(deps(killer), dir, 'r1');
  if (parsed === undefined) return undefined;
  const state = runStateOf(parsed);
  if (state.end !== undefined) return undefined;
  const {undo} = await stepsToUndo(bind(killer.watch(world, ['add', 'drop'])), state);
  const journal = await continueJournal(deps(killer), dir, {journal: parsed, host: 'here'});
  const signal = new AbortController().signal;
  await undoSteps(undo, {signal, journal, onStart: () => undefined, onUndone: () => undefined});
  return undo.map(({id}) => id);
}

describe.each(['before', 'after'] as const)('killed %s each effect and each write of the journal', moment => {
  it('a resume does each step once', async () => {
    for (let at = 1; ; at++) {
      const toy = aToy();
      const killer = createKiller(at, moment);
      await begin(toy, killer).catch(() => undefined);

      await resume(toy);

      expect(toy.world.effects).toEqual(IDS);
      const end = await readJournal(deps(createKiller(0, 'before')), toy.dir, 'r1');
      expect(runStateOf(end!).end).toBe('done');
      if (!killer.hasKilled()) break;
    }
  });

  it('so does a resume that is killed itself', async () => {
    for (let at = 1; ; at++) {
      const toy = aToy();
      await begin(toy, createKiller(7, 'after')).catch(() => undefined);
      const killer = createKiller(at, moment);
      await resume(toy, killer).catch(() => undefined);

      await resume(toy);

      expect(toy.world.effects).toEqual(IDS);
      if (!killer.hasKilled()) break;
    }
  });

  it('an abort brings back what was done, up to the point of no return', async () => {
    for (let at = 1; ; at++) {
      const toy = aToy();
      const killer = createKiller(at, moment);
      await begin(toy, killer).catch(() => undefined);
      const passed = toy.world.set.has(BARRIER);

      const undone = await abort(toy);

      const isOver = !killer.hasKilled();
      if (undone !== undefined && !isOver) {
        expect([...toy.world.set].sort()).toEqual(passed ? ['a', 'b'] : []);
      }
      if (isOver) break;
    }
  });

  it('so does an abort that is killed itself', async () => {
    for (let at = 1; ; at++) {
      const toy = aToy();
      await begin(toy, createKiller(13, 'after')).catch(() => undefined);
      expect([...toy.world.set]).toEqual(['a', 'b', 'c', 'd']);
      const killer = createKiller(at, moment);
      await abort(toy, killer).catch(() => undefined);

      await abort(toy);

      expect([...toy.world.set].sort()).toEqual(['a', 'b']);
      expect(toy.world.effects).toEqual([...IDS, '-d', '-c']);
      if (!killer.hasKilled()) break;
    }
  });
});

describe('a resume', () => {
  it('stops where what a finished step made is gone, and does it not again', async () => {
    const toy = aToy();
    await begin(toy, createKiller(8, 'before')).catch(() => undefined);
    toy.world.set.delete('a');

    await expect(resume(toy)).rejects.toMatchObject({code: 'E_DRIFTED'});

    expect(toy.world.effects.filter(id => id === 'a')).toHaveLength(1);
  });

  it('does not run a step that somebody else has done meanwhile', async () => {
    const toy = aToy();
    await begin(toy, createKiller(6, 'before')).catch(() => undefined);
    toy.world.set.add('d');

    await resume(toy);

    expect(toy.world.effects).not.toContain('d');
  });

  it('does not do what there was nothing to do about, whatever its check sees by then', async () => {
    const toy = aToy();
    toy.world.set.add('a');
    await begin(toy, createKiller(6, 'before')).catch(() => undefined);
    expect(toy.world.set.has('b')).toBe(true);

    const parsed = await readJournal(deps(createKiller(0, 'before')), toy.dir, 'r1');
    expect(runStateOf(parsed!).progress.get('a')).toBe('skipped');
    await abort(toy);

    expect([...toy.world.set].sort()).toEqual(['a', 'b']);
    expect(toy.world.effects).not.toContain('a');
  });
});
