// The JSON Schema of one document, with the definitions that it needs and no others.
import { schemaDefinitions } from './schemas.ts';

/** What a schema is written in. */
export const schemaDialect = 'https://json-schema.org/draft/2020-12/schema';

type Schema = Readonly<Record<string, unknown>>;

const { Documents, ...shared }: Readonly<Record<string, Schema>> = schemaDefinitions;
const documents = (Documents?.['properties'] ?? {}) as Readonly<Record<string, Schema>>;

/** Kinds of documents, in the order of the alphabet. */
export const documentKinds: readonly string[] = Object.freeze(Object.keys(documents).sort());

/** The schema of a kind; undefined for a kind that no command prints. */
export function findSchema(kind: string): Schema | undefined {
  const document = documents[kind];
  if (document === undefined) return undefined;
  const used = usedDefinitions(document);
  const $defs = Object.fromEntries(Object.entries(shared).filter(([name]) => used.has(name)));
  return { $schema: schemaDialect, title: kind, ...document, $defs };
}

/** Names of the definitions that a schema refers to, directly or through others. */
function usedDefinitions(schema: unknown, used = new Set<string>()): ReadonlySet<string> {
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)) {
    if (used.has(name)) continue;
    used.add(name);
    usedDefinitions(shared[name], used);
  }
  return used;
}
