export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'other';

export interface DecodedText {
  readonly kind: 'text';
  /** Without byte order mark; lines end in `\n` alone. What is no text of its encoding is U+FFFD. */
  readonly text: string;
  /** `other`: neither UTF-8 nor marked as UTF-16, such as Latin-1. */
  readonly encoding: Encoding;
  readonly hasByteOrderMark: boolean;
  /** The first line that ends in `\r\n`. */
  readonly windowsLine?: number;
}

export type Decoded = DecodedText | {readonly kind: 'binary'};

/** How much of a file is looked at to tell a program or a database from a text. */
const LOOKED_AT = 64 * 1024;
/** More control characters than one in so many are no text, whatever its encoding. */
const CONTROL_SHARE = 20;

function markedEncoding([first, second, third]: Uint8Array): Encoding | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

function isBinary(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return true;
  const end = Math.min(bytes.length, LOOKED_AT);
  let controls = 0;
  for (let at = 0; at < end; at++) {
    const byte = bytes[at]!;
    // Of the control characters tab, line ends, form feed and the escape of terminals stand in texts.
    if (byte < 9 || (byte > 13 && byte < 27)) controls++;
  }
  return controls * CONTROL_SHARE > end;
}

function decodeUtf8(bytes: Uint8Array): {text: string; encoding: Encoding} {
  const decoded = new TextDecoder('utf-8').decode(bytes);
  if (!decoded.includes('\ufffd')) return {text: decoded, encoding: 'utf-8'};
  try {
    return {text: new TextDecoder('utf-8', {fatal: true}).decode(bytes), encoding: 'utf-8'};
  } catch {
    return {text: decoded, encoding: 'other'};
  }
}

/** The text of a file, in whatever encoding an editor may have left it. */
export function decode(bytes: Uint8Array): Decoded {
  const marked = markedEncoding(bytes);
  const isUtf16 = marked === 'utf-16le' || marked === 'utf-16be';
  if (!isUtf16 && isBinary(bytes)) return {kind: 'binary'};
  const {text, encoding} = isUtf16
    ? {text: new TextDecoder(marked).decode(bytes), encoding: marked}
    : decodeUtf8(bytes);
  const windowsLineEnd = text.indexOf('\r\n');
  return {
    kind: 'text',
    text: text.replaceAll('\r\n', '\n'),
    encoding,
    hasByteOrderMark: marked !== undefined,
    ...(windowsLineEnd === -1 ? {} : {windowsLine: text.slice(0, windowsLineEnd).split('\n').length}),
  };
}
