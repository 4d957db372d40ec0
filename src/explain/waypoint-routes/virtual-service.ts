// VirtualService and DestinationRule, networking.istio.io/v1 and its older versions, which say the same.
import {
  type Field,
  fieldNames,
  fieldOf,
  isAbsent,
  readLabels,
  readList,
  readPort,
  readText,
  readTexts,
  readWhole,
  requireObject,
  requireText,
} from './field.ts';
import { toMetadata } from './metadata.ts';
import type {
  DestinationRule,
  RouteAction,
  RouteDestination,
  RouteMatch,
  RouteRule,
  VirtualService,
} from './route-object.ts';

/** The entry of a VirtualService. Throws UsageError where it is damaged. */
export function toVirtualService(field: Field): VirtualService {
  const spec = requireObject(field, 'spec');
  const metadata = toMetadata(field, 'VirtualService');
  const { namespace } = metadata.object;
  const rules = (protocol: string) =>
    readList(spec, protocol).map((rule, index) =>
      toRule(rule, { namespace, path: `spec.${protocol}[${index}]` }),
    );
  return {
    ...metadata,
    hosts: readTexts(spec, 'hosts'),
    gateways: readTexts(spec, 'gateways'),
    exportTo: readTexts(spec, 'exportTo'),
    http: rules('http'),
    tls: rules('tls'),
    tcp: rules('tcp'),
  };
}

/** The entry of a DestinationRule. Throws UsageError where it is damaged. */
export function toDestinationRule(field: Field): DestinationRule {
  const spec = requireObject(field, 'spec');
  const subsets = readList(spec, 'subsets').map(
    (subset) => [requireText(subset, 'name'), readLabels(subset, 'labels')] as const,
  );
  return {
    ...toMetadata(field, 'DestinationRule'),
    host: requireText(spec, 'host'),
    exportTo: readTexts(spec, 'exportTo'),
    subsets: new Map(subsets),
  };
}

function toRule(
  field: Field,
  { namespace, path }: { readonly namespace: string; readonly path: string },
): RouteRule {
  const hasFault = !isAbsent(fieldOf(field, 'fault').value);
  return {
    path,
    name: readText(field, 'name'),
    matches: readList(field, 'match').map(toMatch),
    action: toAction(field, namespace),
    notes: hasFault ? ['fault injection is declared and not counted'] : [],
  };
}

/** Parts of a match that hold for every request, or are no conditions. */
const decided = new Set(['port', 'gateways', 'ignoreUriCase', 'statPrefix', 'name']);

function toMatch(field: Field): RouteMatch {
  const conditions = fieldNames(field).filter((name) => {
    const { value } = fieldOf(field, name);
    return !decided.has(name) && !isEmpty(value) && !(name === 'uri' && isRootPrefix(value));
  });
  return {
    port: readPort(field, 'port'),
    gateways: readTexts(field, 'gateways'),
    conditions: conditions.map((name) => `${name} ${describe(fieldOf(field, name).value)}`),
    rank: [],
  };
}

function isEmpty(value: unknown): boolean {
  return isAbsent(value) || (typeof value === 'object' && Object.keys(value).length === 0);
}

function isRootPrefix(value: unknown): boolean {
  return JSON.stringify(value) === '{"prefix":"/"}';
}

/** A part of a match as a person reads it: `end-user exact jason`. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return value.map(describe).join(' or ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${describe(part)}`.trimEnd())
    .join(', ');
}

function toAction(field: Field, namespace: string): RouteAction {
  if (!isAbsent(fieldOf(field, 'redirect').value)) return { kind: 'response', text: 'redirect' };
  const direct = fieldOf(field, 'directResponse');
  if (!isAbsent(direct.value)) {
    const status = readWhole(direct, 'status', { min: 100, max: 599 });
    return { kind: 'response', text: `fixed answer ${status ?? ''}`.trimEnd() };
  }
  const delegate = fieldOf(field, 'delegate');
  if (!isAbsent(delegate.value)) {
    const name = [readText(delegate, 'namespace'), requireText(delegate, 'name')];
    const text = `delegated to VirtualService ${name.filter((part) => part !== null).join('/')}`;
    return { kind: 'response', text: `${text}, which is not followed` };
  }
  const destinations = withShares(
    readList(field, 'route').map((one) => toDestination(one, namespace)),
  );
  return destinations === null
    ? { kind: 'response', text: 'nothing: no destination has a weight' }
    : { kind: 'forward', destinations };
}

function toDestination(field: Field, namespace: string): Omit<RouteDestination, 'share'> {
  const destination = requireObject(field, 'destination');
  return {
    host: requireText(destination, 'host'),
    namespace,
    subset: readText(destination, 'subset'),
    port: readPort(fieldOf(destination, 'port'), 'number'),
    weight: readWhole(field, 'weight', { min: 0, max: 0x7fffffff }),
  };
}

/** A single destination gets everything, whatever its weight; of several, one without a weight gets nothing. */
function withShares(
  destinations: readonly Omit<RouteDestination, 'share'>[],
): RouteDestination[] | null {
  const [only] = destinations;
  if (only !== undefined && destinations.length === 1) return [{ ...only, share: 1 }];
  const total = destinations.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  if (total === 0) return null;
  return destinations.map((one) => ({ ...one, share: (one.weight ?? 0) / total }));
}
