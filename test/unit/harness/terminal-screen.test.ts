import {describe, expect, it} from 'vitest';

import {createScreen} from '../../helpers/terminal-screen.js';

describe('terminal screen', () => {
  it.each([
    ['plain lines', 'one\r\ntwo\r\n', 'one\ntwo'],
    ['a line written over', 'Waiting…\rDone    ', 'Done'],
    ['a line erased and written anew', 'Waiting…\r\u001b[2KDone', 'Done'],
    ['colours', '\u001b[32mgreen\u001b[0m', 'green'],
    ['a title', '\u001b]0;title\u0007text', 'text'],
    ['a prompt drawn again one line up', '? Name\r\n  hint\u001b[1A\u001b[1G\u001b[J? Name x', '? Name x'],
    ['the cursor moved right', 'ab\u001b[3Gcd', 'abcd'],
    ['a backspace', 'abc\b\b\u001b[K', 'a'],
    ['the rest of the line erased', 'abcdef\u001b[4D\u001b[K', 'ab'],
    ['a line that is too long', '0123456789abc', '0123456789\nabc'],
    ['a screen cleared', 'old\r\nold\u001b[2Jnew', 'new'],
  ])('shows %s', (_, bytes, shown) => {
    const screen = createScreen(10);

    screen.write(bytes);

    expect(screen.text()).toBe(shown);
  });

  it('waits for the rest of an escape sequence', () => {
    const screen = createScreen(80);

    for (const part of ['a\u001b', '[3', '2mb']) screen.write(part);

    expect(screen.text()).toBe('ab');
  });
});
