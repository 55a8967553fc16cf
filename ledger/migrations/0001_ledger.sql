-- migrate:up

-- A stream is one resolution's ledger, or one session's (`session/ccpcj-29`). Its row is the lock under which it grows.
create table streams (
    stream    text primary key,
    head_seq  bigint not null default 0 check (head_seq >= 0),
    head_hash bytea  not null default '\x' check (octet_length(head_hash) in (0, 32))
);

-- The facts in order. `body` is the entry in canonical JSON (RFC 8785); the columns beside it are what queries need of it.
create table entries (
    stream      text        not null references streams (stream),
    seq         bigint      not null check (seq > 0),
    source      text        not null,
    event_id    text        not null,
    type        text        not null,
    happened_at timestamptz not null,
    entered_at  timestamptz not null,
    recorded_at timestamptz not null,
    body        text        not null,
    hash        bytea       not null check (octet_length(hash) = 32),
    primary key (stream, seq),
    -- A hash index, for two long names may be more than an entry of a B-tree can hold.
    constraint one_entry_for_each_event exclude using hash ((array[stream, source, event_id]) with =)
);
comment on column entries.happened_at is 'when it happened, as told';
comment on column entries.entered_at is 'business time at which it was recorded: the clock that the life was lived by';
comment on column entries.recorded_at is 'when this row was written';
comment on column entries.hash is 'SHA-256 of the previous hash, recorded_at and body';

create function refuse_to_rewrite() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is only ever added to' using errcode = 'restrict_violation';
end
$$;
create trigger entries_are_only_added before update or delete on entries
    for each row execute function refuse_to_rewrite();
create trigger entries_are_never_truncated before truncate on entries
    for each statement execute function refuse_to_rewrite();

-- What the facts make: `state` is their fold, the columns beside it are what lists need of it. Read whole and written whole, so
-- `state` is kept as text is. `parked` is what waits to become true.
create table resolutions (
    reference text primary key references streams (stream),
    body      text   not null,
    session   int    not null,
    title     text,
    stage     text   not null,
    ending    text,
    seq       bigint not null,
    state     json   not null,
    rules     json   not null,
    parked    json   not null default '[]'
);
create index resolutions_by_stage on resolutions (stage, body, session);

create table symbols (
    symbol    text primary key,
    reference text not null references streams (stream)
);
create index symbols_by_reference on symbols (reference);

-- References given to drafts that were submitted without one, so that the same event gets the same reference again.
create table minted_references (
    reference text primary key,
    body      text not null,
    session   int  not null,
    number    int  not null,
    source    text not null,
    event_id  text not null,
    unique (body, session, number),
    constraint one_reference_for_each_event exclude using hash ((array[source, event_id]) with =)
);

create table documents (
    sha256     bytea primary key check (octet_length(sha256) = 32),
    content    bytea not null,
    name       text  not null,
    media_type text,
    stored_at  timestamptz not null default now()
);

create table calendar (
    body      text not null,
    session   int  not null,
    dates     jsonb not null,
    fact      jsonb not null,
    announced timestamptz not null,
    primary key (body, session)
);

-- Which resolutions have something at which session: whom an announcement concerns.
create table session_interests (
    body      text not null,
    session   int  not null,
    reference text not null,
    primary key (body, session, reference)
);

create table stakeholders (
    id          bigint generated always as identity primary key,
    role        text not null,
    of          text,
    of_key      text,
    name        text not null,
    address     text not null,
    language    text not null default 'en' check (language in ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    valid_from  date not null,
    valid_until date check (valid_until >= valid_from),
    unique nulls not distinct (role, of_key, address, valid_from)
);
create index stakeholders_by_role on stakeholders (role, of_key);

create table notices (
    id           bigint generated always as identity primary key,
    reference    text not null,
    occasion     text not null,
    seq          bigint,
    kind         text not null,
    role         text not null,
    address      text not null,
    name         text not null,
    language     text not null,
    content      jsonb not null,
    planned_for  timestamptz not null,
    state        text not null default 'planned' check (state in ('planned', 'delivered', 'failed', 'given_up')),
    attempts     int  not null default 0,
    next_attempt timestamptz not null default now(),
    reason       text,
    settled_at   timestamptz,
    shard        int  not null,
    unique (reference, occasion, address)
);
comment on column notices.occasion is 'the number of the entry it tells of, or a digest of the parked fact''s name';
comment on column notices.planned_for is 'business time of the fact it tells of';
create index notices_to_send on notices (shard, next_attempt) where state in ('planned', 'failed');
create index notices_waiting on notices (reference) where state = 'planned';
create index notices_by_reference on notices (reference, seq);

-- migrate:down

drop table notices, stakeholders, session_interests, calendar, documents, minted_references, symbols, resolutions, entries,
    streams;
drop function refuse_to_rewrite;
