-- Run once, by psql, when the cluster is first set up: a role and a database for the ledger, a role and two databases for Temporal.
-- Neither role can reach the other's. Passwords come from the environment and are written nowhere.
\set ON_ERROR_STOP on
\getenv ledger_password LEDGER_PASSWORD
\getenv engine_password ENGINE_PASSWORD

create role ledger login password :'ledger_password';
create role engine login password :'engine_password';

create database ledger owner ledger;
create database temporal owner engine;
create database temporal_visibility owner engine;

revoke all on database ledger, temporal, temporal_visibility from public;
