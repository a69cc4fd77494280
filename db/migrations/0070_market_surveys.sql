-- Market evaluation: questionnaires, and the answers of whoever holds an item (module market).

create table market_survey (
  id uuid primary key,
  version integer not null constraint market_survey_version_positive check (version > 0),
  official jsonb not null,
  status text not null generated always as (official ->> 'status') stored
    constraint market_survey_status_known check (status in ('open', 'closed')),
  number text not null generated always as (official ->> 'number') stored
    constraint market_survey_number_once unique,
  programme uuid not null generated always as ((official ->> 'programme')::uuid) stored
    references market_programme (id)
);

-- One answer per item: `code` is a pseudonym of the item's code, another one in every survey. Nothing of a person.
create table market_answer (
  survey uuid not null references market_survey (id),
  place integer generated always as identity,
  code text not null,
  product uuid not null references product (id),
  day text not null,
  answers jsonb not null,
  attentive boolean not null,
  primary key (survey, code)
);
create index market_answer_in_order on market_answer (survey, place);
create trigger market_answer_is_append_only before update or delete on market_answer
  for each row execute function refuse_change();
