import {posix} from 'node:path';

/** Longer ones are something else. */
const LONGEST = 200;

const SCRIPT = String.raw`["']?\$(?:0|\{0\}|\{?BASH_SOURCE(?:\[0\])?\}?)["']?`;
const REAL_SCRIPT = String.raw`(?:${SCRIPT}|"?\$\((?:readlink -f|realpath)(?: --)? ${SCRIPT}\)"?)`;
const DIRNAME = String.raw`(?:\$\(dirname(?: --)? ${REAL_SCRIPT}\)|\x60dirname(?: --)? ${REAL_SCRIPT}\x60|\$\{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\})`;
/** `$(cd "$(dirname "$0")/.." && pwd)`, with the suffix in a group. */
const CHANGED = String.raw`\$\(cd(?: --)? "?${DIRNAME}(/[\w./-]*)?"?(?: ?&?> ?/dev/null)?(?: 2>&1)? (?:&&|;) ?pwd(?: -P)?\)`;

const IS_DIRNAME = new RegExp(`^${DIRNAME}$`);
const IS_CHANGED = new RegExp(`^${CHANGED}$`);
const IS_PWD = /^(?:\$\(pwd(?: -P)?\)|`pwd`)$/;

/**
 * The ways in which scripts ask for the folder that they are in or stand in. Relative paths of etcd count from there,
 * so that it is worth to know them. Undefined for anything else.
 */
export function scriptFolder(
  written: string,
  {script, folder}: {script: string | undefined; folder: string | undefined},
): string | undefined {
  if (written.length > LONGEST) return undefined;
  const plain = written.replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')');
  if (IS_PWD.test(plain)) return folder;
  if (script === undefined) return undefined;
  if (IS_DIRNAME.test(plain)) return posix.dirname(script);
  const changed = IS_CHANGED.exec(plain);
  return changed === null ? undefined : posix.join(posix.dirname(script), changed[1] ?? '');
}
