-- Cosignatures of witnesses on the log's checkpoints (C2SP tlog-witness): each says that this checkpoint extends all
-- that the witness has seen before.

create table log_cosignature (
  size bigint not null references log_checkpoint (size),
  witness text not null,
  line text not null,
  cosigned_at timestamptz not null,
  primary key (size, witness)
);
create index log_cosignature_of_witness on log_cosignature (witness, size desc);
create trigger log_cosignature_is_append_only before update or delete on log_cosignature
  for each row execute function refuse_change();
