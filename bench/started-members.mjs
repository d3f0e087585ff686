// Contestants that start members: they take turns, and the members of each are ended before the next one begins.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {inFolder, median, ms, ninetieth, printTable, times} from './measure.mjs';

/** What etcdops recorded. */
export function recordedPids(folder) {
  const pids = join(folder, '.etcdops', 'pids');
  return readdirSync(pids).map(name => JSON.parse(readFileSync(join(pids, name), 'utf8')).pid);
}

/** What a script wrote down. */
export function writtenPids(folder) {
  return readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
}

/** Ends the members of one run, known by their pids, and waits until they are gone. */
export async function end(pids) {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  for (const pid of pids) {
    for (;;) {
      try {
        process.kill(pid, 0);
        // A zombie that waits for its parent has left its ports.
        if (/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) break;
      } catch {
        break;
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  }
}

/** Durations in milliseconds by name. The first round only warms up; each round begins with another contestant. */
export async function race(contestants, rounds) {
  const found = new Map(contestants.map(({name}) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (let place = 0; place < contestants.length; place++) {
      const {name, run: once, pids} = contestants[(round + 1 + place) % contestants.length];
      const durationMs = await inFolder(async folder => {
        try {
          return await once(folder);
        } finally {
          await end(pids(folder));
        }
      });
      if (round >= 0) found.get(name).push(durationMs);
    }
  }
  return found;
}

/** A row each, against the first. */
export function printRace(contestants, found) {
  const oursMs = median(found.get(contestants[0].name));
  printTable(
    ['what', 'median', 'nine of ten within', 'etcdops / this', 'goal'],
    contestants.map(({name, goal = ''}) => {
      const values = found.get(name);
      return [name, ms(median(values)), ms(ninetieth(values)), times(oursMs, median(values)), goal];
    }),
  );
}
