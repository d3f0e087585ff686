import type {ExplainedSetting, Explanation} from '../domain/process/explain.js';
import {whyIgnored} from '../domain/process/why-ignored.js';
import {printable} from '../domain/text/printable.js';
import {paint} from './paint.js';
import {formatTable} from './table.js';
import type {View, ViewOptions} from './view.js';

/** Enough for the initial cluster of many members. */
const LONGEST_VALUE = 2000;

function placeOf({file, line}: {file?: string; line?: number}): string {
  return file === undefined ? '' : `${printable(file)}${line === undefined ? '' : `:${line}`}`;
}

/** The line says under which block of a config file a key stands; only another name than usual is worth a mention. */
function sourceOf(setting: ExplainedSetting): string {
  const {name, written = name} = setting;
  const key = written.replace(/^.*\./s, '');
  const usual = [name, `--${name}`, `ETCD_${name.toUpperCase().replaceAll('-', '_')}`];
  return usual.includes(key) ? placeOf(setting) : `${placeOf(setting)} ${printable(written, 60)}`;
}

/** What can be long comes last, so that it breaks no other column. */
function settingTables(settings: readonly ExplainedSetting[]): string[] {
  const valueOf = ({value}: ExplainedSetting): string => printable(value ?? '-', LONGEST_VALUE);
  const given = settings.filter(({source}) => source !== 'default');
  const defaults = settings.filter(({source}) => source === 'default');
  const set = given.map(setting => [setting.name, sourceOf(setting), valueOf(setting)]);
  const unset = defaults.map(setting => [setting.name, valueOf(setting)]);
  return [
    ...(set.length === 0 ? [] : ['', formatTable(['SETTING', 'SOURCE', 'VALUE'], set)]),
    ...(unset.length === 0 ? [] : ['', formatTable(['NOT SET', 'DEFAULT'], unset)]),
  ];
}

function explanationText(explanation: Explanation, options: ViewOptions): string {
  const {name, role, file, etcdVersion, configured, isComplete, settings, ignored} = explanation;
  const by = configured === 'config-file' ? 'a config file' : 'flags and variables';
  const lines = [
    `${paint(printable(name), 'bold', options)} · ${role} · etcd ${etcdVersion} · ${printable(file)} · configured by ${by}`,
  ];
  if (!isComplete)
    lines.push(paint('Something that decides could not be read: more may be set.', 'yellow', options));
  lines.push(...settingTables(settings));
  if (ignored.length > 0) {
    const lost = ignored.map(entry => [
      printable(entry.written, 60),
      placeOf(entry),
      whyIgnored(entry.why, etcdVersion),
      printable(entry.value, LONGEST_VALUE),
    ]);
    lines.push('', 'Written and without effect:', formatTable(['WRITTEN', 'PLACE', 'WHY', 'VALUE'], lost));
  }
  return lines.join('\n');
}

/** A table of all settings for each form of a node. */
export const explainView: View<{readonly explained: readonly Explanation[]}> = ({explained}, options) =>
  [
    ...explained.map(explanation => explanationText(explanation, options)),
    'Next: the same line without --explain shows what is wrong',
  ].join('\n\n');
