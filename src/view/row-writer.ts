// The rows that a map holds by the hundred thousand, as JSON and without an object for each. What is
// written equals JSON.stringify of the row's item, which a test holds it to.
import {
  backendServiceCount,
  backendValueLayout,
  toBackendEntry,
} from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import { frontendValueLayout } from '../kmesh/dual-engine/frontend.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import { toKmeshName } from '../kmesh/names.ts';
import { u32 } from '../layout/scalar.ts';
import type { StructLayout } from '../layout/struct.ts';
import type { RawMap } from '../raw/raw-map.ts';
import type { ByteWriter } from './byte-writer.ts';
import { type Directory, isDnsProxy } from './directory.ts';
import { IdTexts } from './id-texts.ts';
import { toBackendItem } from './items/backend.ts';
import { toServiceItem } from './items/service.ts';
import { nameLabel } from './label.ts';
import { endpointShares } from './share.ts';

const upstreamAt = offsetOf(frontendValueLayout, 'upstream_id');
const addressAt = offsetOf(backendValueLayout, 'addr');
const serviceCountAt = offsetOf(backendValueLayout, 'service_count');
const servicesAt = offsetOf(backendValueLayout, 'services');
const waypointAt = offsetOf(backendValueLayout, 'wp_addr');

/** A map of services holds 5,000. */
const someServices = 5000;

/** Writes rows with the names and addresses of a directory. */
export class RowWriter {
  readonly #out: ByteWriter;
  readonly #directory: Directory;
  readonly #backends: RawMap | undefined;
  /** Labels as JSON. */
  readonly #labels: IdTexts;

  constructor(out: ByteWriter, directory: Directory, backends: RawMap | undefined) {
    this.#out = out;
    this.#directory = directory;
    this.#backends = backends;
    const { names } = directory;
    this.#labels = new IdTexts((backends?.count ?? 0) + someServices, (id) => {
      const full = names.full(id);
      return full === undefined ? 'null' : JSON.stringify(nameLabel(toKmeshName(full)));
    });
  }

  frontend(map: RawMap, row: number): void {
    const out = this.#out;
    const id = u32.decode(map.values, row * map.info.valueSize + upstreamAt);
    out.text('{"address":"');
    out.address(map.keys, row * map.info.keySize);
    out.text('","upstreamId":');
    out.number(id);
    out.text(',"upstream":"');
    out.text(this.#directory.kindOf(id));
    out.text('","name":');
    this.#label(id);
    out.text('}');
  }

  service(entry: ServiceEntry): void {
    const out = this.#out;
    const shareOf = endpointShares(entry);
    out.text(JSON.stringify(toServiceItem(entry, this.#directory, [])).slice(0, -2));
    let comma = '{"prio":';
    let known: number | null = null;
    let shareText = 'null';
    for (const { prio, backendIndex, backendUid } of this.#directory.endpointsOfService(entry.id)) {
      out.text(comma);
      comma = ',{"prio":';
      out.number(prio);
      out.text(',"index":');
      out.number(backendIndex);
      out.text(',"backendUid":');
      out.number(backendUid);
      out.text(',"name":');
      this.#label(backendUid);
      this.#backendAddress(backendUid);
      const share = shareOf(prio, backendIndex);
      if (share !== known) shareText = String(share);
      known = share;
      out.text(',"share":');
      out.text(shareText);
      out.text('}');
    }
    out.text(']}');
  }

  endpoint({ serviceId, prio, backendIndex, backendUid }: EndpointEntry): void {
    const out = this.#out;
    out.text('{"serviceId":');
    out.number(serviceId);
    out.text(',"serviceName":');
    this.#label(serviceId);
    out.text(',"prio":');
    out.number(prio);
    out.text(',"index":');
    out.number(backendIndex);
    out.text(',"backendUid":');
    out.number(backendUid);
    out.text(',"backendName":');
    this.#label(backendUid);
    this.#backendAddress(backendUid);
    out.text('}');
  }

  backend(map: RawMap, row: number): void {
    const { keys, values, info } = map;
    const key = row * info.keySize;
    const value = row * info.valueSize;
    const uid = u32.decode(keys, key);
    const used = countServices(values, value);
    if (used === null || !isZero(values, value + waypointAt, info.valueSize - waypointAt)) {
      const entry = toBackendEntry(keys, key, values, value);
      this.#out.text(JSON.stringify(toBackendItem(entry, this.#directory)));
      return;
    }
    const out = this.#out;
    const full = this.#directory.names.full(uid);
    const name = full === undefined ? undefined : toKmeshName(full);
    out.text('{"uid":');
    out.number(uid);
    out.text(`,"name":${quoted(name?.name)},"namespace":${quoted(name?.namespace)},"address":"`);
    out.address(values, value + addressAt);
    out.text('","serviceIds":[');
    for (let slot = 0; slot < used; slot++) {
      if (slot > 0) out.text(',');
      out.number(u32.decode(values, value + servicesAt + slot * u32.size));
    }
    out.text('],"serviceNames":[');
    for (let slot = 0; slot < used; slot++) {
      if (slot > 0) out.text(',');
      this.#label(u32.decode(values, value + servicesAt + slot * u32.size));
    }
    const workloadKind = name?.kind === 'workload' ? name.workloadKind : undefined;
    const kind = isDnsProxy(uid) ? 'DNSProxy' : workloadKind;
    out.text(`],"waypoint":null,"workloadKind":${quoted(kind)}}`);
  }

  #label(id: number): void {
    if (this.#directory.names.path === null) {
      this.#out.text('null');
      return;
    }
    this.#labels.write(id, this.#out);
  }

  #backendAddress(uid: number): void {
    const row = this.#directory.backendRow(uid);
    const map = this.#backends;
    if (row === undefined || map === undefined) {
      this.#out.text(',"address":null');
      return;
    }
    this.#out.text(',"address":"');
    this.#out.address(map.values, row * map.info.valueSize + addressAt);
    this.#out.text('"');
  }
}

/** Services that a backend lists; null where the slots are not those of a sound map. */
function countServices(values: Buffer, offset: number): number | null {
  const count = u32.decode(values, offset + serviceCountAt);
  if (count > backendServiceCount) return null;
  const rest = (backendServiceCount - count) * u32.size;
  return isZero(values, offset + servicesAt + count * u32.size, rest) ? count : null;
}

function isZero(bytes: Buffer, offset: number, length: number): boolean {
  for (let at = offset; at < offset + length; at++) if (bytes[at] !== 0) return false;
  return true;
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'null' : JSON.stringify(text);
}

function offsetOf(layout: StructLayout<unknown>, name: string): number {
  const field = layout.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new RangeError(`${layout.typeName} has no ${name}`);
  return field.offset;
}
