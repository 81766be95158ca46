#!/bin/sh
# Two logins and the extensions, once, on a new database: `owner` makes tables and roles, `app` has no right of its own.
# Needs POSTGRES_USER and POSTGRES_DB (default: postgres, billing), APP_PASSWORD and DATABASE_OWNER_PASSWORD.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-billing}" \
    --set database="${POSTGRES_DB:-billing}" \
    --set owner_password="$DATABASE_OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE owner LOGIN CREATEROLE NOSUPERUSER NOCREATEDB PASSWORD :'owner_password';
CREATE ROLE app LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
ALTER DATABASE :"database" OWNER TO owner;
GRANT CONNECT ON DATABASE :"database" TO app;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SQL
