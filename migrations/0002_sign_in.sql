-- People who sign in: better-auth's tables, under its own column names (a test holds them equal to what it asks for).
-- They stand above workspaces; the application role has no right to them.
create table person (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);

create table person_session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references person (id) on delete cascade
);
create index "person_session_userId_idx" on person_session ("userId");

create table person_account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references person (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null
);
create index "person_account_userId_idx" on person_account ("userId");

create table person_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index "person_verification_identifier_idx" on person_verification (identifier);

-- The one-time link of the first start; only hashes are kept.
create table start_token (
  hash text primary key,
  created_at timestamptz not null default now(),
  used_at timestamptz
);

-- Who works in a workspace. Name and e-mail are copied from person, so that no query of a workspace leaves it; who was removed
-- keeps the row, so that the past still has names.
create table member (
  workspace_id uuid not null references workspace (id) on delete cascade,
  user_id text not null,
  name text not null,
  email text not null,
  role text not null check (role in ('owner', 'manager', 'seller', 'viewer')),
  joined_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (workspace_id, user_id)
);
create index member_user on member (user_id) where removed_at is null;

create table invitation (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  email text not null,
  role text not null check (role in ('owner', 'manager', 'seller', 'viewer')),
  token_hash text not null,
  invited_by text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  primary key (workspace_id, id)
);
create index invitation_token on invitation (token_hash);

create table api_key (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  key_hash text not null,
  scopes text[] not null,
  created_by text,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  primary key (workspace_id, id)
);
create index api_key_hash on api_key (key_hash);

do $$
declare t text;
begin
  foreach t in array array['person', 'person_session', 'person_account', 'person_verification', 'start_token'] loop
    execute format('alter table %I enable row level security', t);
  end loop;
  foreach t in array array['member', 'invitation', 'api_key'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy workspace_wall on %I to sluice_app using (workspace_id = sluice_workspace()) with check (workspace_id = sluice_workspace())', t);
    execute format('grant select, insert, update, delete on %I to sluice_app', t);
  end loop;
end $$;
