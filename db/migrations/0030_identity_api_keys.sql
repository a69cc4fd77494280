-- Keys of programs (module identity): a printer, an ERP. A key is its hash; it acts in the role it was made in, within
-- the rights named in it, and no further.
create table api_key (
  id uuid primary key,
  token_sha256 text not null unique,
  account uuid not null references account (id),
  membership uuid not null references membership (id),
  name text not null,
  scopes text[] not null constraint api_key_has_scopes check (cardinality(scopes) > 0),
  created_at timestamptz not null,
  expires_on text not null,
  revoked_at timestamptz
);
create index api_key_of_membership on api_key (membership, id);
