import * as z from 'zod';

import {clusterSpecSchema} from './schema.js';

/** The JSON Schema of `etcdops.yaml`, for editors. Made at build time into `schema/etcdops.schema.json`. */
export function specJsonSchema(): object {
  return {
    ...z.toJSONSchema(clusterSpecSchema, {io: 'input'}),
    title: 'etcdops cluster spec',
  };
}
