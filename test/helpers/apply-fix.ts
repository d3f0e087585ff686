import type {Finding} from '../../src/lib/domain/findings/finding.js';

type Files = Readonly<Record<string, string>>;

/** Rules whose fix has another name in the place of the one that is written. */
const RENAMES = /-not-in-version$|^setting-deprecated$|^argument-dash$|^flag-syntax$|-misnamed$/;

/** What the reader has to fill in, and what belongs into a block. */
const UNSAID = /\b(?:VALUE|FILE|NAME|HOST|ADDRESS)\b| under /;

/** The literal text that a fix says to write, without what it says besides. */
function wordsOf(fix: string): string | undefined {
  const [, text] =
    /^(?:write|did you mean|add) (.*?)(?:\?|,? (?:or|in|for|if|to|there|with) .*)?$/.exec(fix) ?? [];
  return text;
}

/** The name that a line gives a value, if the text is such a line. */
function nameIn(text: string): string | undefined {
  return /^(?:--)?[A-Za-z][\w-]*(?=: \S|=\S)/.exec(text)?.[0];
}

/** The line without its value: a flag may have it behind a blank. */
function setterOf(name: string): RegExp {
  const value = `(?:"[^"]*"|'[^']*'|\\S+)`;
  return name.startsWith('--')
    ? new RegExp(`(?<!-)${name}(?:=${value}| +(?!-)${value})`)
    : new RegExp(`^${name}[:=].*`, 'i');
}

/** Gives the name its value: where it stands, else in the place of what is wrong, else at the end. */
function setLine(text: string, lines: readonly string[], {line, rule}: Finding): readonly string[] {
  const setter = setterOf(nameIn(text)!);
  const at = lines.findIndex(one => setter.test(one));
  if (at !== -1)
    return lines.with(
      at,
      lines[at]!.replace(setter, () => text),
    );
  const seen = lines[line! - 1]!;
  if (RENAMES.test(rule))
    return lines.with(
      line! - 1,
      seen.startsWith('etcd ') ? `etcd ${text}` : text.startsWith('--') ? `  ${text}` : text,
    );
  if (text.startsWith('--'))
    return lines.with(line! - 1, `${seen.replace(/ \\$/, '')} ${text}${/ \\$/.exec(seen)?.[0] ?? ''}`);
  return [text, ...lines];
}

/** The line with the text in the place of a URL, an address, or the name of a setting. */
function setPart(
  text: string,
  line: string,
  {column = 1, length = 0, fix = '', rule}: Finding,
): string | undefined {
  const value = line.slice(column - 1, column - 1 + length);
  if (/^(?:\w+=)?[a-z]+:\/\/|^\[?[\da-f.:]+\]?:\d+$/.test(text)) return line.replace(value, () => text);
  const isName = /^did you mean/.test(fix) || RENAMES.test(rule);
  if (!isName || !/^(?:--)?[A-Za-z][\w-]+$/.test(text)) return undefined;
  return line.replace(/(^\s*|--|\u2013+)[\w-]+(?=[=: ])/, found => /^\s*/.exec(found)![0] + text);
}

/** The files with what a finding says written in; undefined where it does not say it word by word. */
export function applyFix(files: Files, finding: Finding): Files | undefined {
  const {file, line, fix = ''} = finding;
  const lines = files[file]?.split('\n');
  const text = wordsOf(fix);
  if (lines === undefined || text === undefined || line === undefined || UNSAID.test(fix)) return undefined;
  if (nameIn(text) !== undefined && !/^\w+=[a-z]+:\/\/\S+$/.test(text.replace(/^ETCD_/, 'E:'))) {
    return {...files, [file]: setLine(text, lines, finding).join('\n')};
  }
  const written = setPart(text, lines[line - 1]!, finding);
  return written === undefined ? undefined : {...files, [file]: lines.with(line - 1, written).join('\n')};
}
