// Makes the JSON Schemas of every document from the types that the program itself is written with.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

const root = join(import.meta.dirname, '../..');
const dialect = 'https://json-schema.org/draft/2020-12/schema';

const { definitions = {} } = createGenerator({
  path: join(root, 'src/view/documents.ts'),
  tsconfig: join(root, 'tsconfig.json'),
  type: 'Documents',
  // The program is checked by its own compiler, which is a newer one.
  skipTypeCheck: true,
  additionalProperties: true,
  topRef: true,
}).createSchema('Documents');

/** Within a major version fields are only added: readers must let others pass. */
const text = JSON.stringify({ $schema: dialect, $defs: definitions }).replaceAll(
  '#/definitions/',
  '#/$defs/',
);
const { $defs } = JSON.parse(text);
const module = [
  '// JSON Schemas (2020-12) of every document; scripts/update-schemas makes them of documents.ts.',
  `export const schemaDefinitions = ${JSON.stringify($defs, null, 2)};`,
  '',
].join('\n');
if (process.argv.includes('-')) process.stdout.write(module);
else writeFileSync(join(root, 'src/view/schemas.ts'), module);
