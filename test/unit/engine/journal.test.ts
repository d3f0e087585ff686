import {appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {createFiles} from '../../../src/lib/adapters/files/files.js';
import {
  beginJournal,
  continueJournal,
  listJournals,
  readJournal,
  type JournalDeps,
} from '../../../src/lib/engine/journal.js';
import {formatRecord, parseJournal, type RunHeader} from '../../../src/lib/engine/journal-records.js';
import {outcomeOf, runStateOf} from '../../../src/lib/engine/run-state.js';
import {tempDir} from '../../helpers/temp-dir.js';

const HEADER: RunHeader = {
  type: 'run',
  journalVersion: 1,
  id: 'r1',
  workflow: 'toy',
  cluster: 'demo',
  host: 'here',
  startedAt: '2026-11-26T00:00:00.000Z',
  input: {node: 'infra3'},
  steps: [{id: 'a', title: 'do a', action: 'toy', input: {}}],
  done: 'Done. Next: etcdops status',
};

function deps(): JournalDeps {
  return {files: createFiles(), now: () => new Date('2026-11-26T00:00:01.000Z')};
}

/** A journal whose step has begun and not ended. */
async function begun(): Promise<{dir: string; path: string}> {
  const dir = join(tempDir('journal'), 'runs');
  const journal = await beginJournal(deps(), dir, HEADER);
  await journal.step('started', 'a');
  return {dir, path: join(dir, 'r1.jsonl')};
}

async function parsed(dir: string) {
  return (await readJournal(deps(), dir, 'r1'))!;
}

function codeOf(text: string): string {
  try {
    parseJournal('runs/r1.jsonl', text);
    return 'parsed';
  } catch (error) {
    return `${(error as {code: string}).code}: ${(error as Error).message}`;
  }
}

describe('a journal', () => {
  it('is for the user alone, one line a record, and reads back as it was written', async () => {
    const {dir, path} = await begun();

    const journal = await parsed(dir);

    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
    expect(journal.header).toEqual(HEADER);
    expect(journal.records).toEqual([{type: 'started', step: 'a', at: '2026-11-26T00:00:01.000Z'}]);
  });

  it('keeps the order of records that are written at the same time', async () => {
    const dir = join(tempDir('journal'), 'runs');
    const journal = await beginJournal(deps(), dir, HEADER);

    await Promise.all(['a', 'b', 'c', 'd'].map(step => journal.step('started', step)));

    const {records} = await parsed(dir);
    expect(records.map(record => 'step' in record && record.step)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes one sync for records that come at the same time, and fails for all where that does', async () => {
    const dir = join(tempDir('journal'), 'runs');
    const {files, now} = deps();
    const written: string[] = [];
    const counting: JournalDeps['files'] = Object.assign(Object.create(files) as typeof files, {
      async appendDurable(path: string, text: string) {
        written.push(text);
        if (text.includes('"d"')) throw new Error('the disk is full');
        await files.appendDurable(path, text);
      },
    });
    const journal = await beginJournal({files: counting, now}, dir, HEADER);

    await Promise.all(['a', 'b', 'c'].map(step => journal.step('started', step)));
    const late = await Promise.allSettled(['d', 'e'].map(step => journal.step('started', step)));

    expect(written.map(text => text.trimEnd().split('\n').length)).toEqual([3, 2]);
    expect(late.map(({status}) => status)).toEqual(['rejected', 'rejected']);
    expect((await parsed(dir)).records).toHaveLength(3);
  });

  it('is never begun twice under one id', async () => {
    const {dir} = await begun();

    await expect(beginJournal(deps(), dir, HEADER)).rejects.toThrow('already');
  });

  it('goes on after a kill in the middle of a line: what was cut off goes, and counts as not written', async () => {
    const {dir, path} = await begun();
    const whole = readFileSync(path, 'utf8');
    const {line} = formatRecord({type: 'finished', step: 'a', at: 'x'}, (await parsed(dir)).sum);
    for (const length of [1, 17, line.length - 1]) {
      writeFileSync(path, whole + line.slice(0, length));

      const cut = await parsed(dir);
      expect(runStateOf(cut).progress.get('a')).toBe('started');
      const journal = await continueJournal(deps(), dir, {journal: cut, host: 'here'});
      await journal.step('finished', 'a');

      const {records} = await parsed(dir);
      expect(records.map(({type}) => type)).toEqual(['started', 'resumed', 'finished']);
    }
  });

  it('is gone on with at its end, and made anew only where a kill cut that off', async () => {
    const {dir, path} = await begun();
    for (const isCutOff of [false, true]) {
      if (isCutOff) appendFileSync(path, 'half a li');
      const before = statSync(path).ino;
      await continueJournal(deps(), dir, {journal: await parsed(dir), host: 'here'});
      expect(statSync(path).ino === before).toBe(!isCutOff);
    }
    expect((await parsed(dir)).records.map(({type}) => type)).toEqual(['started', 'resumed', 'resumed']);
  });

  it('lists the runs of a folder, and nothing else that lies there', async () => {
    const {dir} = await begun();
    writeFileSync(join(dir, 'notes.txt'), '');
    mkdirSync(join(dir, 'old'));

    expect(await listJournals(deps(), dir)).toEqual(['r1']);
    expect(await listJournals(deps(), join(dir, 'nowhere'))).toEqual([]);
    expect(await readJournal(deps(), dir, 'r2')).toBeUndefined();
  });
});

describe('a journal that cannot be gone by', () => {
  it('is refused where any byte of a whole line was changed, or a line taken out', async () => {
    const {dir, path} = await begun();
    const journal = await continueJournal(deps(), dir, {journal: await parsed(dir), host: 'here'});
    await journal.step('finished', 'a');
    const text = readFileSync(path, 'utf8');
    const lines = text.split('\n');

    expect(codeOf(text)).toBe('parsed');
    for (let at = 0; at < text.length - 1; at++) {
      if (text[at] === '\n') continue;
      const changed = text.slice(0, at) + (text[at] === 'x' ? 'y' : 'x') + text.slice(at + 1);
      expect(codeOf(changed)).toMatch(/^E_JOURNAL_INVALID: runs\/r1\.jsonl was changed: line \d+ is not/);
    }
    expect(codeOf([lines[0], ...lines.slice(2)].join('\n'))).toContain('line 2');
    expect(codeOf([lines[1], lines[0], ...lines.slice(2)].join('\n'))).toContain('line 1');
  });

  it('is refused where it ends before its first line does', () => {
    const {line} = formatRecord(HEADER, '');

    expect(codeOf('')).toContain(
      'E_JOURNAL_INVALID: runs/r1.jsonl does not begin with what the run was to do',
    );
    expect(codeOf(line.slice(0, 40))).toContain('E_JOURNAL_INVALID');
  });

  it('is refused, with the way out, where a newer etcdops wrote it', () => {
    const {line} = formatRecord({...HEADER, journalVersion: 2}, '');

    expect(codeOf(line)).toBe(
      'E_JOURNAL_INVALID: runs/r1.jsonl is of a newer etcdops (journal version 2; this one reads up to 1)',
    );
  });
});

describe('runStateOf', () => {
  const at = 'x';
  const started = {type: 'started', step: 'a', at} as const;
  const failed = {type: 'failed', step: 'a', at, message: 'no'} as const;
  const rows: [string, Parameters<typeof runStateOf>[0]['records'], string, string | undefined][] = [
    ['nothing yet', [], 'interrupted', undefined],
    ['a step begun', [started], 'interrupted', 'started'],
    ['a step refused before it began', [failed], 'failed', undefined],
    ['a step that failed', [started, failed], 'failed', 'started'],
    [
      'a failure, then resumed and killed',
      [started, failed, {type: 'resumed', at}],
      'interrupted',
      'started',
    ],
    ['nothing to do', [{type: 'skipped', step: 'a', at}], 'interrupted', 'skipped'],
    ['undone', [started, {type: 'aborting', at}, {type: 'undone', step: 'a', at}], 'interrupted', 'undone'],
    [
      'ended',
      [
        {type: 'finished', step: 'a', at},
        {type: 'ended', at, outcome: 'done'},
      ],
      'done',
      'finished',
    ],
  ];

  it.each(rows)('%s', (_, records, outcome, progress) => {
    const state = runStateOf({records});

    expect([outcomeOf(state), state.progress.get('a')]).toEqual([outcome, progress]);
  });
});
