import * as z from 'zod';

const argv = z.array(z.string()).min(1);
/** The line that says what made the file; it becomes a comment. */
const madeBy = z.string().regex(/^[^\n]+$/);

const variables = z.array(z.strictObject({name: z.string().regex(/^ETCD_[A-Z0-9_]+$/), value: z.string()}));

/** What each template needs. Handlebars' strict mode does not look inside `if` and `each`; these do. */
export const TEMPLATE_CONTEXTS = {
  Procfile: z.strictObject({
    madeBy,
    processes: z.array(z.strictObject({name: z.string().regex(/^[\w-]+$/), argv})).min(1),
  }),
  'etcd.env': z.strictObject({
    madeBy,
    name: z.string(),
    variables,
    /** One of them is a password. */
    isSecret: z.boolean(),
  }),
  'etcd.service': z.strictObject({
    madeBy,
    description: z.string(),
    /** Folder to run in, for a node that lives in the spec's folder. */
    workingDirectory: z.string().nullable(),
    /** `<name>` below /var/lib/etcd, for a node that lives on another machine. */
    stateDirectory: z.string().nullable(),
    argv,
  }),
  'snapshot.service': z.strictObject({
    madeBy,
    description: z.string(),
    workingDirectory: z.string(),
    /** Null for root. */
    user: z.string().nullable(),
    commands: z.array(argv).min(1),
  }),
  'snapshot.timer': z.strictObject({madeBy, description: z.string(), calendar: z.string()}),
  'docker-run.sh': z.strictObject({
    madeBy,
    container: z.string(),
    image: z.string(),
    /** Steps from the script's folder up to the folder of the spec; null where the script has no folder to go to. */
    upToFolder: z.string().nullable(),
    mounts: z.array(
      z.strictObject({
        source: z.string(),
        target: z.string(),
        relative: z.boolean(),
        readOnly: z.boolean(),
      }),
    ),
    argv,
    variables,
  }),
  'flags.sh': z.strictObject({
    madeBy,
    name: z.string(),
    upToFolder: z.string().nullable(),
    program: z.string(),
    flags: z.array(z.string()),
    variables,
  }),
} as const;

export type TemplateName = keyof typeof TEMPLATE_CONTEXTS;
export type TemplateContexts = {[N in TemplateName]: z.infer<(typeof TEMPLATE_CONTEXTS)[N]>};
