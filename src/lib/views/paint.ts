const CODES = {red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1} as const;

/** Colours a text, or leaves it as it is where colours are off. */
export function paint(text: string, colour: keyof typeof CODES, {color}: {color: boolean}): string {
  return color ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
}
