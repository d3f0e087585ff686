import {createTwoFilesPatch} from 'diff';

export interface DiffInput {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The file does not exist yet. */
  readonly isNew: boolean;
}

/** A patch from one text to another, as `patch -p1` takes it. */
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
  return patch.replace(/^=+\n/, '');
}
