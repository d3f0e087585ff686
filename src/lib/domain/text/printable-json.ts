/**
 * A value as JSON that no terminal acts on: `JSON.stringify` writes out the characters below a blank, but not C1, nor
 * those that turn the direction of text.
 */
export function printableJson(value: unknown, space?: number): string {
  return JSON.stringify(value, null, space).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
