// Objects as `kubectl get -o yaml` and `-o json` print them: documents, Lists, or both. The library is
// large: imported only where objects are given.
import { parseAllDocuments } from 'yaml';
import { UsageError } from '../../raw/problem.ts';
import { toDeclaredPod, toDeclaredService } from './declared-pods.ts';
import { damaged, type Field, fieldOf, isAbsent, readList, readText } from './field.ts';
import { toGatewayRoute } from './gateway-route.ts';
import type { RouteObjects } from './route-object.ts';
import { toDestinationRule, toVirtualService } from './virtual-service.ts';

export interface ObjectFile {
  /** As the user calls it; `stdin`. */
  readonly name: string;
  readonly text: string;
}

interface Collected {
  readonly virtualServices: RouteObjects['virtualServices'][number][];
  readonly gatewayRoutes: RouteObjects['gatewayRoutes'][number][];
  readonly destinationRules: RouteObjects['destinationRules'][number][];
  readonly pods: RouteObjects['pods'][number][];
  readonly services: RouteObjects['services'][number][];
  readonly skipped: Map<string, number>;
}

/** Everything in the files. Throws UsageError with file, document and path where something is damaged. */
export function readObjects(files: readonly ObjectFile[]): RouteObjects {
  const found: Collected = {
    virtualServices: [],
    gatewayRoutes: [],
    destinationRules: [],
    pods: [],
    services: [],
    skipped: new Map(),
  };
  for (const file of files) {
    for (const document of readDocuments(file)) collect(found, document);
  }
  return found;
}

function collect(found: Collected, field: Field): void {
  const kind = readText(field, 'kind');
  if (kind === null) throw damaged(fieldOf(field, 'kind'), 'absent: no Kubernetes object');
  if (kind.endsWith('List') && Array.isArray(fieldOf(field, 'items').value)) {
    for (const item of readList(field, 'items')) collect(found, item);
    return;
  }
  const group = (readText(field, 'apiVersion') ?? '').replace(/\/?[^/]*$/, '');
  const add = Object.hasOwn(adders, `${group}/${kind}`) ? adders[`${group}/${kind}`] : undefined;
  if (add === undefined) found.skipped.set(kind, (found.skipped.get(kind) ?? 0) + 1);
  else add(found, field);
}

const gateway = 'gateway.networking.k8s.io';
const istio = 'networking.istio.io';

/** What is read, by group and kind; core objects have no group. */
const adders: Readonly<Record<string, (found: Collected, field: Field) => void>> = {
  [`${istio}/VirtualService`]: (found, field) => {
    found.virtualServices.push(toVirtualService(field));
  },
  [`${istio}/DestinationRule`]: (found, field) => {
    found.destinationRules.push(toDestinationRule(field));
  },
  [`${gateway}/HTTPRoute`]: (found, field) => {
    found.gatewayRoutes.push(toGatewayRoute(field, 'HTTPRoute'));
  },
  [`${gateway}/GRPCRoute`]: (found, field) => {
    found.gatewayRoutes.push(toGatewayRoute(field, 'GRPCRoute'));
  },
  [`${gateway}/TCPRoute`]: (found, field) => {
    found.gatewayRoutes.push(toGatewayRoute(field, 'TCPRoute'));
  },
  '/Pod': (found, field) => {
    found.pods.push(toDeclaredPod(field));
  },
  '/Service': (found, field) => {
    found.services.push(toDeclaredService(field));
  },
};

function readDocuments({ name, text }: ObjectFile): Field[] {
  return parse(name, text).flatMap((value, index) => {
    const field = { value, document: `${name}: document ${index + 1}`, path: '' };
    return isAbsent(value) ? [] : [field];
  });
}

/** The documents as plain values. */
function parse(name: string, text: string): unknown[] {
  // What `-o json` prints may be long, and YAML is slow.
  const json = text.trimStart().startsWith('{') ? parseJson(text) : undefined;
  if (json !== undefined) return [json];
  let index = 0;
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent' });
    return Array.from(documents, (document) => {
      index++;
      const [error] = document.errors;
      if (error !== undefined) throw error;
      // Anchors can make a value that contains itself, which this refuses.
      return JSON.parse(JSON.stringify(document.toJS()) ?? 'null') as unknown;
    });
  } catch (error) {
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const document = `${name}: document ${Math.max(index, 1)}`;
    const hint = 'give what kubectl get -o yaml or -o json prints';
    throw new UsageError(`${document}: no YAML: ${why.replace(/:$/, '')}`, hint, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
