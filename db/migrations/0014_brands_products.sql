-- Brands, sites and products (module brands).

create table brand (
  id uuid primary key,
  version integer not null check (version > 0),
  official jsonb not null,
  organisation uuid not null generated always as ((official ->> 'organisation')::uuid) stored references organisation (id),
  kind text not null generated always as (official ->> 'kind') stored
    constraint brand_kind_known check (kind in ('product', 'enterprise', 'regional')),
  name text not null generated always as (official -> 'name' ->> 'zh') stored
);
create index brand_by_organisation on brand (organisation, id);

create table site (
  id uuid primary key,
  version integer not null check (version > 0),
  official jsonb not null,
  organisation uuid not null generated always as ((official ->> 'organisation')::uuid) stored references organisation (id),
  region text not null generated always as (official ->> 'region') stored,
  name text not null generated always as (official ->> 'name') stored
);
create index site_by_organisation on site (organisation, id);

create table product (
  id uuid primary key,
  version integer not null check (version > 0),
  official jsonb not null,
  organisation uuid not null generated always as ((official ->> 'organisation')::uuid) stored references organisation (id),
  brand uuid not null generated always as ((official ->> 'brand')::uuid) stored references brand (id),
  site uuid generated always as ((official ->> 'site')::uuid) stored references site (id),
  gtin text generated always as (official ->> 'gtin') stored constraint product_gtin_once unique,
  status text not null generated always as (official ->> 'status') stored
    constraint product_status_known check (status in ('registered', 'retired')),
  name text not null generated always as (official -> 'name' ->> 'zh') stored
);
create index product_by_organisation on product (organisation, id);
create index product_by_brand on product (brand);
