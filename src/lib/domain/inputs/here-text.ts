/** A here-document, told by its lines alone. */
export interface HereText {
  /** The file that its line names, as it is written; empty where it names none. */
  readonly target: string;
  readonly text: string;
}

const OPENS = /(?<![<\d])<<-?\s*(?:"([^"\n]{1,60})"|'([^'\n]{1,60})'|\\?([A-Za-z_][\w-]{0,60}))/;
const TARGET = /(?:>>?\s*|\btee\s+(?:-a\s+)?)["']?([^\s"'|&;<>]+)/;

function delimiterOf(line: string): string | undefined {
  if (/^\s*#/.test(line)) return undefined;
  const [, double, single, bare] = OPENS.exec(line) ?? [];
  return double ?? single ?? bare;
}

function targetOf(line: string): string {
  return TARGET.exec(line.replace(/[12&]?>\s*\/dev\/null/g, '').replace(OPENS, ''))?.[1] ?? '';
}

/**
 * A text without what stands in here-documents, and those. One that never ends is none: `<<` may mean something else in
 * a text that is no script.
 */
export function withoutHereDocuments(text: string): {outside: string; documents: readonly HereText[]} {
  if (!text.includes('<<')) return {outside: text, documents: []};
  const lines = text.split('\n');
  const outside: string[] = [];
  const documents: HereText[] = [];
  // Where each delimiter stands for the last time: what is not there need not be looked for again.
  const last = new Map(lines.map((line, index) => [line.trim(), index]));
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    outside.push(line);
    const delimiter = delimiterOf(line);
    if (delimiter === undefined || (last.get(delimiter) ?? -1) <= at) continue;
    const end = lines.findIndex((candidate, index) => index > at && candidate.trim() === delimiter);
    documents.push({target: targetOf(line), text: lines.slice(at + 1, end).join('\n')});
    at = end;
  }
  return {outside: outside.join('\n'), documents};
}
