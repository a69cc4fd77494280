-- Accounts, memberships, delegations, sessions, and what happened at the door.

create table account (
  id uuid primary key,
  person uuid not null references person (id),
  login text not null constraint account_login_once unique,
  password text not null constraint account_password_is_argon2id check (password like '$argon2id$%'),
  password_changed_at timestamptz not null,
  -- Sealed. It is the account's, not the person's: nobody who merely knows a person's document redirects messages.
  phone bytea,
  -- Sealed; 'pending' waits for its first code.
  second_factor bytea,
  second_factor_pending bytea,
  -- The last 30-second step whose code was taken: each is good once.
  second_factor_step bigint not null default 0,
  disabled_at timestamptz,
  demonstration boolean not null default false,
  created_at timestamptz not null
);
create index account_of_person on account (person, created_at);

-- Person × organisation × role × region. Rights come from here alone.
create table membership (
  id uuid primary key,
  version integer not null constraint membership_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official->>'status') stored
    constraint membership_status_known check (status in ('requested', 'active', 'refused', 'ended')),
  account uuid not null generated always as ((official->>'account')::uuid) stored references account (id),
  person uuid not null generated always as ((official->>'person')::uuid) stored references person (id),
  organisation uuid not null generated always as ((official->>'organisation')::uuid) stored references organisation (id),
  role text not null generated always as (official->>'role') stored,
  region text generated always as (official->>'region') stored,
  until text generated always as (official->>'until') stored
);
create unique index membership_once on membership (account, organisation, role, coalesce(region, ''))
  where status in ('requested', 'active');
-- GB/T 22239-2019 8.1.5: three administrators, no person twice.
create unique index membership_one_administrator_role_per_person on membership (person)
  where status in ('requested', 'active')
    and role in ('system-administrator', 'security-administrator', 'audit-administrator');
create index membership_of_organisation on membership (organisation, id desc);
create index membership_of_person on membership (person) where status = 'active';

create table delegation (
  id uuid primary key,
  version integer not null constraint delegation_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official->>'status') stored
    constraint delegation_status_known check (status in ('granted', 'ended')),
  membership uuid not null generated always as ((official->>'membership')::uuid) stored references membership (id),
  delegate uuid not null generated always as ((official->>'delegate')::uuid) stored references account (id),
  valid_from text not null generated always as (official->>'from') stored,
  valid_until text not null generated always as (official->>'until') stored,
  constraint delegation_ends_after_start check (valid_until >= valid_from)
);
create index delegation_to on delegation (delegate) where status = 'granted';
create index delegation_of_membership on delegation (membership);

-- A session is its token's hash; ending it removes the row.
create table session (
  id uuid primary key,
  token_sha256 text not null unique,
  account uuid not null references account (id),
  membership uuid references membership (id),
  delegation uuid references delegation (id),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  -- When a one-time code was last given.
  confirmed_at timestamptz,
  constraint session_delegation_has_membership check (delegation is null or membership is not null)
);
create index session_of_account on session (account);
create index session_of_membership on session (membership);
create index session_of_delegation on session (delegation);
create index session_by_time on session (seen_at);

-- Failed attempts, by keyed hashes: neither logins nor addresses are kept.
create table sign_in_failure (
  id uuid primary key,
  kind text not null constraint sign_in_failure_kind_known check (kind in ('password', 'code')),
  login_mac text not null,
  address_mac text not null,
  at timestamptz not null
);
create index sign_in_failure_by_login on sign_in_failure (login_mac, at);
create index sign_in_failure_by_address on sign_in_failure (address_mac, at);

create table password_reset (
  token_sha256 text primary key,
  account uuid not null references account (id),
  created_at timestamptz not null,
  used_at timestamptz
);
create index password_reset_of_account on password_reset (account);

create table security_event (
  id uuid primary key,
  at timestamptz not null,
  event text not null,
  account uuid,
  login_mac text,
  address_mac text,
  detail text
);
create index security_event_by_time on security_event (id desc);
create index security_event_by_event on security_event (event, id desc);
-- 网络安全法第二十三条: kept for at least six months.
create function security_event_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < now() - interval '6 months' then return old; end if;
  raise exception 'security_event is append-only' using errcode = 'restrict_violation';
end $$;
create trigger security_event_is_append_only before update or delete on security_event
  for each row execute function security_event_is_kept();
