import {describe, expect, it} from 'vitest';

import {execute, type ExecuteOptions} from '../../../src/lib/engine/execute.js';
import type {Step, StepReport} from '../../../src/lib/engine/step.js';

/** Steps that write down what is asked of them. */
function toySteps() {
  const calls: string[] = [];
  const done = new Set<string>();
  function step(id: string, change: Partial<Step> = {}): Step {
    return {
      id,
      title: `do ${id}`,
      check: () => {
        calls.push(`check ${id}`);
        return Promise.resolve(done.has(id) ? 'done' : 'todo');
      },
      run: () => {
        calls.push(`run ${id}`);
        done.add(id);
        return Promise.resolve();
      },
      ...change,
    };
  }
  return {calls, done, step};
}

function options(change: Partial<ExecuteOptions> = {}): ExecuteOptions & {readonly reports: StepReport[]} {
  const reports: StepReport[] = [];
  let now = 0;
  return {
    runId: 'r1',
    workflow: 'toy',
    dryRun: false,
    signal: new AbortController().signal,
    monotonicMs: () => (now += 5),
    onStep: report => reports.push(report),
    ...change,
    reports,
  };
}

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 1));

describe('execute', () => {
  it('runs one step after the other and reports', async () => {
    const {calls, step} = toySteps();
    const given = options();

    const report = await execute([step('a'), step('b', {pointOfNoReturn: true})], given);

    expect(calls).toEqual(['check a', 'run a', 'check b', 'run b']);
    expect(report).toEqual({
      id: 'r1',
      workflow: 'toy',
      outcome: 'done',
      steps: [
        {id: 'a', title: 'do a', outcome: 'ran', irreversible: false, durationMs: 5},
        {id: 'b', title: 'do b', outcome: 'ran', irreversible: true, durationMs: 5},
      ],
    });
    expect(given.reports).toEqual(report.steps);
  });

  it('asks require before and verify after the effect', async () => {
    const {calls, step} = toySteps();
    const say = (text: string) => () => {
      calls.push(text);
      return Promise.resolve();
    };

    await execute([step('a', {require: say('require'), verify: say('verify')})], {
      ...options(),
      onStart: ({id}) => calls.push(`start ${id}`),
    });

    expect(calls).toEqual(['check a', 'require', 'start a', 'run a', 'verify']);
  });

  it('skips what is done', async () => {
    const {calls, done, step} = toySteps();
    done.add('a');

    const report = await execute([step('a'), step('b')], options());

    expect(calls).toEqual(['check a', 'check b', 'run b']);
    expect(report.steps.map(({outcome}) => outcome)).toEqual(['skipped', 'ran']);
  });

  it('has nothing to do where all is done', async () => {
    const {done, step} = toySteps();
    done.add('a');

    expect((await execute([step('a')], options())).outcome).toBe('nothing-to-do');
    expect((await execute([step('a')], options({dryRun: true}))).outcome).toBe('nothing-to-do');
    expect((await execute([], options())).outcome).toBe('nothing-to-do');
  });

  it('changes nothing in a dry run', async () => {
    const {calls, done, step} = toySteps();
    done.add('a');
    const never = (): Promise<void> => Promise.reject(new Error('asked'));

    const report = await execute(
      [step('a'), step('b', {require: never, verify: never})],
      options({dryRun: true}),
    );

    expect(calls).toEqual(['check a', 'check b']);
    expect(report.outcome).toBe('planned');
    expect(report.steps.map(({outcome}) => outcome)).toEqual(['skipped', 'todo']);
  });

  it.each(['check', 'require', 'run', 'verify'] as const)('stops where %s fails', async part => {
    const {calls, step} = toySteps();
    const fail = (): Promise<never> => Promise.reject(new Error(`${part} failed`));
    const given = options();

    await expect(execute([step('a'), step('b', {[part]: fail}), step('c')], given)).rejects.toThrow(
      `${part} failed`,
    );

    expect(calls).not.toContain('check c');
    expect(given.reports.map(({id, outcome}) => [id, outcome])).toEqual([
      ['a', 'ran'],
      ['b', 'failed'],
    ]);
  });
});

describe('lanes', () => {
  /** A step that says when it begins and ends. */
  function timed(events: string[], id: string, lane?: string): Step {
    return {
      id,
      title: id,
      ...(lane === undefined ? {} : {lane}),
      check: () => Promise.resolve('todo'),
      async run() {
        events.push(`+${id}`);
        await pause();
        events.push(`-${id}`);
      },
    };
  }

  it('run neighbours at the same time, one lane after the other', async () => {
    const events: string[] = [];
    const lanes: [string, string?][] = [['a', 'x'], ['b', 'x'], ['c', 'y'], ['d'], ['e'], ['f', 'x']];

    const report = await execute(
      lanes.map(([id, lane]) => timed(events, id, lane)),
      options(),
    );

    expect(events).toEqual(['+a', '+b', '-a', '-b', '+c', '-c', '+d', '-d', '+e', '-e', '+f', '-f']);
    expect(report.steps.map(({id}) => id)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('wait for all before a failure is raised', async () => {
    const events: string[] = [];
    const failing: Step = {...timed(events, 'a', 'x'), run: () => Promise.reject(new Error('no'))};
    const given = options();

    await expect(execute([failing, timed(events, 'b', 'x'), timed(events, 'c')], given)).rejects.toThrow(
      'no',
    );

    expect(events).toEqual(['+b', '-b']);
    expect(given.reports.map(({id, outcome}) => `${id} ${outcome}`)).toEqual(['a failed', 'b ran']);
  });

  it('raise what failed first, whichever step it was', async () => {
    const waiting: Step = {
      ...timed([], 'a', 'x'),
      async run() {
        await pause();
        throw new Error('waited in vain');
      },
    };
    const failing: Step = {...timed([], 'b', 'x'), run: () => Promise.reject(new Error('the cause'))};

    await expect(execute([waiting, failing], options())).rejects.toThrow('the cause');
  });
});

describe('the signal', () => {
  it('stops before the first step', async () => {
    const {calls, step} = toySteps();

    await expect(
      execute([step('a')], options({signal: AbortSignal.abort(new Error('stop'))})),
    ).rejects.toThrow('stop');

    expect(calls).toEqual([]);
  });

  it('lets the step that runs come to its end, and stops before the next', async () => {
    const {calls, step} = toySteps();
    const controller = new AbortController();
    const interrupted = step('a', {
      async run() {
        controller.abort(new Error('stop'));
        await pause();
        calls.push('end of a');
      },
    });

    await expect(execute([interrupted, step('b')], options({signal: controller.signal}))).rejects.toThrow(
      'stop',
    );

    expect(calls).toEqual(['check a', 'end of a']);
  });

  it('is looked at once more between check and run', async () => {
    const {calls, step} = toySteps();
    const controller = new AbortController();
    const slow = step('a', {
      check() {
        controller.abort(new Error('stop'));
        return Promise.resolve('todo');
      },
    });

    await expect(execute([slow], options({signal: controller.signal}))).rejects.toThrow('stop');

    expect(calls).toEqual([]);
  });
});
