// The pieces of Markdown that generated pages are made of.

/** Text in a cell of a table: `|` would end the cell, `<` begin a tag. */
export const cell = text => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');

export const code = text => `\`${text}\``;

export const table = (headers, rows) =>
  [headers, headers.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');

export const list = items => items.map(item => `- ${item}`).join('\n');

/** The anchor that GitHub gives to a heading. */
export const anchorOf = heading =>
  heading
    .toLowerCase()
    .replaceAll(' ', '-')
    .replaceAll(/[^\w-]/g, '');
