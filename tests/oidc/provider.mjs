// A real OpenID Connect provider, which a test steers by `POST /control` and asks to misbehave. It tells its port on
// the first line. Its clock begins at FELTBOG_NOW (milliseconds), as the server's under test does.

import http from 'node:http';
import { webcrypto } from 'node:crypto';

// Debian's Node.js of today does not bring it along.
globalThis.crypto ??= webcrypto;

const shift = Number(process.env.FELTBOG_NOW) - Date.now();
const realNow = Date.now.bind(Date);
let ahead = 0;
Date.now = () => realNow() + shift + ahead;

const { Provider } = await import('oidc-provider');
const jose = await import('jose');

const seconds = () => Math.floor(Date.now() / 1000);
const prefix = process.env.FELTBOG_PREFIX ?? '';
const keys = new Map();

async function makeKey(kid) {
  const { privateKey, publicKey } = await jose.generateKeyPair('RS256', { extractable: true });
  keys.set(kid, { privateKey, publicKey });
  return { ...(await jose.exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' };
}

// `refresh`: gives refresh tokens. `gone`: nobody has an account any more. `ahead`: milliseconds by which the clock was put
// forward.
const state = { account: 'anne', claims: {}, fault: null, used: [], refresh: false, gone: false, ahead: 0 };
const known = await makeKey('known');
await makeKey('unknown');

let issuer;
let provider;

// Signs the claims of an identity token anew, wrong in the way that the test asks for.
async function forge(token, fault) {
  const claims = jose.decodeJwt(token);
  const header = { alg: 'RS256', kid: 'known', ...fault.header };
  for (const [name, value] of Object.entries(fault.claims ?? {})) {
    if (value === null) delete claims[name];
    else claims[name] = value;
  }
  for (const [name, by] of Object.entries(fault.shift ?? {})) claims[name] = seconds() + by;
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  if (header.alg === 'none') return `${part(header)}.${part(claims)}.`;
  if (header.alg === 'HS256') {
    const pem = await jose.exportSPKI(keys.get('known').publicKey);
    return new jose.SignJWT(claims).setProtectedHeader(header).sign(new TextEncoder().encode(pem));
  }
  const { privateKey } = keys.get(header.kid) ?? keys.get('unknown');
  return new jose.SignJWT(claims).setProtectedHeader(header).sign(privateKey);
}

function configure(port) {
  issuer = `http://127.0.0.1:${port}${prefix}`;
  const redirects = process.env.FELTBOG_REDIRECTS.split(' ');
  provider = new Provider(issuer, {
    jwks: { keys: [known] },
    clients: [{
      client_id: 'feltbog',
      client_secret: 'a-secret-of-the-tests',
      redirect_uris: redirects,
      post_logout_redirect_uris: ['http://localhost:8080/kontor'],
      backchannel_logout_uri: 'http://localhost:8080/kontor/logout/prov',
      backchannel_logout_session_required: true,
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
    }],
    claims: {
      openid: ['sub', 'sid'],
      profile: ['name', 'preferred_username', 'email'],
      feltbog: ['roles', 'groups', 'oid', 'tid', 'ver', 'idp', 'hasgroups', '_claim_names'],
    },
    scopes: ['openid', 'feltbog'],
    conformIdTokenClaims: false,
    issueRefreshToken: async () => state.refresh,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    cookies: { keys: ['tests'] },
    findAccount: (_, id) => (
      state.gone ? undefined : { accountId: id, claims: () => ({ sub: id, ...state.claims }) }
    ),
    interactions: { url: (_, interaction) => `${prefix}/interaction/${interaction.uid}` },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope('openid profile feltbog');
      await grant.save();
      return grant;
    },
    fetch: async () => new Response(null, { status: 200 }),
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'token' && state.fault?.token && ctx.body?.id_token) {
      ctx.body = { ...ctx.body, id_token: await forge(ctx.body.id_token, state.fault.token) };
    }
  });
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

const json = (response, value) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

async function answer(request, response) {
  const path = request.url.split('?')[0];
  if (path === '/control') {
    Object.assign(state, JSON.parse(await body(request)));
    ahead = state.ahead;
    return json(response, {});
  }
  if (path === '/logout-token') {
    // A logout token as the test wants it.
    const wish = JSON.parse(await body(request));
    const claims = {
      iss: issuer,
      aud: 'feltbog',
      iat: seconds() + (wish.iat ?? 0),
      exp: seconds() + (wish.exp ?? 120),
      jti: wish.jti,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      ...wish.claims,
    };
    const header = { alg: 'RS256', kid: 'known', typ: 'logout+jwt', ...wish.header };
    const { privateKey } = keys.get(header.kid);
    const token = await new jose.SignJWT(claims).setProtectedHeader(header).sign(privateKey);
    return json(response, { token });
  }
  const at = (name) => path === `${prefix}${name}`;
  const fault = state.fault ?? {};
  if (at('/.well-known/openid-configuration') && fault.issuer) {
    return json(response, {
      issuer: fault.issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  }
  if (at('/token') && fault.endpoint) {
    if (fault.endpoint === 'slow') return setTimeout(() => json(response, {}), 20_000);
    if (fault.endpoint === 'large') return json(response, { access_token: 'x'.repeat(2 * 1024 * 1024) });
    response.writeHead(302, { location: `${issuer}/elsewhere` });
    return response.end();
  }
  if (path.startsWith(`${prefix}/interaction/`)) {
    request.url = request.url.slice(prefix.length);
    const result = { login: { accountId: state.account, remember: false } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  if (prefix) {
    request.originalUrl = request.url;
    request.url = request.url.slice(prefix.length) || '/';
  }
  return provider.callback()(request, response);
}

const server = http.createServer(async (request, response) => {
  try {
    await answer(request, response);
  } catch (error) {
    console.error(error);
    response.writeHead(500);
    response.end();
  }
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  configure(port);
  console.log(JSON.stringify({ issuer }));
});

// The test's end is this one's.
process.stdin.on('end', () => process.exit(0)).resume();
