import type {ConvertBootstrapResult} from '../workflows/convert-bootstrap.js';
import type {View} from './view.js';

/** What was written, and what is left to do before the first start. */
export const convertBootstrapView: View<ConvertBootstrapResult> = result => {
  const {from, to, files, obsolete, written, next} = result;
  const steps = [`Next: ${next[0]}`, ...next.slice(1).map(step => `then: ${step}`)];
  if (files.length === 0) return [`The spec and its files say ${to} already.`, ...steps].join('\n');
  const verb = written ? 'Wrote' : 'Would write';
  return [
    from === to ? `${verb}, for ${to} as before:` : `${verb}, from ${from} to ${to}:`,
    ...files.map(path => `  ${path}`),
    ...obsolete.map(path => `Not needed any more: ${path}, and its records in DNS`),
    '',
    ...(written ? steps : ['Nothing was written. Next: the same line without --dry-run']),
  ].join('\n');
};
