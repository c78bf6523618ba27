// A certified provider of OpenID Connect for tests, with its own forms: any password will do.
// provider.mjs SETTINGS: a JSON file with clients and people; what it says of people is read anew at each sign-in.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const settings = () => JSON.parse(readFileSync(process.argv[2], "utf8"));

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: settings().clients,
    claims: { openid: ["sub"], profile: ["preferred_username", "groups", "units"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["for tests alone"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...settings().people[id] }) }),
    pkce: { required: () => true },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
