// A certified OpenID Connect provider on a free port of this machine (panva's oidc-provider), with one person in it.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

export const CLIENT_ID = "muster";
export const CLIENT_SECRET = "only for tests: 1 + 1 = 2";
export const PERSON = {
  sub: "person-1",
  name: "Ines Okafor",
  preferred_username: "ines@harbor.example",
  roles: ["62e90394-69f5-4237-9190-012177145e10"], // Global Administrator, as Entra names it in tokens
};

export interface RunningProvider {
  /** Its address, as tokens write it. */
  issuer: string;
  stop(): Promise<void>;
}

/** Starts a provider that knows the Muster at `muster` under the key `key`. */
export async function startProvider(muster: string, key: string, port = 0): Promise<RunningProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [`${muster}/sign-in/with/${key}/callback`],
        post_logout_redirect_uris: [`${muster}/sign-in`],
        backchannel_logout_uri: `${muster}/sign-in/with/${key}/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: { openid: ["sub"], profile: ["name", "preferred_username", "roles"], email: ["email"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["only for tests"] },
    features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => ({ ...PERSON, sub }) }),
    pkce: { required: () => true },
  });
  server.on("request", provider.callback());
  return { issuer, stop: () => close(server) };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
