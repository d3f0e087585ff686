// Processes that tests left running. All test folders of a run lie below one folder, by which they are known.
import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {basename, sep} from 'node:path';

function read(act) {
  try {
    return act();
  } catch {
    // Ended meanwhile, or not ours to see.
    return '';
  }
}

function isBelow(path, dir) {
  return path === dir || path.startsWith(dir + sep);
}

/** All processes: `[{pid, parent, argv}]`; nothing where there is no /proc. */
function processTable() {
  let names;
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(name => {
      const stat = read(() => readFileSync(`/proc/${name}/stat`, 'utf8'));
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return {
        pid: Number(name),
        parent,
        argv: read(() => readFileSync(`/proc/${name}/cmdline`, 'utf8')).split('\0'),
      };
    });
}

function belongsTo(dir, {pid, argv}) {
  if (argv.some(word => word.includes(dir))) return true;
  return (
    basename(argv[0]).startsWith('etcd') &&
    isBelow(
      read(() => readlinkSync(`/proc/${pid}/cwd`)),
      dir,
    )
  );
}

/**
 * Ends what names the folder in its arguments, etcd that runs in it, and the children of both. Returns what they were:
 * `[{pid, command}]`.
 */
export function endLeftBehind(dir) {
  const all = processTable();
  const found = all.filter(process => belongsTo(dir, process));
  for (const parent of found) {
    found.push(...all.filter(child => child.parent === parent.pid && !found.includes(child)));
  }
  for (const {pid} of found) read(() => process.kill(pid, 'SIGKILL'));
  return found.map(({pid, argv}) => ({pid, command: argv.join(' ').trim()}));
}
