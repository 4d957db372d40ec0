// Pods and Services, as far as the routes need them: labels, addresses, selectors, ports.
import {
  damaged,
  type Field,
  fieldOf,
  readLabels,
  readList,
  readPort,
  readText,
  requireObject,
} from './field.ts';
import { toMetadata } from './metadata.ts';
import type { DeclaredPod, DeclaredService } from './route-object.ts';

/** The entry of a Pod. Throws UsageError where it is damaged. */
export function toDeclaredPod(field: Field): DeclaredPod {
  const { namespace, name } = toMetadata(field, 'Pod').object;
  const status = fieldOf(field, 'status');
  const listed = readList(status, 'podIPs').map((one) => readText(one, 'ip'));
  const addresses = listed.length > 0 ? listed : [readText(status, 'podIP')];
  return {
    namespace,
    name,
    labels: readLabels(requireObject(field, 'metadata'), 'labels'),
    addresses: addresses.filter((address) => address !== null),
  };
}

/** The entry of a Service. Throws UsageError where it is damaged. */
export function toDeclaredService(field: Field): DeclaredService {
  const { namespace, name } = toMetadata(field, 'Service').object;
  const spec = fieldOf(field, 'spec');
  return {
    namespace,
    name,
    selector: readLabels(spec, 'selector'),
    ports: readList(spec, 'ports').map((port) => {
      const number = readPort(port, 'port');
      if (number === null) throw damaged(fieldOf(port, 'port'), 'absent');
      const { value } = fieldOf(port, 'targetPort');
      const isNamed = typeof value === 'string';
      return {
        port: number,
        targetPort: isNamed ? null : (readPort(port, 'targetPort') ?? number),
        name: readText(port, 'name'),
        appProtocol: readText(port, 'appProtocol'),
      };
    }),
  };
}
