import {describe, expect, it} from 'vitest';

import {logFilesOf} from '../../../../src/lib/domain/machine/log-files.js';
import {processOf} from '../../../helpers/process-of.js';

describe('logFilesOf', () => {
  it.each([
    ['the terminal', 'etcd', '3.7.3', []],
    ['streams', 'etcd --log-outputs default,stderr,stdout,systemd/journal', '3.7.3', []],
    ['a file', 'etcd --log-outputs stderr,/l/a.log', '3.7.3', ['/l/a.log in /l']],
    ['a file in the working directory', 'etcd --log-outputs a.log', '3.7.3', ['a.log in .']],
    ['a file that rotates', 'etcd --log-outputs /l/a.log --enable-log-rotation', '3.7.3', []],
    ['a URL', 'etcd --log-outputs file:///l/a.log', '3.7.3', []],
    ['what only the machine knows', 'etcd --log-outputs=$LOG', '3.7.3', []],
    ['a file, which the older logger does not know', 'etcd --log-outputs /l/a.log', '3.4.23', []],
    ['a file of the newer logger', 'etcd --logger zap --log-outputs /l/a.log', '3.4.23', ['/l/a.log in /l']],
  ])('knows %s', (_, line, version, files) => {
    expect(logFilesOf(processOf(line, version)).map(({path, folder}) => `${path} in ${folder}`)).toEqual(
      files,
    );
  });
});
