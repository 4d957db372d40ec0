// The daemon's settings as its programs have them: global variables or, in v1.0, the entry of a map
// (reference 2.17, 2.18).
import { u32 } from '../layout/scalar.ts';
import type { NodeSource, RawMapSet, RawVariables } from '../raw/node-source.ts';

/** The program of the sock_ops hook has all settings that connections depend on. */
const settingsPin = 'sockops/cgroup_sockops_prog';
/** Whether connections are reported: 0 or 1. */
export const monitoringName = 'enable_monitoring';
const names: readonly string[] = ['bpf_log_level', monitoringName];

/** The map of v1.0, and where in its only value the settings are. */
const settingsMap = 'km_configmap';
const places = { bpf_log_level: 0, [monitoringName]: 40 };

/** The settings by the names of their variables; none in releases that have none. */
export function readSettings(source: NodeSource, set: RawMapSet): RawVariables {
  if (source.origin === 'recorded') return source.readVariables(set, settingsPin);
  if (set.maps.some(({ name }) => name === settingsMap)) return readSettingsMap(source, set);
  // v0.4 pins none, and has no settings.
  const isPinned = source.readPins(set).some(({ path }) => path === settingsPin);
  if (!isPinned) return { variables: [], complete: true, reason: null };
  const read = source.readVariables(set, settingsPin);
  return { ...read, variables: read.variables.filter(({ name }) => names.includes(name)) };
}

function readSettingsMap(source: NodeSource, set: RawMapSet): RawVariables {
  const value = source.lookup(set, settingsMap, Buffer.alloc(u32.size));
  if (value === undefined) {
    return { variables: [], complete: false, reason: `${settingsMap} has no entry` };
  }
  const variables = Object.entries(places).map(([name, offset]) => ({
    name,
    value: u32.decode(value, offset),
  }));
  return { variables, complete: true, reason: null };
}
