-- migrate:up

-- Systems that may tell facts by webhook. `allow` are patterns of facts (`sponsor.*`); `bodies` null: resolutions of any body.
create table sources (
    name        text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    allow       text[]      not null check (cardinality(allow) > 0),
    bodies      text[]      check (cardinality(bodies) > 0),
    created_at  timestamptz not null default now(),
    disabled_at timestamptz
);

-- A source's secrets, sealed with a key that is not in this database. More than one may be good while a sender changes over.
create table source_secrets (
    id         bigint generated always as identity primary key,
    source     text        not null references sources (name),
    sealed     bytea       not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz
);
create index source_secrets_by_source on source_secrets (source);

-- The deliveries that were let in: one webhook id means one body. Kept for a while, then forgotten.
create table deliveries (
    source      text        not null references sources (name),
    webhook_id  text        not null,
    body_sha256 bytea       not null check (octet_length(body_sha256) = 32),
    received_at timestamptz not null default now(),
    primary key (source, webhook_id)
);
create index deliveries_by_age on deliveries (received_at);

-- What was let in and is to be told to the engine. A lane is one resolution's (or one session's) queue, in order of id.
create table inbox (
    id          bigint generated always as identity primary key,
    lane        text        not null,
    source      text        not null,
    event_id    text        not null,
    digest      bytea       not null check (octet_length(digest) = 32),
    event       text        not null,
    authority   text        not null,
    addressed   boolean     not null,
    symbol      text,
    received_at timestamptz not null default now(),
    begun_at    timestamptz,
    receipt     text,
    told_at     timestamptz,
    stands      boolean     not null default true,
    check ((receipt is null) = (told_at is null))
);
comment on column inbox.source is 'Who told it: the name under which its teller was let in';
comment on column inbox.digest is 'SHA-256 of who told it and of the event, so that another event under the same name is not taken for it';
comment on column inbox.addressed is 'False: the subject is a symbol that nobody knew when it was let in';
comment on column inbox.symbol is 'The symbol that this fact gives its resolution, by which later facts may name it';
comment on column inbox.begun_at is 'When somebody last began to tell it, whatever became of that';
comment on column inbox.stands is 'False: it was refused or parked, so that the same event is judged again when it is told again';
create unique index inbox_one_row_for_each_event on inbox (digest) where stands;
create index inbox_waiting on inbox (lane, id) where told_at is null;
create index inbox_symbols on inbox (symbol, id) where symbol is not null and stands;
create index inbox_told on inbox (told_at) where told_at is not null;

-- Who is telling a lane just now, and until when that is believed of him.
create table inbox_lanes (
    lane         text        primary key,
    holder       uuid        not null,
    leased_until timestamptz not null
);

-- Where notices go that are no letters. `sealed` holds a webhook's signing secret, or a chat channel's whole address.
create table endpoints (
    address     text primary key,
    kind        text        not null check (kind in ('webhook', 'chat')),
    sealed      bytea       not null,
    created_at  timestamptz not null default now(),
    disabled_at timestamptz,
    reason      text
);

-- Tokens issued here. The token itself is kept nowhere.
create table tokens (
    id         text primary key,
    holder     text        not null,
    role       text        not null,
    of         text,
    issued_at  timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);

-- Lists are read page by page in this order.
create index resolutions_in_order on resolutions (body, session, reference);

-- Documents are read in pieces, which what is compressed cannot be.
alter table documents alter column content set storage external;

-- migrate:down

alter table documents alter column content set storage extended;
drop index resolutions_in_order;
drop table tokens, endpoints, inbox_lanes, inbox, deliveries, source_secrets, sources;
