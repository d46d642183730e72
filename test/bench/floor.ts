/** What a quiet tick is measured against: the same pages, fetched and parsed, and nothing else. */
import { Agent } from 'node:http';
import axios, { type AxiosInstance } from 'axios';

interface Page {
  readonly data: { readonly paging?: { pageCount: number }; readonly pagingModel?: { pageCount: number } };
}

/** HTTP clients that fetch and parse, and nothing else. */
interface Plain {
  readonly innago: AxiosInstance;
  readonly uisp: AxiosInstance;
}

const latestTickets = { order: 'lastActivity', direction: 'DESC', limit: 50, offset: 0 };

/** The floor: the same pages, one after the other, fetched and parsed, and nothing else. @returns how many */
export async function fetchAndParse({ innago: plain, uisp }: Plain, propertyUid: string): Promise<number> {
  await uisp.get<unknown[]>('/crm/api/v1.0/ticketing/tickets', { params: latestTickets });
  let pages = 1;
  for (const [path, query] of [
    ['/v1/leases', { propertyUid, pageNumber: 1 }],
    ['/v2/maintenances', { PropertyUid: propertyUid, Statuses: [1, 2, 4], PageNumber: 1 }],
  ] as const) {
    const number = 'pageNumber' in query ? 'pageNumber' : 'PageNumber';
    for (let page = 1, last = 1; page <= last; page += 1) {
      const { data } = await plain.get<Page>(path, { params: { ...query, [number]: page } });
      last = (data.data.paging ?? data.data.pagingModel)?.pageCount ?? 1;
      pages += 1;
    }
  }
  return pages;
}

/** @param env of a simulated village */
export async function plainClients(env: Record<string, string>): Promise<Plain> {
  const form = new URLSearchParams({
    grant_type: 'password',
    username: env['INNAGO_CLIENT_ID'] ?? '',
    password: env['INNAGO_CLIENT_SECRET'] ?? '',
    client_id: env['INNAGO_CLIENT_ID'] ?? '',
    client_secret: env['INNAGO_CLIENT_SECRET'] ?? '',
  });
  const key = { 'x-api-key': env['INNAGO_API_KEY'] ?? '' };
  const { data } = await axios.post<{ access_token: string }>(env['INNAGO_TOKEN_URL'] ?? '', form, { headers: key });
  const uisp = axios.create({
    baseURL: env['UISP_HOST'] ?? '',
    headers: { 'X-Auth-App-Key': env['UISP_CRM_API_KEY'] ?? '' },
    httpAgent: new Agent({ keepAlive: true }),
  });
  const innago = axios.create({
    baseURL: env['INNAGO_API_URL'] ?? '',
    headers: { ...key, Authorization: `Bearer ${data.access_token}` },
    httpAgent: new Agent({ keepAlive: true }),
    paramsSerializer: { indexes: null },
  });
  return { innago, uisp };
}
