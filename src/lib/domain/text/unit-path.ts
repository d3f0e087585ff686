import {OpsError} from '../../errors/ops-error.js';
import {printable} from './printable.js';

/**
 * A path that stands alone in a line of a unit, where spaces stay as they are, `%` begins a specifier, and a line end
 * would begin a line of its own. A space or a backslash at the end would be lost, or take the next line along.
 * @param path of a folder, absolute
 * @throws E_USAGE where no line can hold it
 */
export function unitPath(path: string): string {
  if (/[\n\r\0]/.test(path))
    throw new OpsError(
      'E_USAGE',
      `no unit of systemd can name ${printable(path, 500)}: it has a line end in it`,
      {
        hints: ['have the spec in a folder with another name'],
      },
    );
  return `${path.replaceAll('%', '%%')}${/[\s\\]$/.test(path) ? '/' : ''}`;
}
