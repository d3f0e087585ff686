const SCRATCH = /^\.[0-9a-f]{12}\.tmp$/;

/** What a file is called until it is whole and is renamed into place. @param random 12 hex digits */
export function scratchName(random: string): string {
  return `.${random}.tmp`;
}

export function isScratchName(name: string): boolean {
  return SCRATCH.test(name);
}
