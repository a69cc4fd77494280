-- Mail of accounts (module identity): an address that its owner has confirmed, and how news reaches the account.

alter table account
  -- Sealed, as the telephone number is.
  add column mail bytea,
  -- Address, code and end of a confirmation under way, sealed together.
  add column mail_pending bytea,
  add column mail_attempts integer not null default 0
    constraint account_mail_attempts_counted check (mail_attempts >= 0),
  -- News in the workbench comes in any case; this is what leaves the house beside it.
  add column news_by text not null default 'all'
    constraint account_news_by_known check (news_by in ('all', 'sms', 'mail', 'none'));
