import {createTwoFilesPatch} from 'diff';

export interface DiffInput {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The file does not exist yet. */
  readonly isNew: boolean;
}

/** The values of passwords, in whatever form a file has them; each to the end of its line. */
const PASSWORD = /(password["']?[^\S\n]*[=:][^\S\n]*)\S.*/gi;

/** A patch from one text to another, as `patch -p1` takes it but where it shows `***` for a password. */
export function unifiedDiff({path, before, after, isNew}: DiffInput): string {
  const patch = createTwoFilesPatch(
    isNew ? '/dev/null' : `a/${path}`,
    `b/${path}`,
    before,
    after,
    undefined,
    undefined,
    {
      context: 3,
    },
  );
  return patch.replace(/^=+\n/, '').replace(PASSWORD, '$1***');
}
