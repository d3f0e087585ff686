import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {envQuote} from '../../domain/text/env-quote.js';
import {systemdQuote} from '../../domain/text/systemd-quote.js';
import {shellQuote} from '../../domain/text/shell-quote.js';
import {unitPath} from '../../domain/text/unit-path.js';
import {TEMPLATE_CONTEXTS, type TemplateContexts, type TemplateName} from './contexts.js';

/** The text formats. A template whose context lacks a value throws; what needs quoting is quoted in the template. */
export interface Templates {
  render<N extends TemplateName>(name: N, context: TemplateContexts[N]): string;
}

/** @param dir the folder of the templates, `<package>/templates` */
export async function loadTemplates(dir: string): Promise<Templates> {
  const {default: handlebars} = await import('handlebars');
  const engine = handlebars.create();
  engine.registerHelper('sh', (value: unknown) => shellQuote(String(value)));
  engine.registerHelper('env', (value: unknown) => envQuote(String(value)));
  engine.registerHelper('systemd', (value: unknown) => systemdQuote(String(value)));
  engine.registerHelper('unitPath', (value: unknown) => unitPath(String(value)));
  const compiled = new Map<string, (context: unknown) => string>();
  return {
    render(name, context) {
      let template = compiled.get(name);
      if (template === undefined) {
        const source = readFileSync(join(dir, `${name}.hbs`), 'utf8');
        template = engine.compile(source, {strict: true, noEscape: true});
        compiled.set(name, template);
      }
      return template(TEMPLATE_CONTEXTS[name].parse(context));
    },
  };
}
