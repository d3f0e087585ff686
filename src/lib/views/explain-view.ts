import type {ExplainedSetting, Explanation} from '../domain/process/explain.js';
import {whyIgnored} from '../domain/process/why-ignored.js';
import {printable} from '../domain/text/printable.js';
import {paint} from './paint.js';
import {formatTable} from './table.js';
import type {View, ViewOptions} from './view.js';

function placeOf({file, line}: {file?: string; line?: number}): string {
  return file === undefined ? '' : `${printable(file)}${line === undefined ? '' : `:${line}`}`;
}

/** A key of a config file that is called as its flag is needs no second mention. */
function sourceOf(setting: ExplainedSetting): string {
  const {source, name, written = name} = setting;
  if (source === 'default') return 'default';
  return written === name ? placeOf(setting) : `${placeOf(setting)} ${printable(written, 60)}`;
}

function explanationText(explanation: Explanation, options: ViewOptions): string {
  const {name, role, file, etcdVersion, configured, isComplete, settings, ignored} = explanation;
  const by = configured === 'config-file' ? 'a config file' : 'flags and variables';
  const lines = [
    `${paint(printable(name), 'bold', options)} · ${role} · etcd ${etcdVersion} · ${printable(file)} · configured by ${by}`,
  ];
  if (!isComplete)
    lines.push(paint('Something that decides could not be read: more may be set.', 'yellow', options));
  const rows = settings.map(setting => [
    setting.name,
    printable(setting.value ?? '-', 100),
    sourceOf(setting),
  ]);
  lines.push('', formatTable(['SETTING', 'VALUE', 'SOURCE'], rows));
  if (ignored.length > 0) {
    const lost = ignored.map(entry => [
      printable(entry.written, 60),
      printable(entry.value, 60),
      placeOf(entry),
      whyIgnored(entry.why, etcdVersion),
    ]);
    lines.push('', 'Written and without effect:', formatTable(['WRITTEN', 'VALUE', 'PLACE', 'WHY'], lost));
  }
  return lines.join('\n');
}

/** A table of all settings for each form of a node. */
export const explainView: View<{readonly explained: readonly Explanation[]}> = ({explained}, options) =>
  [
    ...explained.map(explanation => explanationText(explanation, options)),
    'Next: etcdops validate shows what is wrong',
  ].join('\n\n');
