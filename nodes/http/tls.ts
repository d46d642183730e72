import { X509Certificate } from 'node:crypto';
import type { AgentOptions } from 'node:https';
import { rootCertificates } from 'node:tls';
import { SyncError } from '../sync-error.ts';

/** Whom an https connection trusts. */
export interface TlsOptions {
  /** One or more certificates in PEM, trusted besides the public ones. */
  readonly ca?: string | undefined;
  /** Accept any certificate: the connection is encrypted, but the server is not authenticated. */
  readonly allowSelfSigned?: boolean | undefined;
}

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * @returns what an https agent needs
 * @throws SyncError `<PREFIX>_TLS` (trouble operator) when `ca` holds no certificate or a damaged one
 */
export function tlsAgentOptions({ ca, allowSelfSigned }: TlsOptions, prefix: string): AgentOptions {
  if (allowSelfSigned === true) return { rejectUnauthorized: false };
  if (ca === undefined) return {};
  const own = ca.match(certificate) ?? [];
  if (own.length === 0 || !own.every(isCertificate)) {
    throw new SyncError('The CA file holds no certificate that can be read.', {
      code: `${prefix}_TLS`,
      trouble: 'operator',
      hint: 'It must be PEM text: -----BEGIN CERTIFICATE----- … -----END CERTIFICATE-----.',
    });
  }
  return { ca: [...rootCertificates, ...own] };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

const certificateCodes =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY|GET)_\w+|CERT_\w+|HOSTNAME_MISMATCH|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO)$/;

/** What is wrong with the server's certificate, for an error code of Node's TLS; undefined for any other code. */
export function certificateTrouble(code: string): { what: string; hint: string } | undefined {
  if (!certificateCodes.test(code)) return undefined;
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return { what: 'its certificate has expired', hint: 'Renew the certificate on the server.' };
    case 'CERT_NOT_YET_VALID':
      return { what: 'its certificate is not valid yet', hint: 'Check the clocks of both machines.' };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return {
        what: 'its certificate is for another host name',
        hint: 'Use the host name that the certificate bears, or accept self-signed certificates for this server.',
      };
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return { what: 'it does not speak TLS there', hint: 'Check the port: it may be one for plain http.' };
    default:
      return {
        what: 'its certificate is self-signed or by an unknown authority',
        hint: 'Give its certificate (or its authority) as CA file, or accept self-signed certificates for this server.',
      };
  }
}
