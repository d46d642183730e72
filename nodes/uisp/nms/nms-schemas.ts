/**
 * The NMS's answers, cut down to what we use. Nearly everything in them may be null or missing (contracts/uisp-nms.md §3.2,
 * §4.2). What is not named here is dropped at once: device answers can carry tenants' Wi-Fi passwords.
 */
import * as v from 'valibot';
import { normalizeMac } from '../../village/onu/mac-address.ts';
import type { NmsOnu, NmsSite } from '../ports.ts';

const text = v.fallback(v.nullish(v.string()), undefined);
const optional = <T>(schema: v.GenericSchema<unknown, T>) => v.fallback(v.nullish(schema), undefined);

/** CRM ids are text in the NMS. */
const crmId = optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer(), v.minValue(1)));

/** An object with an id, or the bare id. */
const reference = optional(
  v.union([
    v.pipe(
      v.string(),
      v.transform((id) => ({ id, name: undefined, parent: undefined })),
    ),
    v.object({ id: text, name: text, parent: optional(v.union([v.string(), v.object({ id: text })])) }),
  ]),
);

const siteAnswer = v.object({
  id: text,
  identification: v.object({ id: text, name: text, type: text, parent: reference }),
  ucrm: optional(
    v.object({
      client: optional(v.object({ id: crmId })),
      service: optional(v.object({ id: crmId, status: optional(v.number()) })),
    }),
  ),
});

/** A site; undefined when it has no id. */
export const siteSchema = v.pipe(
  siteAnswer,
  v.transform(({ id, identification, ucrm }): NmsSite | undefined => {
    const siteId = id ?? identification.id;
    if (typeof siteId !== 'string') return undefined;
    const serviceId = ucrm?.service?.id;
    return {
      id: siteId,
      name: identification.name ?? '',
      type: identification.type ?? '',
      parentId: identification.parent?.id ?? null,
      service:
        typeof serviceId === 'number'
          ? { id: serviceId, status: ucrm?.service?.status ?? null, clientId: ucrm?.client?.id ?? null }
          : null,
    };
  }),
);

const deviceAnswer = v.object({
  identification: v.object({
    id: text,
    name: text,
    mac: text,
    serialNumber: text,
    type: text,
    model: text,
    status: text,
    site: reference,
  }),
  enabled: optional(v.boolean()),
  overview: optional(v.object({ status: text })),
});

/** An ONU; undefined for another kind of device, and for one without an id (nothing could be done to it). */
export const onuSchema = v.pipe(
  deviceAnswer,
  v.transform(({ identification, enabled, overview }): NmsOnu | undefined => {
    const { id, site } = identification;
    if (typeof id !== 'string' || (identification.type ?? 'onu') !== 'onu') return undefined;
    const parent = site?.parent;
    return {
      id,
      name: identification.name ?? null,
      serial: normalSerial(identification.serialNumber),
      mac: normalizeMac(identification.mac ?? ''),
      model: identification.model ?? null,
      siteId: site?.id ?? null,
      siteName: site?.name ?? null,
      siteParentId: (typeof parent === 'string' ? parent : parent?.id) ?? null,
      status: overview?.status ?? identification.status ?? null,
      enabled: enabled ?? null,
    };
  }),
);

/** Upper case, without blanks; null when there is none. */
function normalSerial(serial: string | null | undefined): string | null {
  const normal = (serial ?? '').replaceAll(/\s/g, '').toUpperCase();
  return normal === '' ? null : normal;
}

/** `Status {"result":true,"message":"Authorized"}` */
export const resultSchema = v.object({ result: v.unknown(), message: text });

/** The UISP-side settings of a device, as far as a PUT may echo them (contracts/uisp-nms.md §3.3 D). */
export const aliasSettingsSchema = v.object({
  overrideGlobal: v.boolean(),
  devicePingAddress: text,
  devicePingIntervalNormal: optional(v.number()),
  devicePingIntervalOutage: optional(v.number()),
  deviceTransmissionFrequency: text,
  deviceGracePeriodOutage: optional(v.number()),
  meta: optional(v.object({ note: text, maintenance: optional(v.boolean()), customIpAddress: text })),
});
