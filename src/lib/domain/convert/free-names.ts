import {nameProblem} from '../nodes/names.js';

/** Room below the longest name for `-2` and the like. */
const MAX_STEM = 56;

/** As much of a text as a name may hold. */
function asName(text: string): string {
  const plain = text
    .slice(0, MAX_STEM)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/[^A-Za-z0-9]+$/, '');
  return nameProblem(plain) === undefined ? plain : 'node';
}

/** For each title a name that can be that of a folder and a service, each once; a title that is one keeps it. */
export function freeNames(titles: readonly string[]): string[] {
  const taken = new Set(titles.filter(title => nameProblem(title) === undefined));
  const given = new Set<string>();
  return titles.map(title => {
    if (taken.has(title) && !given.has(title)) {
      given.add(title);
      return title;
    }
    const stem = asName(title);
    let name = stem;
    for (let count = 2; taken.has(name) || given.has(name); count++) name = `${stem}-${count}`;
    given.add(name);
    return name;
  });
}
