-- Declarations, their drafts and challenges (module declarations).

create table declaration_draft (
  id uuid primary key,
  organisation uuid not null references organisation (id),
  product uuid not null references product (id),
  rule text not null,
  rule_edition text not null,
  version integer not null check (version > 0),
  content jsonb not null,
  -- Version at which each entry was last changed: two people who edit different entries never meet.
  entry_versions jsonb not null,
  edited_by uuid not null,
  edited_by_name text not null,
  edited_at timestamptz not null,
  constraint declaration_draft_one_per_product_and_rule unique (organisation, product, rule)
);

create table declaration (
  id uuid primary key,
  version integer not null check (version > 0),
  official jsonb not null,
  number text not null generated always as (official ->> 'number') stored constraint declaration_number_once unique,
  organisation uuid not null generated always as ((official ->> 'organisation')::uuid) stored references organisation (id),
  product uuid not null generated always as ((official ->> 'product')::uuid) stored references product (id),
  programme text not null generated always as (official ->> 'programme') stored,
  standard_b text not null generated always as (official -> 'standards' -> 'b' ->> 'number') stored,
  status text not null generated always as (official ->> 'status') stored
    constraint declaration_status_known check (status in ('public', 'challenged', 'withdrawn', 'refuted')),
  valid_until text not null generated always as (official ->> 'validUntil') stored,
  confirmed_until text not null generated always as (official ->> 'confirmedUntil') stored
);
create index declaration_by_product on declaration (organisation, product, standard_b);

-- A challenge as lodged is nobody's act yet and never public; acceptance, refusal, answer and conclusion are acts on the
-- declaration, and this row follows them.
create table declaration_challenge (
  id uuid primary key,
  number text not null constraint declaration_challenge_number_once unique,
  declaration uuid not null references declaration (id),
  organisation uuid not null references organisation (id),
  region text not null,
  ground text not null,
  text jsonb not null,
  contact bytea,
  status text not null
    constraint declaration_challenge_status_known check (status in ('lodged', 'accepted', 'refused', 'answered', 'concluded')),
  lodged_on text not null
);
create index declaration_challenge_by_region on declaration_challenge (region, status);
create index declaration_challenge_by_declaration on declaration_challenge (declaration);
