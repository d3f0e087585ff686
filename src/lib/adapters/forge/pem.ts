/** A block between `-----BEGIN LABEL-----` and its end. */
export interface PemBlock {
  /** `CERTIFICATE`, `EC PRIVATE KEY`, … */
  readonly label: string;
  readonly text: string;
  readonly der: Buffer;
}

const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,60})-----\r?\n/g;

interface Scan {
  readonly blocks: PemBlock[];
  /** A block begins and does not end: the file was cut off. */
  readonly isTorn: boolean;
}

function scan(text: string): Scan {
  const blocks: PemBlock[] = [];
  const begin = new RegExp(BEGIN);
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const label = match[1]!;
    const mark = `-----END ${label}-----`;
    const end = text.indexOf(mark, begin.lastIndex);
    if (end === -1) return {blocks, isTorn: true};
    const body = text.slice(begin.lastIndex, end);
    blocks.push({
      label,
      text: `${text.slice(match.index, end)}${mark}\n`,
      // An encrypted key of old has headers, which are not part of the bytes.
      der: Buffer.from(body.replace(/^[\w-]+:.*$/gm, ''), 'base64'),
    });
    begin.lastIndex = end + mark.length;
  }
  return {blocks, isTorn: false};
}

/** All blocks of a text, in their order; none where it holds no PEM, or only a torn-off piece. */
export function pemBlocks(text: string): PemBlock[] {
  return scan(text).blocks;
}

export function isTornPem(text: string): boolean {
  return scan(text).isTorn;
}

export function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
