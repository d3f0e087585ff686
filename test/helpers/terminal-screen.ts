/** Enough of a terminal to tell what a person sees: text, line ends, cursor movements and erasing. No colours. */
export interface Screen {
  write(text: string): void;
  /** All lines, without spaces at their ends and without empty lines at the end. */
  text(): string;
}

const TOKEN =
  /\u001b\[([0-9;?]*)[ -/]*([@-~])|\u001b\][^\u0007]*\u0007|\u001b[()][A-Z0-9]|\u001b[=>78]|[\r\n\b\u0007]|[^\u001b]/gu;
/** An escape sequence whose end has not come yet. */
const UNFINISHED = /\u001b(?:\[[0-9;?]*[ -/]*|\][^\u0007]*|[()])?$/;

class TerminalScreen implements Screen {
  private readonly lines: string[][] = [[]];
  private row = 0;
  private column = 0;
  private pending = '';
  private readonly columns: number;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    const all = this.pending + text;
    this.pending = UNFINISHED.exec(all)?.[0] ?? '';
    const ready = all.slice(0, all.length - this.pending.length);
    for (const match of ready.matchAll(TOKEN)) {
      const [token, parameters, command] = match;
      if (command !== undefined) this.control(command, parameters ?? '');
      else if (!token.startsWith('\u001b')) this.character(token);
    }
  }

  text(): string {
    const lines = this.lines.map(line =>
      Array.from(line, cell => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
    return lines.join('\n').trimEnd();
  }

  private moveTo(row: number, column: number): void {
    this.row = Math.max(0, row);
    this.column = Math.min(Math.max(0, column), this.columns - 1);
    while (this.lines.length <= this.row) this.lines.push([]);
  }

  private character(character: string): void {
    if (character === '\r') this.column = 0;
    else if (character === '\n') this.moveTo(this.row + 1, this.column);
    else if (character === '\b') this.column = Math.max(0, this.column - 1);
    else if (character !== '\u0007') {
      if (this.column >= this.columns) this.moveTo(this.row + 1, 0);
      this.lines[this.row]![this.column] = character;
      this.column++;
    }
  }

  private control(command: string, parameters: string): void {
    const amount = Math.max(1, Number(parameters) || 1);
    const actions: Readonly<Record<string, () => void>> = {
      A: () => this.moveTo(this.row - amount, this.column),
      B: () => this.moveTo(this.row + amount, this.column),
      C: () => this.moveTo(this.row, this.column + amount),
      D: () => this.moveTo(this.row, this.column - amount),
      E: () => this.moveTo(this.row + amount, 0),
      F: () => this.moveTo(this.row - amount, 0),
      G: () => this.moveTo(this.row, amount - 1),
      J: () => this.eraseBelow(parameters),
      K: () => this.eraseLine(parameters),
    };
    actions[command]?.();
  }

  private eraseLine(parameters: string): void {
    const line = this.lines[this.row]!;
    if (parameters === '2') line.length = 0;
    else if (parameters === '1') line.fill(' ', 0, this.column + 1);
    else line.length = Math.min(line.length, this.column);
  }

  private eraseBelow(parameters: string): void {
    if (parameters === '2' || parameters === '3') {
      this.lines.splice(0, this.lines.length, []);
      this.moveTo(0, 0);
      return;
    }
    this.eraseLine('0');
    this.lines.length = this.row + 1;
  }
}

export function createScreen(columns: number): Screen {
  return new TerminalScreen(columns);
}
